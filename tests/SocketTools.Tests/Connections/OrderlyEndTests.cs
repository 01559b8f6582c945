using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.Tests.Connections;

/// <summary>A close that is no abort loses nothing that was sent, whatever lies unread (RFC 9112, 9.6).</summary>
public class OrderlyEndTests : TlsTest
{
    // Fits the buffers of the system's, so that sending does not wait for the peer.
    private const int Length = 200_000;

    public OrderlyEndTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData("Close-SocketConnection $c")]
    [InlineData("$c.Dispose()")]
    [InlineData("Close-SocketConnection $c -Direction Send; Close-SocketConnection $c")]
    [InlineData("Close-SocketConnection $c -Direction Receive; Close-SocketConnection $c")]
    public async Task What_was_sent_arrives_whole(string close)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("220 unread\r\n");
        RunningScript.Until(() => Connection.IsAnswered, "the greeting");
        Run($"Send-SocketData ([byte[]]::new({Length})) -Connection $c; {close}");
        await peer.SendAsync("and more, behind the close\r\n");
        Assert.Equal(Length, (await peer.ReadToEndAsync()).Length);
    }

    [Fact]
    public async Task Over_TLS_too_with_records_unread_and_both_ends_are_announced()
    {
        var received = new TaskCompletionSource<int>();
        using ScriptedServer server = ServerSide.Start(Certificates.Good, async client =>
        {
            await client.SendAsync("220 unread\r\n");
            received.SetResult((await client.ReadToEndAsync()).Length);
        });
        Run($"$c = New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca; Send-SocketData ([byte[]]::new({Length})) -Connection $c; Close-SocketConnection $c");
        Assert.Equal(Length, await received.Task.InTime());
    }

    [Fact]
    public async Task On_the_accepting_side_and_on_a_Unix_socket_too()
    {
        using var folder = new TemporaryFolder();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Run($"$l = Start-SocketListener -UnixSocket '{folder["s"]}'");
        client.Connect(new UnixDomainSocketEndPoint(folder["s"]));
        client.Send("unread"u8);
        Run($"$s = Wait-SocketConnection $l; Send-SocketData ([byte[]]::new({Length / 4})) -Connection $s; Close-SocketConnection $s; Stop-SocketListener $l");
        using var stream = new NetworkStream(client);
        var all = new MemoryStream();
        await stream.CopyToAsync(all).InTime();
        Assert.Equal(Length / 4, all.Length);
    }

    [Fact]
    public async Task Closing_waits_for_nobody_and_holds_no_socket_that_has_ended()
    {
        using var server = ScriptedServer.Start();
        for (int attempt = 1; ; attempt++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            ScriptedClient peer = await server.AcceptAsync();
            var connection = new SocketConnection(new SocketTransport(socket), "h:1", "h", 1, new ConnectionSettings(), new ConnectionTiming(), listed: false);
            var time = Stopwatch.StartNew();
            connection.Dispose();
            TimeSpan took = time.Elapsed;
            Assert.False(socket.SafeHandle.IsClosed, "It was not ended in order.");
            Assert.Empty(await peer.ReadToEndAsync());
            peer.CloseSend();
            Eventually.True(() => socket.SafeHandle.IsClosed, "the end of what has ended on both sides");

            // The peer had not ended, and a wait for its end would go on for the five seconds that a silence may last. Where somebody else was
            // busy meanwhile, that shows nothing.
            if (took < TimeSpan.FromSeconds(4))
            {
                return;
            }

            Assert.True(attempt < 10, $"It took {took}.");
        }
    }

    [Fact]
    public async Task Linger_0_still_resets()
    {
        using Pair pair = await Pair.OpenAsync();
        pair.Connection.SetOption(SocketOptionId.Linger, 0);
        pair.Connection.Dispose();
        await Assert.ThrowsAsync<IOException>(() => pair.Peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_handshake_under_way_that_is_closed_here_is_ConnectionClosed()
    {
        using Pair pair = await Pair.OpenAsync();
        Task<SocketTools.Faults.SocketToolsException> handshake = Task.Run(() => Faulty.Throws(
            SocketTools.Faults.Fault.ConnectionClosed, () => pair.Connection.ProtectAsClient(new TlsSettings(), Pair.Clock())));
        Assert.Equal(22, pair.Peer.Stream.ReadByte());
        pair.Connection.Dispose();
        await handshake.InTime();
    }
}
