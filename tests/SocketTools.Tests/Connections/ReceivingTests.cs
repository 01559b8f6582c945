using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Reading;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Connections;

public class ReceivingTests
{
    public static TheoryData<Delivery> Deliveries => new(Delivery.Whole, Delivery.Halves, Delivery.ByteByByte);

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task A_line_then_bytes_then_a_line_lose_and_double_nothing(Delivery delivery)
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("first\r\nABCsecond\r\nthird\r\n", delivery);
        pair.Peer.CloseSend();

        Assert.Equal("first", pair.ReadLine());
        Assert.Equal("ABC"u8.ToArray(), pair.Connection.ReceiveExactly(3, peek: false, Pair.Clock()));
        Assert.Equal("second", pair.ReadLine());
        Assert.Equal("third\r\n"u8.ToArray(), pair.Connection.ReceiveToEnd(1000, peek: false, Pair.Clock()));
        Assert.Equal(25, pair.Connection.BytesReceived);
        Assert.Equal(0, pair.Connection.Available);
    }

    [Fact]
    public async Task A_timeout_in_the_middle_of_a_line_loses_nothing()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("first ha");
        SocketToolsException fault = Faulty.Throws(Fault.ReceiveTimeout, () => pair.ReadLine(idle: 0.2));
        Assert.Contains("0.2 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Limit.IdleTimeout, fault.Limit);
        Assert.Contains($"127.0.0.1:{pair.Connection.Port}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Open, pair.Connection.State);
        Eventually.True(() => pair.Connection.Available == 8, "the first half");

        await pair.Peer.SendAsync("lf\r\nsecond\r\n");
        Assert.Equal("first half", pair.ReadLine());
        Assert.Equal("second", pair.ReadLine());
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_line_loses_nothing()
    {
        using Pair pair = await Pair.OpenAsync();
        for (int round = 0; round < 20; round++)
        {
            await pair.Peer.SendAsync("first ha");
            using var stop = new CancellationTokenSource();
            Task<Exception?> reading = Task.Run(() => Record.Exception(() => pair.ReadLine(stop: stop.Token)));
            Eventually.True(() => pair.Connection.Available == 8, "the first half");
            stop.Cancel();
            Assert.IsAssignableFrom<OperationCanceledException>(await reading);

            await pair.Peer.SendAsync("lf\r\n");
            Assert.Equal("first half", pair.ReadLine());
        }
    }

    [Fact]
    public async Task The_whole_call_has_a_clock_too_even_where_bytes_keep_coming()
    {
        using var server = ScriptedServer.Start(client => client.SendForeverAsync("x"));
        using SocketConnection connection = Pair.Open(server.Port);
        connection.ReceiveExactly(1, peek: true, new CallClock(Timeouts.FromSeconds(0, 0, 0), default));
        SocketToolsException fault = Faulty.Throws(
            Fault.ReceiveTimeout, () => connection.ReceiveToEnd(long.MaxValue, peek: false, new CallClock(Timeouts.FromSeconds(0, 15, 0.1), default)));
        Assert.Equal(Limit.Timeout, fault.Limit);
        Assert.True(connection.Available > 0);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("utf-8", "Grüße, 世界 😀")]
    [InlineData("utf-16", "Grüße, 世界 😀 Ċ਍")]
    [InlineData("utf-16BE", "Grüße, 世界 😀 Ċ਍")]
    [InlineData("utf-32", "Grüße, 世界 😀")]
    [InlineData("iso-8859-1", "Grüße")]
    public async Task Characters_split_between_packets_are_put_together(string encoding, string line)
    {
        Encoding text = Encoding.GetEncoding(encoding);
        using Pair pair = await Pair.OpenAsync(new ConnectionSettings { Encoding = text });
        await pair.Peer.SendAsync(text.GetBytes(line + "\r\n" + line + "\n"), Delivery.ByteByByte);
        Assert.Equal(line, pair.ReadLine());
        Assert.Equal(line, pair.ReadLine());
    }

    [Fact]
    public async Task Latin1_gives_every_byte_back()
    {
        byte[] all = Enumerable.Range(0, 256).Select(static i => (byte)i).Where(static b => b != '\n').ToArray();
        using Pair pair = await Pair.OpenAsync(new ConnectionSettings { Encoding = Encoding.Latin1 });
        await pair.Peer.SendAsync(all.Append((byte)'\n').ToArray());
        Assert.Equal(all, Encoding.Latin1.GetBytes(pair.ReadLine()));
    }

    [Fact]
    public async Task The_end_of_the_stream_is_not_an_empty_line()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("\r\n");
        pair.Peer.CloseSend();
        Assert.Equal("", pair.ReadLine());
        Faulty.Throws(Fault.RemoteClosed, () => pair.ReadLine());
        Faulty.Throws(Fault.RemoteClosed, () => pair.ReadLine());
        Faulty.Throws(Fault.RemoteClosed, () => pair.Connection.ReceiveExactly(1, false, Pair.Clock()));
        Faulty.Throws(Fault.RemoteClosed, () => pair.Connection.ReceiveAvailable(1, null, false, Pair.Clock()));
        Assert.Empty(pair.Connection.ReceiveToEnd(10, false, Pair.Clock()));
        Assert.Empty(pair.Connection.ReceiveExactly(0, false, Pair.Clock()));
        Assert.Equal(ConnectionState.RemoteClosed, pair.Connection.State);
    }

    [Fact]
    public async Task A_last_line_without_its_end_is_a_line()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("one\r\nhalf a li");
        pair.Peer.CloseSend();
        var reader = new LineReader(pair.Connection, new LineFormat(Encoding.UTF8, null), 1000);
        Assert.Equal("one", reader.ReadLine(Pair.Clock()));
        Assert.False(reader.HasNoEnd);
        Assert.Equal("half a li", reader.ReadLine(Pair.Clock()));
        Assert.True(reader.HasNoEnd);
        Faulty.Throws(Fault.RemoteClosed, () => reader.ReadLine(Pair.Clock()));
    }

    [Fact]
    public async Task The_token_is_of_no_use_once_it_was_given_back_and_keeps_others_out_until_then()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("ab");
        Receiving receiving = pair.Connection.Receive(Pair.Clock());
        Assert.True(receiving.HasMore());
        Faulty.Throws(Fault.ConnectionBusy, () => pair.Connection.Receive(Pair.Clock()));
        receiving.Dispose();
        receiving.Dispose();
        Assert.Throws<ObjectDisposedException>(() => receiving.Window);
        Assert.Throws<ObjectDisposedException>(() => receiving.Consume(1));
        Assert.Throws<ObjectDisposedException>(() => receiving.Fill());
        Assert.Equal("ab"u8.ToArray(), pair.Connection.ReceiveExactly(2, false, Pair.Clock()));
    }

    [Fact]
    public async Task Fewer_bytes_than_were_asked_for_are_truncated_and_stay_readable()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("half a li");
        pair.Peer.CloseSend();
        Faulty.Throws(Fault.Truncated, () => pair.Connection.ReceiveExactly(10, false, Pair.Clock()));
        Assert.Equal("half a li"u8.ToArray(), pair.Connection.ReceiveExactly(9, false, Pair.Clock()));
    }

    [Fact]
    public async Task Peeking_takes_nothing()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("hello");
        pair.Peer.CloseSend();
        Assert.Equal("he"u8.ToArray(), pair.Connection.ReceiveExactly(2, peek: true, Pair.Clock()));
        Assert.Equal("hell"u8.ToArray(), pair.Connection.ReceiveExactly(4, peek: true, Pair.Clock()));
        Assert.Equal("h"u8.ToArray(), pair.Connection.ReceiveAvailable(1, null, peek: true, Pair.Clock()));
        Assert.Equal("hello"u8.ToArray(), pair.Connection.ReceiveToEnd(10, peek: true, Pair.Clock()));
        Assert.Equal("hello"u8.ToArray(), pair.Connection.ReceiveToEnd(10, peek: false, Pair.Clock()));
    }

    [Fact]
    public async Task Reading_to_the_end_over_the_budget_is_a_fault_and_loses_nothing()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("hello");
        pair.Peer.CloseSend();
        Faulty.Throws(Fault.LimitExceeded, () => pair.Connection.ReceiveToEnd(4, false, Pair.Clock()));
        Assert.Equal("hello"u8.ToArray(), pair.Connection.ReceiveToEnd(5, false, Pair.Clock()));
    }

    [Fact]
    public async Task An_endless_line_runs_into_its_budget_with_memory_bounded()
    {
        using var server = ScriptedServer.Start(client => client.SendForeverAsync("x"));
        using SocketConnection connection = Pair.Open(server.Port);
        var reader = new LineReader(connection, new LineFormat(Encoding.UTF8, null), 100_000);
        for (int i = 0; i < 3; i++)
        {
            Faulty.Throws(Fault.LimitExceeded, () => reader.ReadLine(Pair.Clock()));
            Assert.InRange(connection.Available, 100_000, 400_000);
        }

        Assert.Equal("xxx"u8.ToArray(), connection.ReceiveExactly(3, false, Pair.Clock()));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_came_before_a_reset_can_be_read_and_then_the_reset_is_told()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("last words\r\nhal");
        pair.Peer.Reset();
        Assert.Equal("last words", pair.ReadLine());
        Faulty.Throws(Fault.ConnectionReset, () => pair.ReadLine());
        Assert.Equal(ConnectionState.Reset, pair.Connection.State);
        Assert.Equal("hal"u8.ToArray(), pair.Connection.ReceiveExactly(3, false, Pair.Clock()));
        Faulty.Throws(Fault.ConnectionReset, () => pair.Connection.ReceiveExactly(1, false, Pair.Clock()));
        Faulty.Throws(Fault.ConnectionReset, () => pair.Connection.ReceiveToEnd(10, false, Pair.Clock()));
    }

    [Fact]
    public async Task What_came_before_the_end_can_be_read_even_where_sending_has_failed_meanwhile()
    {
        // "421 too busy", then the server is gone, while we are still talking: the 421 is what the user has to see.
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("421 too busy\r\n");
        pair.Peer.Close();
        var data = new ArraySegment<byte>("HELO me\r\n"u8.ToArray());
        SocketToolsException fault = Assert.Throws<SocketToolsException>((Action)(() =>
        {
            while (true)
            {
                pair.Connection.Send(data, Pair.Clock());
            }
        }));
        Assert.Equal(Fault.ConnectionReset, fault.Fault);
        Assert.Equal("421 too busy", pair.ReadLine());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_last_line_without_its_end_comes_out_right_whatever_the_buffer_had_to_do(int readCount)
    {
        // 20000 bytes are taken off the front, 30000 stay: looking for the end of the stream, the buffer moves them together.
        byte[] wire = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10000).Select(static i => i.ToString("D5", null))));
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync(wire.AsSpan(0, 45000).ToArray());
        Assert.Equal(wire.AsSpan(0, 20000).ToArray(), pair.Connection.ReceiveExactly(20000, false, Pair.Clock()));
        await pair.Peer.SendAsync(wire.AsSpan(45000).ToArray());
        pair.Peer.CloseSend();

        var reader = new LineReader(pair.Connection, new LineFormat(Encoding.ASCII, null), 100_000) { ToEnd = true };
        string? line;
        if (readCount == 1)
        {
            Assert.True(reader.TryReadLine(Pair.Clock(), out line));
        }
        else
        {
            Assert.False(reader.TryReadLines(readCount == 0 ? int.MaxValue : readCount, Pair.Clock(), out IReadOnlyList<string> lines));
            line = Assert.Single(lines);
        }

        Assert.Equal(Encoding.ASCII.GetString(wire, 20000, 30000), line);
        Assert.Equal(0, pair.Connection.Available);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_batch_loses_no_line()
    {
        using Pair pair = await Pair.OpenAsync();
        var reader = new LineReader(pair.Connection, new LineFormat(Encoding.UTF8, null), 1000);
        await pair.Peer.SendAsync("1\n2\n3\n4");
        using var stop = new CancellationTokenSource();
        Task<Exception?> reading = Task.Run(() => Record.Exception(() => reader.TryReadLines(10, Pair.Clock(stop: stop.Token), out _)));
        Eventually.True(() => pair.Connection.Available == 7, "the lines");
        stop.Cancel();
        Assert.IsAssignableFrom<OperationCanceledException>(await reading);

        await pair.Peer.SendAsync("\n");
        Assert.True(reader.TryReadLines(4, Pair.Clock(), out IReadOnlyList<string> lines));
        Assert.Equal(new[] { "1", "2", "3", "4" }, lines);
    }

    [Fact]
    public async Task A_timeout_in_the_middle_of_a_batch_hands_over_what_came_and_keeps_the_rest()
    {
        using Pair pair = await Pair.OpenAsync();
        var reader = new LineReader(pair.Connection, new LineFormat(Encoding.UTF8, null), 1000);
        await pair.Peer.SendAsync("1\n2\nha");
        pair.Connection.ReceiveExactly(6, peek: true, Pair.Clock());
        IReadOnlyList<string> lines = Array.Empty<string>();
        Faulty.Throws(Fault.ReceiveTimeout, () => reader.TryReadLines(10, Pair.Clock(idle: 0.2), out lines));
        Assert.Equal(new[] { "1", "2" }, lines);
        await pair.Peer.SendAsync("lf\n");
        Assert.Equal("half", reader.ReadLine(Pair.Clock()));
    }

    [Fact]
    public async Task Any_split_gives_the_same_lines_singly_and_in_batches()
    {
        var random = new Random(1234);
        for (int round = 0; round < 12; round++)
        {
            string[] lines = Enumerable.Range(0, 60).Select(_ => new string('é', random.Next(0, 40)) + random.Next()).ToArray();
            byte[] wire = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
            using Pair pair = await Pair.OpenAsync();
            Task sending = Task.Run(async () =>
            {
                for (int at = 0; at < wire.Length;)
                {
                    int piece = Math.Min(wire.Length - at, random.Next(1, 700));
                    await pair.Peer.SendAsync(wire.AsSpan(at, piece).ToArray());
                    at += piece;
                }

                pair.Peer.CloseSend();
            });
            var reader = new LineReader(pair.Connection, new LineFormat(Encoding.UTF8, null), 1000) { ToEnd = true };
            var found = new List<string>();
            bool done = false;
            while (!done)
            {
                if (found.Count % 2 == 0)
                {
                    done = !reader.TryReadLine(Pair.Clock(), out string? line);
                    found.AddRange(done ? Array.Empty<string>() : new[] { line! });
                }
                else
                {
                    done = !reader.TryReadLines(4, Pair.Clock(), out IReadOnlyList<string> some);
                    found.AddRange(some);
                }
            }

            await sending;
            Assert.Equal(lines, found);
        }
    }

    [Theory]
    [InlineData(100, 0, 99)]
    [InlineData(4 * 1024 * 1024, 512 * 1024, 1024 * 1024)]
    public void More_is_taken_in_at_once_where_there_always_was_more(int bytes, int least, int most)
    {
        using SocketConnection connection = SocketConnection.OverBytes(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x\n", bytes / 2))));
        var reader = new LineReader(connection, new LineFormat(Encoding.ASCII, null), 1000) { ToEnd = true };
        int lines = 0;
        int largest = 0;
        while (reader.TryReadLine(Pair.Clock(), out _))
        {
            lines++;
            largest = Math.Max(largest, connection.Available);
        }

        Assert.Equal(bytes / 2, lines);
        Assert.InRange(largest, least, most);
    }

    [Fact]
    public async Task A_long_line_in_small_pieces_costs_in_a_straight_line()
    {
        // As many bytes in one line as in ten: the one may cost as much, not ten times as much. Where somebody else was busy meanwhile, that
        // shows nothing, and is measured again.
        using Pair pair = await Pair.OpenAsync(new ConnectionSettings { Encoding = Encoding.Latin1 });
        async Task<TimeSpan> ReadAsync(int length, int count)
        {
            byte[] wire = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(new string('x', length) + "\n", count)));
            Task sending = Task.Run(async () =>
            {
                for (int at = 0; at < wire.Length; at += 1000)
                {
                    await pair.Peer.SendAsync(wire.AsSpan(at, Math.Min(1000, wire.Length - at)).ToArray());
                }
            });
            var reader = new LineReader(pair.Connection, new LineFormat(Encoding.Latin1, null), 100_000_000);
            var elapsed = System.Diagnostics.Stopwatch.StartNew();
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(length, reader.ReadLine(Pair.Clock()).Length);
            }

            await sending;
            return elapsed.Elapsed;
        }

        for (int attempt = 1; ; attempt++)
        {
            TimeSpan ten = await ReadAsync(400_000, 10);
            TimeSpan one = await ReadAsync(4_000_000, 1);
            if (one < 4 * ten)
            {
                return;
            }

            Assert.True(attempt < 10, $"{ten} for ten lines of 400 kB, {one} for one of 4 MB");
        }
    }
}
