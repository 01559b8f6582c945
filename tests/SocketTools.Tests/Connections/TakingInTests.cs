using SocketTools.Faults;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Connections;

/// <summary>Peers that answer while they are written to, where a command both sends and receives.</summary>
public class TakingInTests
{
    // More than the buffers of both sides hold.
    private const int Length = 32 * 1024 * 1024;

    private static readonly ArraySegment<byte> s_data = new(new byte[Length]);

    [Fact]
    public async Task An_echo_is_taken_in_while_it_is_sent()
    {
        using Pair pair = await Pair.OpenAsync();
        Task echo = EchoAsync(pair.Peer);
        pair.Connection.SendTakingIn(s_data, Pair.Clock());
        Assert.Equal(Length, pair.Connection.BytesSent);
        Assert.Equal(Length, pair.Connection.ReceiveExactly(Length, false, Pair.Clock()).Length);
        pair.Connection.Dispose();
        await echo.InTime();
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_told_with_how_much_went_out()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("not an echo");
        SocketToolsException late = Faulty.Throws(Fault.SendTimeout, () => pair.Connection.SendTakingIn(s_data, Pair.Clock(idle: 0.3)));
        Assert.InRange(late.BytesSent!.Value, 1, Length - 1);
        Assert.Equal("not an echo", Encoding.ASCII.GetString(pair.Connection.ReceiveExactly(11, false, Pair.Clock())));
    }

    private static async Task EchoAsync(ScriptedClient peer)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await peer.Stream.ReadAsync(buffer)) > 0)
        {
            await peer.Stream.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
