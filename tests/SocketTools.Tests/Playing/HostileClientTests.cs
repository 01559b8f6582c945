using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Playing;

/// <summary>Clients that say too much, or never the end of it.</summary>
public sealed class HostileClientTests : IDisposable
{
    private const int Much = 32 * 1024 * 1024;

    private readonly List<IDisposable> _started = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _started.ForEach(static s => s.Dispose());

    [Theory]
    [InlineData("C~ ^a+$\nS: no", ReplayOrder.Strict)]
    [InlineData("C: a********\nS: no", ReplayOrder.Strict)]
    [InlineData("C~ ^a+$\nS: no", ReplayOrder.Any)]
    [InlineData("C. \"GET / HTTP/1.1\\r\\n\\r\\n\"\nS: no", ReplayOrder.Any)]
    public async Task A_line_that_never_ends_is_none_of_the_script(string notation, ReplayOrder order)
    {
        SocketReplay replay = Start(notation, order);
        using TcpClient client = await ConnectAsync(replay);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Many(2 * Budgets.MaxLineLength), Stop);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await new StreamReader(stream).ReadToEndAsync(Stop));
        Assert.Single(replay.Mismatches);
    }

    // What has come is looked at once: looked at anew with each piece, this would take minutes.
    [Theory]
    [InlineData(ReplayOrder.Strict)]
    [InlineData(ReplayOrder.Any)]
    public async Task An_upload_takes_time_in_proportion(ReplayOrder order)
    {
        byte[] head = Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: {Much}\r\n\r\n");
        var transcript = new SocketTranscript();
        transcript.Add(new SocketTranscriptEntry(default, TranscriptKind.Received, TranscriptSide.Client, [.. head, .. Many(Much)], null));
        transcript.Add(new SocketTranscriptEntry(default, TranscriptKind.Sent, TranscriptSide.Server, "yes"u8.ToArray(), null));
        SocketReplay replay = Start(transcript, order);
        using TcpClient client = await ConnectAsync(replay);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(head, Stop);
        await stream.WriteAsync(Many(Much), Stop);
        var answer = new byte[3];
        await stream.ReadExactlyAsync(answer, Stop).AsTask().InTime();
        Assert.Equal("yes", Encoding.ASCII.GetString(answer));
        Assert.Empty(replay.Mismatches);
    }

    [Fact]
    public async Task Whoever_goes_on_behind_a_mismatch_is_read_and_told_by_the_end()
    {
        SocketReplay replay = Start("C: hello\nS: hi", ReplayOrder.Strict);
        using TcpClient client = await ConnectAsync(replay);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Many(8 * 1024 * 1024), Stop);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_line_over_the_budget_is_one_line()
    {
        var settings = new PlaySettings();
        var mock = new LineResponder([], [], new LineRule(new("^"), "what?\r\n"u8.ToArray(), IsExact: true), settings);
        SocketListener listener = SocketListener.Start(new IPEndPoint(IPAddress.Loopback, 0), SocketType.Stream, 10, null, mock);
        _started.Add(listener);
        using TcpClient client = await ConnectAsync(listener);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Many(3 * Budgets.MaxLineLength), Stop);
        await stream.WriteAsync("\nx\n"u8.ToArray(), Stop);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("what?\r\nwhat?\r\n", await new StreamReader(stream).ReadToEndAsync(Stop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_way_in_a_circle_ends(int relays)
    {
        SocketRelay[] circle = StartCircle(relays);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, circle[0].Port, Stop);
            await client.GetStream().ReadExactlyAsync(new byte[1], Stop);
            Assert.Fail("Nobody has answered.");
        }
        catch (Exception reset) when ((reset as SocketException ?? reset.InnerException as SocketException)?.SocketErrorCode == SocketError.ConnectionReset)
        {
            // On a busy machine as early as while connecting.
        }

        Eventually.True(
            () => circle.SelectMany(static relay => relay.Errors).Any(static error => error.Message.Contains("leads back to this relay", StringComparison.Ordinal)), "the reason");
    }

    // The system gives one port to several sockets where they lead to different places.
    [Fact]
    public async Task A_client_whose_port_the_relay_s_own_connection_has_too_is_no_circle()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var client = new TcpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var shared = new ConnectionOpener { Recipe = new SocketRecipe { SourceAddress = IPAddress.Loopback, SourcePort = ((IPEndPoint)client.Client.LocalEndPoint!).Port } };
        SocketRelay relay = StartRelay(0, ((IPEndPoint)server.LocalEndpoint).Port, shared);
        await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
        using TcpClient reached = await server.AcceptTcpClientAsync(Stop);
        Assert.Equal(client.Client.LocalEndPoint, reached.Client.RemoteEndPoint);
        await client.GetStream().WriteAsync("x"u8.ToArray(), Stop);
        await reached.GetStream().ReadExactlyAsync(new byte[1], Stop);
        Assert.Empty(relay.Errors);
    }

    private static byte[] Many(int count) => Enumerable.Repeat((byte)'a', count).ToArray();

    private SocketReplay Start(string notation, ReplayOrder order) => Start(SocketTranscript.Parse(notation), order);

    private SocketReplay Start(SocketTranscript transcript, ReplayOrder order)
    {
        var settings = new PlaySettings();
        SocketReplay replay = SocketReplay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, new ReplayPlayer(transcript, order, keepsTimes: false, null, settings));
        _started.Add(replay);
        return replay;
    }

    // Somebody else may take a port between its choice and its use.
    private SocketRelay[] StartCircle(int relays)
    {
        while (true)
        {
            TcpListener[] chosen = Enumerable.Range(0, relays).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
            Array.ForEach(chosen, static c => c.Start());
            int[] ports = chosen.Select(static c => ((IPEndPoint)c.LocalEndpoint).Port).ToArray();
            Array.ForEach(chosen, static c => c.Dispose());
            try
            {
                return ports.Select((port, i) => StartRelay(port, ports[(i + 1) % relays])).ToArray();
            }
            catch (SocketToolsException taken) when (taken.Fault == Fault.AddressInUse)
            {
                // Others, then.
            }
        }
    }

    private SocketRelay StartRelay(int port, int to, ConnectionOpener? opener = null)
    {
        var settings = new PlaySettings();
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", to), opener ?? new ConnectionOpener(), null, Timeouts.FromSeconds(15, 0, 0), settings);
        SocketRelay started = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, port), 100, settings, relay);
        _started.Add(started);
        return started;
    }

    private static async Task<TcpClient> ConnectAsync(SocketListener listener)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, listener.Port, Stop);
        return client;
    }
}
