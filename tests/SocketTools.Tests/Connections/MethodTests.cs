using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Tests.Connections;

/// <summary>A connection's own methods: one line or some bytes a call.</summary>
public class MethodTests
{
    [Fact]
    public async Task Lines_and_bytes_go_both_ways_and_what_was_read_ahead_stays_for_the_next_call()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.SendLine("é");
        pair.Connection.SendBytes(new byte[] { 0, 10 });
        Assert.Equal("é\r\n\0\n"u8.ToArray(), await pair.Peer.ReadAsync(6));
        await pair.Peer.SendAsync("one\r\ntwo\n\0\u0001three");
        Assert.Equal("one", pair.Connection.ReceiveLine());
        Assert.Equal("two", pair.Connection.ReceiveLine());
        Assert.Equal(new byte[] { 0, 1 }, pair.Connection.ReceiveBytes(2));
        Assert.Empty(pair.Connection.ReceiveBytes(0));
        pair.Peer.CloseSend();
        Assert.Equal("three", pair.Connection.ReceiveLine());
        Faulty.Throws(Fault.RemoteClosed, () => pair.Connection.ReceiveLine());
        Faulty.Throws(Fault.RemoteClosed, () => pair.Connection.ReceiveBytes(1));
    }

    [Fact]
    public async Task Another_encoding_counts_from_the_next_line_on()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync(Encoding.UTF8.GetBytes("é\n").Concat(Encoding.Unicode.GetBytes("Ċ\n")).ToArray());
        Assert.Equal("é", pair.Connection.ReceiveLine());
        pair.Connection.Encoding = Encoding.Unicode;
        Assert.Equal("Ċ", pair.Connection.ReceiveLine());
    }

    [Fact]
    public async Task The_clock_is_the_connection_s_own_and_a_token_ends_a_wait_before_it()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.IdleTimeoutSec = 0.1;
        await pair.Peer.SendAsync("ha");
        Faulty.Throws(Fault.ReceiveTimeout, () => pair.Connection.ReceiveLine());
        Faulty.Throws(Fault.ReceiveTimeout, () => pair.Connection.ReceiveBytes(9));

        pair.Connection.IdleTimeoutSec = 30;
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Connection.ReceiveLine(cancel.Token));
        await pair.Peer.SendAsync("lf\n");
        Assert.Equal("half", pair.Connection.ReceiveLine());
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused()
    {
        using Pair pair = await Pair.OpenAsync();
        Faulty.Throws(Fault.InvalidRequest, () => pair.Connection.SendLine("a\nb"));
        Faulty.Throws(Fault.InvalidRequest, () => pair.Connection.SendLine(null!));
        Faulty.Throws(Fault.InvalidRequest, () => pair.Connection.SendBytes(null!));
        Faulty.Throws(Fault.InvalidRequest, () => pair.Connection.ReceiveBytes(-1));
        Assert.Equal(0, pair.Connection.BytesSent);
    }
}
