using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Connections;

public class SendingTests
{
    [Fact]
    public async Task Everything_given_is_sent()
    {
        byte[] data = Pattern(5_000_000);
        using Pair pair = await Pair.OpenAsync();
        Task<byte[]> received = Task.Run(pair.Peer.ReadToEndAsync);
        pair.Connection.Send(new ArraySegment<byte>(data, 1, data.Length - 2), Pair.Clock());
        pair.Connection.CloseSend(Pair.Clock());
        byte[] came = await received;
        Bytes.Same(data.AsSpan(1, data.Length - 2), came);
        Assert.Equal(data.Length - 2, pair.Connection.BytesSent);
        Assert.Equal(ConnectionState.SendClosed, pair.Connection.State);
    }

    [Fact]
    public async Task A_secret_line_is_sent_and_not_recorded()
    {
        using Pair pair = await Pair.OpenAsync(new ConnectionSettings { Transcript = new TranscriptOptions() });
        pair.Connection.SendSecretLine("hunter2", System.Text.Encoding.UTF8, Pair.Clock());
        pair.Connection.CloseSend(Pair.Clock());
        Assert.Equal("hunter2\r\n"u8.ToArray(), await pair.Peer.ReadToEndAsync());
        Assert.Contains("C: ********", pair.Connection.Transcript!.ToNotation(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_a_timeout_that_says_how_much_went_out_and_the_rest_can_be_sent()
    {
        byte[] data = Pattern(20_000_000);
        using Pair pair = await Pair.OpenAsync();
        SocketToolsException fault = Faulty.Throws(Fault.SendTimeout, () => pair.Connection.Send(new ArraySegment<byte>(data), Pair.Clock(idle: 0.3)));
        Assert.InRange(fault.BytesSent!.Value, 1, data.Length - 1);
        Assert.Equal(fault.BytesSent.Value, pair.Connection.BytesSent);
        Assert.Contains("0.3 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Open, pair.Connection.State);

        Task<byte[]> received = Task.Run(pair.Peer.ReadToEndAsync);
        int sent = (int)fault.BytesSent.Value;
        pair.Connection.Send(new ArraySegment<byte>(data, sent, data.Length - sent), Pair.Clock());
        pair.Connection.CloseSend(Pair.Clock());
        byte[] came = await received;
        Bytes.Same(data, came);
    }

    [Fact]
    public async Task The_clock_of_the_whole_call_says_how_much_went_out_too()
    {
        // The peer reads all the time: the call ends between two writes, and what the first of them took counts.
        byte[] data = new byte[256 * 1024 * 1024];
        using Pair pair = await Pair.OpenAsync();
        long came = 0;
        Task reading = Task.Run(async () =>
        {
            var buffer = new byte[64 * 1024];
            while (await pair.Peer.Stream.ReadAsync(buffer) is int count and > 0)
            {
                came += count;
            }
        });
        long reported = 0;
        SocketToolsException? fault = null;
        for (int round = 0; round < 20; round++)
        {
            fault = Assert.Throws<SocketToolsException>(
                () => pair.Connection.Send(new ArraySegment<byte>(data), new CallClock(Timeouts.FromSeconds(0, 15, 0.01), default)));
            Assert.Equal(Fault.SendTimeout, fault.Fault);
            reported += fault.BytesSent!.Value;
        }

        pair.Connection.CloseSend(Pair.Clock());
        await reading;
        Assert.Equal(came, pair.Connection.BytesSent);
        Assert.Equal(came, reported);
    }

    [Fact]
    public async Task A_clock_that_ran_out_before_sending_began_says_that_nothing_went_out()
    {
        using Pair pair = await Pair.OpenAsync();
        var clock = new CallClock(Timeouts.FromSeconds(0, 15, 0.001), default);
        Eventually.True(() => clock.Elapsed > TimeSpan.FromMilliseconds(2), "two milliseconds");
        SocketToolsException fault = Faulty.Throws(Fault.SendTimeout, () => pair.Connection.Send(new ArraySegment<byte>(new byte[10]), clock));
        Assert.Equal(0, fault.BytesSent);
    }

    [Fact]
    public async Task A_stop_while_sending_leaves_a_right_count()
    {
        byte[] data = new byte[256 * 1024 * 1024];
        using Pair pair = await Pair.OpenAsync();
        Task<long> reading = Task.Run(async () =>
        {
            long came = 0;
            var buffer = new byte[64 * 1024];
            while (await pair.Peer.Stream.ReadAsync(buffer) is int count and > 0)
            {
                came += count;
            }

            return came;
        });
        using var stop = new CancellationTokenSource();
        Task<Exception?> sending = Task.Run(() => Record.Exception(() => pair.Connection.Send(new ArraySegment<byte>(data), Pair.Clock(stop: stop.Token))));
        Eventually.True(() => pair.Connection.BytesSent > 0, "the first bytes");
        stop.Cancel();
        await sending;
        pair.Connection.CloseSend(Pair.Clock());
        Assert.Equal(await reading, pair.Connection.BytesSent);
    }

    [Fact]
    public async Task Sending_to_a_peer_that_reset_is_told_with_the_bytes_that_went_out()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Peer.Reset();
        SocketToolsException fault = Assert.Throws<SocketToolsException>((Action)(() =>
        {
            while (true)
            {
                pair.Connection.Send(new ArraySegment<byte>(new byte[100]), Pair.Clock());
            }
        }));
        Assert.Equal(Fault.ConnectionReset, fault.Fault);
        Assert.Equal(0, fault.BytesSent);
        Assert.Equal(ConnectionState.Reset, pair.Connection.State);
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("\r\n")]
    public async Task A_line_break_inside_a_line_is_refused_before_anything_is_sent(string bad)
    {
        using Pair pair = await Pair.OpenAsync();
        Faulty.Throws(Fault.InvalidRequest, () => pair.Connection.SendLines(new[] { "good", bad }, Encoding.UTF8, Pair.Clock()));
        pair.Connection.SendLines(new[] { "after" }, Encoding.UTF8, Pair.Clock());
        Assert.Equal("after", await pair.Peer.ReadLineAsync());
    }

    [Theory]
    [InlineData("iso-8859-1", 0xFF)]
    [InlineData("us-ascii", 0x7F)]
    [InlineData("utf-8", 0xD7FF)]
    public async Task No_character_becomes_a_line_break_by_its_encoding(string encoding, int last)
    {
        for (int lacking = last + 1; lacking < 0xD800; lacking += 31)
        {
            Faulty.Throws(Fault.InvalidRequest, () => SocketConnection.EncodeLines(new[] { ((char)lacking).ToString() }, "\r\n", Encoding.GetEncoding(encoding)));
        }

        string line = string.Concat(Enumerable.Range(1, last).Select(static i => (char)i).Where(static c => c is not '\r' and not '\n'));
        using Pair pair = await Pair.OpenAsync();
        Task<byte[]> received = Task.Run(pair.Peer.ReadToEndAsync);
        pair.Connection.SendLines(new[] { line }, Encoding.GetEncoding(encoding), Pair.Clock());
        pair.Connection.CloseSend(Pair.Clock());
        byte[] wire = await received;
        Assert.Equal("\r\n"u8.ToArray(), wire.AsSpan(wire.Length - 2).ToArray());
        Assert.Equal(2, wire.Count(static b => b is 0 or (byte)'\r' or (byte)'\n'));
    }

    private static byte[] Pattern(int length)
    {
        var data = new byte[length];
        new Random(5).NextBytes(data);
        return data;
    }
}
