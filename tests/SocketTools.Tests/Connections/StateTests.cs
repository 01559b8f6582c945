using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Tests.Connections;

public class StateTests
{
    [Fact]
    public async Task Half_close_end_of_stream_and_reset_are_three_things()
    {
        using Pair pair = await Pair.OpenAsync();
        Assert.Equal(ConnectionState.Open, pair.Connection.State);
        pair.Connection.CloseSend(Pair.Clock());
        Assert.Equal(ConnectionState.SendClosed, pair.Connection.State);
        Assert.Empty(await pair.Peer.ReadToEndAsync());

        await pair.Peer.SendAsync("still here\r\n");
        Assert.Equal("still here", pair.ReadLine());
        Faulty.Throws(Fault.ConnectionClosed, () => pair.Connection.Send(new ArraySegment<byte>(new byte[1]), Pair.Clock()));

        pair.Peer.CloseSend();
        Eventually.True(() => pair.Connection.State == ConnectionState.RemoteClosed, "the end of the stream");
        pair.Connection.Dispose();
        Assert.Equal(ConnectionState.Closed, pair.Connection.State);
    }

    [Fact]
    public async Task The_end_is_noticed_without_reading_and_only_behind_what_waits()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("x");
        pair.Peer.CloseSend();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(ConnectionState.Open, pair.Connection.State);
        }

        Assert.Equal("x"u8.ToArray(), pair.Connection.ReceiveExactly(1, false, Pair.Clock()));
        Eventually.True(() => pair.Connection.State == ConnectionState.RemoteClosed, "the end of the stream");
        pair.Connection.Send(new ArraySegment<byte>("reply\n"u8.ToArray()), Pair.Clock());
        Assert.Equal("reply", await pair.Peer.ReadLineAsync());
    }

    [Fact]
    public async Task A_reset_is_noticed_without_reading()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Peer.Reset();
        Eventually.True(() => pair.Connection.State == ConnectionState.Reset, "the reset");
        Faulty.Throws(Fault.ConnectionReset, () => pair.ReadLine());
    }

    [Fact]
    public async Task Used_after_closing_it_says_so()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.Dispose();
        pair.Connection.Dispose();
        Faulty.Throws(Fault.ConnectionClosed, () => pair.ReadLine());
        Faulty.Throws(Fault.ConnectionClosed, () => pair.Connection.Send(new ArraySegment<byte>(new byte[1]), Pair.Clock()));
        Faulty.Throws(Fault.ConnectionClosed, () => pair.Connection.CloseSend(Pair.Clock()));
        Faulty.Throws(Fault.ConnectionClosed, () => pair.Connection.CloseReceive());
        Faulty.Throws(Fault.ConnectionClosed, () => pair.Connection.ReceiveToEnd(1, false, Pair.Clock()));
        Assert.Equal(ConnectionState.Closed, pair.Connection.State);
        Assert.DoesNotContain(pair.Connection, ConnectionTable.Connections);
        Assert.Empty(await pair.Peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_closed_receiving_side_says_so_and_still_sends()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.CloseReceive();
        Faulty.Throws(Fault.ConnectionClosed, () => pair.ReadLine());
        pair.Connection.Send(new ArraySegment<byte>("x\n"u8.ToArray()), Pair.Clock());
        Assert.Equal("x", await pair.Peer.ReadLineAsync());
    }

    [Fact]
    public async Task Aborting_resets_at_the_peer()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => pair.Peer.ReadToEndAsync());
        Assert.Equal(ConnectionState.Closed, pair.Connection.State);
    }

    [Fact]
    public async Task What_was_sent_before_closing_arrives()
    {
        var data = new byte[3_000_000];
        using Pair pair = await Pair.OpenAsync();
        Task<byte[]> received = Task.Run(pair.Peer.ReadToEndAsync);
        pair.Connection.Send(new ArraySegment<byte>(data), Pair.Clock());
        pair.Connection.Dispose();
        Assert.Equal(data.Length, (await received).Length);
    }

    [Fact]
    public async Task A_second_receiver_or_sender_is_turned_away_at_once_and_the_first_goes_on()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("ha");
        Task<string> reading = Task.Run(() => pair.ReadLine());
        Eventually.True(() => pair.Connection.Available == 2, "the first half");
        Faulty.Throws(Fault.ConnectionBusy, () => pair.ReadLine());
        Faulty.Throws(Fault.ConnectionBusy, () => pair.Connection.CloseReceive());
        Assert.Equal(ConnectionState.Open, pair.Connection.State);

        // One sender beside the receiver, a second is turned away.
        Task<Exception?> sending = Task.Run(() => Record.Exception(() => pair.Connection.Send(new ArraySegment<byte>(new byte[20_000_000]), Pair.Clock())));
        Eventually.True(() => pair.Connection.BytesSent > 0, "the first bytes");
        Faulty.Throws(Fault.ConnectionBusy, () => pair.Connection.Send(new ArraySegment<byte>(new byte[1]), Pair.Clock()));
        Faulty.Throws(Fault.ConnectionBusy, () => pair.Connection.CloseSend(Pair.Clock()));
        Task<byte[]> draining = Task.Run(() => pair.Peer.ReadAsync(20_000_000));
        Assert.Null(await sending);
        await draining;

        await pair.Peer.SendAsync("lf\n");
        Assert.Equal("half", await reading);
    }

    [Fact]
    public async Task Looking_at_the_state_never_turns_a_receiver_away()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync(new byte[200_000]);
        using var done = new CancellationTokenSource();
        Task looking = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                _ = pair.Connection.State;
            }
        });
        try
        {
            for (int i = 0; i < 100_000; i++)
            {
                pair.Connection.ReceiveExactly(2, false, Pair.Clock());
            }
        }
        finally
        {
            await done.CancelAsync();
            await looking;
        }
    }

    [Fact]
    public async Task Closing_while_another_thread_waits_ends_its_wait_with_ConnectionClosed()
    {
        for (int round = 0; round < 40; round++)
        {
            using Pair pair = await Pair.OpenAsync();
            await pair.Peer.SendAsync("ha");
            Task<Exception?> reading = Task.Run(() => Record.Exception(() => pair.ReadLine()));
            Eventually.True(() => pair.Connection.Available == 2, "the first half");
            pair.Connection.Dispose();
            Exception? ended = await reading.InTime();
            Assert.Equal(Fault.ConnectionClosed, Assert.IsType<SocketToolsException>(ended).Fault);
        }
    }

    [Fact]
    public async Task Closing_while_another_thread_sends_ends_its_wait_with_ConnectionClosed()
    {
        for (int round = 0; round < 10; round++)
        {
            using Pair pair = await Pair.OpenAsync();
            Task<Exception?> sending = Task.Run(() => Record.Exception(() => pair.Connection.Send(new ArraySegment<byte>(new byte[20_000_000]), Pair.Clock())));
            Eventually.True(() => pair.Connection.BytesSent > 0, "the first bytes");
            pair.Connection.Dispose();
            Exception? ended = await sending.InTime();
            Assert.Equal(Fault.ConnectionClosed, Assert.IsType<SocketToolsException>(ended).Fault);
        }
    }

    [Fact]
    public async Task Closing_while_one_thread_receives_and_another_sends_is_prompt()
    {
        // A busy machine may slow some down; a wait that runs into its patience slows all.
        int slow = 0;
        for (int round = 0; round < 12; round++)
        {
            using Pair pair = await Pair.OpenAsync();
            await pair.Peer.SendAsync("ha");
            Task<Exception?> reading = Task.Run(() => Record.Exception(() => pair.ReadLine()));
            Task<Exception?> sending = Task.Run(() => Record.Exception(() => pair.Connection.Send(new ArraySegment<byte>(new byte[20_000_000]), Pair.Clock())));
            Eventually.True(() => pair.Connection.Available == 2 && pair.Connection.BytesSent > 0, "both at work");
            var closing = System.Diagnostics.Stopwatch.StartNew();
            pair.Connection.Dispose();
            slow += closing.Elapsed > TimeSpan.FromSeconds(0.9) ? 1 : 0;
            Assert.Equal(Fault.ConnectionClosed, Assert.IsType<SocketToolsException>(await reading).Fault);
            Assert.Equal(Fault.ConnectionClosed, Assert.IsType<SocketToolsException>(await sending).Fault);
        }

        Assert.True(slow < 12, "Each took about a second.");
    }

    [Fact]
    public async Task Closing_while_another_thread_waits_is_an_orderly_end_for_the_peer()
    {
        for (int round = 0; round < 20; round++)
        {
            using Pair pair = await Pair.OpenAsync();
            await pair.Peer.SendAsync("ha");
            Task<Exception?> reading = Task.Run(() => Record.Exception(() => pair.ReadLine()));
            Eventually.True(() => pair.Connection.Available == 2, "the first half");
            pair.Connection.Send(new ArraySegment<byte>("bye\n"u8.ToArray()), Pair.Clock());
            pair.Connection.Dispose();
            await reading;
            Assert.Equal("bye\n"u8.ToArray(), await pair.Peer.ReadToEndAsync());
        }
    }
}
