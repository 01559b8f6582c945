using System.Diagnostics;
using SocketTools.Playing;

namespace SocketTools.Tests.Playing;

public class WeatherLaneTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_clear_weather_bytes_go_straight_through()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(Weather.Clear, sink);
        await lane.SendAsync([1, 2, 3], 1, 2);
        Assert.Equal([2, 3], Assert.Single(sink.Pieces).Data);
        await lane.EndAsync();
        Assert.Equal(1, sink.Ends);
    }

    [Fact]
    public async Task Latency_delays_all_alike_and_keeps_the_order_in_spite_of_jitter()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { Latency = TimeSpan.FromSeconds(0.2), Jitter = TimeSpan.FromSeconds(0.1), Seed = 7 }, sink);
        for (byte i = 0; i < 50; i++)
        {
            Assert.True(lane.SendAsync([i], 0, 1).IsCompletedSuccessfully, "Sending waited for what was sent before.");
        }

        await lane.EndAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => (byte)i), sink.Pieces.SelectMany(static p => p.Data));
        Assert.True(sink.Pieces[0].At >= TimeSpan.FromSeconds(0.1));
    }

    [Fact]
    public async Task A_rate_is_kept_over_the_whole_however_late_each_timer_is()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { BytesPerSec = 10_000 }, sink);
        await lane.SendAsync(new byte[5000], 0, 5000);
        await lane.EndAsync();
        Assert.Equal(5000, sink.Pieces.Sum(static p => p.Data.Length));
        Assert.True(sink.Pieces[^1].At >= TimeSpan.FromSeconds(0.5), $"All came after {sink.Pieces[^1].At}.");
    }

    [Fact]
    public async Task Slices_come_one_by_one()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { SliceBytes = 3, SliceDelay = TimeSpan.FromSeconds(0.05) }, sink);
        TimeSpan start = sink.Now;
        await lane.SendAsync(new byte[10], 0, 10);
        await lane.EndAsync();
        Assert.Equal([3, 3, 3, 1], sink.Pieces.Select(static p => p.Data.Length));

        // Where the first is late, the next are not: the rate is kept.
        Assert.True(sink.Pieces[^1].At - start >= TimeSpan.FromSeconds(0.15));
    }

    [Theory]
    [InlineData(WeatherCut.Close)]
    [InlineData(WeatherCut.Reset)]
    public async Task A_cut_comes_at_the_very_byte(WeatherCut by)
    {
        var sink = new Sink();
        var cuts = new List<WeatherCut>();
        using WeatherLane lane = Lane(new Weather { CutAfterBytes = 7, CutBy = by }, sink, cuts.Add);
        await lane.SendAsync(new byte[7], 0, 7);
        await lane.SendAsync(new byte[5], 0, 5);
        await lane.EndAsync();
        Assert.Equal(7, sink.Pieces.Sum(static p => p.Data.Length));
        Assert.Equal([by], cuts);
        Assert.Equal(0, sink.Ends);
    }

    // TLS that begins behind what was said does not go through the lane.
    [Fact]
    public async Task What_is_under_way_has_arrived_and_been_cut_when_the_lane_is_flushed()
    {
        var sink = new Sink();
        var cuts = new List<WeatherCut>();
        using WeatherLane lane = Lane(new Weather { CutAfterBytes = 7, CutBy = WeatherCut.Close, Latency = TimeSpan.FromSeconds(0.1) }, sink, cuts.Add);
        await lane.SendAsync(new byte[7], 0, 7);
        await lane.FlushAsync();
        Assert.Equal(7, sink.Pieces.Sum(static p => p.Data.Length));
        Assert.Equal([WeatherCut.Close], cuts);
    }

    [Fact]
    public async Task Silence_lets_nothing_more_arrive_and_not_even_the_end()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { CutAfterBytes = 2, CutBy = WeatherCut.Silence }, sink);
        await lane.SendAsync(new byte[5], 0, 5);
        await lane.EndAsync();
        Assert.True(lane.IsSilent);
        Assert.Equal(2, sink.Pieces.Sum(static p => p.Data.Length));
        Assert.Equal(0, sink.Ends);
    }

    [Fact]
    public async Task The_same_seed_cuts_the_same_connections()
    {
        async Task<bool[]> RunAsync(int seed)
        {
            var weather = new Weather { CutAfterBytes = 1, Chance = 0.5, Seed = seed };
            var cut = new bool[40];
            for (int i = 0; i < cut.Length; i++)
            {
                // A connection's two lanes have a number each.
                int number = i;
                using WeatherLane lane = Lane(weather, new Sink(), _ => cut[number] = true, (2 * number) + 1);
                await lane.SendAsync(new byte[2], 0, 2);
                await lane.EndAsync();
            }

            return cut;
        }

        bool[] first = await RunAsync(3);
        Assert.Equal(first, await RunAsync(3));
        Assert.NotEqual(first, await RunAsync(4));
        Assert.InRange(first.Count(static c => c), 8, 32);
        Assert.InRange(first.Zip(first.Skip(1)).Count(static pair => pair.First != pair.Second), 10, 30);
    }

    [Fact]
    public async Task Who_sends_faster_than_it_arrives_waits()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { BytesPerSec = 1000 }, sink);
        Task sending = Task.CompletedTask;
        for (int i = 0; i < 100 && sending.IsCompleted; i++)
        {
            sending = lane.SendAsync(new byte[100_000], 0, 100_000);
        }

        Assert.False(sending.IsCompleted);
    }

    [Fact]
    public async Task New_weather_is_met_by_what_is_under_way()
    {
        var sink = new Sink();
        using WeatherLane lane = Lane(new Weather { Latency = TimeSpan.FromHours(1) }, sink, out WeatherControl control);
        await lane.SendAsync([1, 2], 0, 2);
        Task end = lane.EndAsync();
        control.Set(WeatherTowards.Client, new Weather { SliceBytes = 1, SliceDelay = TimeSpan.FromHours(1) });
        await sink.WhenWrittenAsync(1);
        control.Set(WeatherTowards.Client, new Weather { BytesPerSec = 1 });
        control.Set(WeatherTowards.Client, Weather.Clear);
        await end.InTime();
        Assert.Equal([1, 2], sink.Pieces.SelectMany(static p => p.Data));
        Assert.Equal(1, sink.Ends);
    }

    [Theory]
    [InlineData(WeatherCut.Close)]
    [InlineData(WeatherCut.Reset)]
    [InlineData(WeatherCut.Silence)]
    public async Task A_cut_that_is_due_comes_at_once_where_nothing_is_under_way(WeatherCut by)
    {
        var cuts = new List<WeatherCut>();
        using WeatherLane lane = Lane(Weather.Clear, new Sink(), out WeatherControl control, cuts.Add);
        await lane.SendAsync([1, 2, 3], 0, 3);
        control.Set(WeatherTowards.Client, new Weather { CutAfterBytes = 4, CutBy = by });
        Assert.Empty(cuts);
        Assert.False(lane.IsSilent);
        control.Set(WeatherTowards.Client, new Weather { CutAfterBytes = 3, CutBy = by });
        Assert.Equal(by == WeatherCut.Silence ? [] : [by], cuts);
        Assert.Equal(by == WeatherCut.Silence, lane.IsSilent);
    }

    private static WeatherLane Lane(Weather weather, ILaneSink sink, Action<WeatherCut>? cut = null, int number = 1) => Lane(weather, sink, out _, cut, number);

    private static WeatherLane Lane(Weather weather, ILaneSink sink, out WeatherControl control, Action<WeatherCut>? cut = null, int number = 1)
    {
        control = new WeatherControl();
        control.Set(WeatherTowards.Client, weather);
        var lane = new WeatherLane(control, WeatherTowards.Client, sink, cut ?? (static _ => { }), number, Stop);
        lane.Begin();
        return lane;
    }

    private sealed class Sink : ILaneSink
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Signal _written = new();

        internal List<(byte[] Data, TimeSpan At)> Pieces { get; } = [];

        internal TimeSpan Now => _watch.Elapsed;

        internal int Ends { get; private set; }

        internal async Task WhenWrittenAsync(int pieces)
        {
            while (Pieces.Count < pieces)
            {
                await _written.WaitAsync(Stop);
            }
        }

        public Task WriteAsync(byte[] array, int offset, int count)
        {
            Pieces.Add((array.AsSpan(offset, count).ToArray(), _watch.Elapsed));
            _written.Set();
            return Task.CompletedTask;
        }

        public Task WriteUrgentAsync(byte value) => Task.CompletedTask;

        public Task EndAsync()
        {
            Ends++;
            return Task.CompletedTask;
        }

        public void Reset()
        {
        }
    }
}
