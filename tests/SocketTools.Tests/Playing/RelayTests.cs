using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Playing;

public sealed class RelayTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SocketRelay _relay;

    public RelayTests()
    {
        _listener.Start();
        _relay = StartRelay(((IPEndPoint)_listener.LocalEndpoint).Port);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _relay.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_both_ways_and_each_end_of_a_direction_by_itself()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _listener.AcceptTcpClientAsync(Stop);
        NetworkStream near = client.GetStream();
        NetworkStream far = server.GetStream();
        await near.WriteAsync("question"u8.ToArray(), Stop);
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", await new StreamReader(far).ReadToEndAsync(Stop));
        await far.WriteAsync("answer"u8.ToArray(), Stop);
        server.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("answer", await new StreamReader(near).ReadToEndAsync(Stop));
    }

    [Fact]
    public async Task A_reset_is_a_reset_at_the_other_side()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _listener.AcceptTcpClientAsync(Stop);
        await client.GetStream().WriteAsync("x"u8.ToArray(), Stop);
        Assert.Equal('x', server.GetStream().ReadByte());
        Reset(client);
        var reset = await Assert.ThrowsAsync<IOException>(async () => await server.GetStream().ReadExactlyAsync(new byte[1], Stop));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_server_that_dies_resets_the_client()
    {
        using TcpClient client = await ConnectAsync();
        TcpClient server = await _listener.AcceptTcpClientAsync(Stop);
        await server.GetStream().WriteAsync("last"u8.ToArray(), Stop);
        await client.GetStream().ReadExactlyAsync(new byte[4], Stop);
        Reset(server);
        await Assert.ThrowsAsync<IOException>(async () => await client.GetStream().ReadExactlyAsync(new byte[1], Stop));
    }

    // As soon as it was reached: asking for an end point, .NET takes a reset that waits there for itself.
    [Fact]
    public async Task A_server_that_resets_at_once_resets_the_client()
    {
        for (int i = 0; i < 100; i++)
        {
            using var client = new TcpClient();
            Task connecting = client.ConnectAsync(IPAddress.Loopback, _relay.Port, Stop).AsTask();
            Reset(await _listener.AcceptTcpClientAsync(Stop));
            SocketError error = SocketError.Success;
            try
            {
                await connecting;
                await client.GetStream().ReadExactlyAsync(new byte[1], Stop);
            }
            catch (Exception reset)
            {
                error = (reset as SocketException ?? reset.InnerException as SocketException)?.SocketErrorCode ?? error;
            }

            Assert.True(error == SocketError.ConnectionReset, $"Client {i} was told: {error}.");
        }
    }

    [Fact]
    public async Task A_byte_out_of_band_arrives_out_of_band()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _listener.AcceptTcpClientAsync(Stop);
        await client.GetStream().WriteAsync("ab"u8.ToArray(), Stop);
        client.Client.Send("!"u8, SocketFlags.OutOfBand);
        await client.GetStream().WriteAsync("cd"u8.ToArray(), Stop);
        client.Client.Shutdown(SocketShutdown.Send);

        var urgent = new byte[1];
        await Task.Run(() => Assert.True(server.Client.Poll(Eventually.Patience, SelectMode.SelectError)), Stop);
        Assert.Equal(1, server.Client.Receive(urgent, SocketFlags.OutOfBand));
        Assert.Equal('!', (char)urgent[0]);
        Assert.Equal("abcd", await new StreamReader(server.GetStream()).ReadToEndAsync(Stop));
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_stops_the_sender()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _listener.AcceptTcpClientAsync(Stop);
        client.Client.Blocking = false;
        var block = new byte[64 * 1024];
        long sent = 0;
        SocketError error;
        do
        {
            // Two sockets' buffers and the relay's: far less than this.
            int count = client.Client.Send(block, 0, block.Length, SocketFlags.None, out error);
            sent += Math.Max(0, count);
            if (error == SocketError.WouldBlock && !client.Client.Poll(500_000, SelectMode.SelectWrite))
            {
                break;
            }
        }
        while (sent < 256 * 1024 * 1024);

        Assert.InRange(sent, 1, 64 * 1024 * 1024);
        var drained = new byte[block.Length];
        long received = 0;
        client.Client.Shutdown(SocketShutdown.Send);
        for (int count; (count = await server.GetStream().ReadAsync(drained, Stop)) > 0;)
        {
            received += count;
        }

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Where_nobody_listens_the_client_is_reset_and_the_relay_tells_why()
    {
        using var dead = new RefusingPort();
        using SocketRelay relay = StartRelay(dead.Port);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
            await client.GetStream().ReadExactlyAsync(new byte[1], Stop);
            Assert.Fail("Nobody has answered.");
        }
        catch (Exception reset) when ((reset as SocketException ?? reset.InnerException as SocketException)?.SocketErrorCode == SocketError.ConnectionReset)
        {
            // On a busy machine as early as while connecting.
        }

        Assert.Equal(Faults.Fault.ConnectFailed, Assert.Single(relay.Errors).Fault);
    }

    [Fact]
    public async Task On_the_way_to_a_Unix_socket_with_a_long_path_no_link_is_left()
    {
        Assert.SkipWhen(Tls.TlsTest.IsNetStandard, ".NET Framework makes no links.");
        using var folder = new TemporaryFolder();
        string deep = folder[new string('d', 120)];
        Directory.CreateDirectory(deep);
        using SocketListener server = SocketListener.StartUnix(Path.Combine(deep, "s"), SocketType.Stream, 10, null, new FixedResponder("served"u8.ToArray(), new PlaySettings()));
        var settings = new PlaySettings();
        var relay = new Relay(Path.Combine(deep, "s"), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings);
        using SocketRelay passing = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 100, settings, relay);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, passing.Port, Stop);
        NetworkStream stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("served", await new StreamReader(stream).ReadToEndAsync(Stop));
        Assert.DoesNotContain(new DirectoryInfo(Path.GetTempPath()).EnumerateFileSystemInfos("st-*"), link => link.LinkTarget == deep);
    }

    [Fact]
    public async Task Stopping_under_load_leaves_no_connection()
    {
        var clients = new List<TcpClient>();
        var servers = new List<TcpClient>();
        for (int i = 0; i < 50; i++)
        {
            clients.Add(await ConnectAsync());
            servers.Add(await _listener.AcceptTcpClientAsync(Stop));
        }

        _relay.Dispose();
        foreach (TcpClient end in clients.Concat(servers))
        {
            try
            {
                Assert.Equal(0, await end.GetStream().ReadAsync(new byte[1], Stop));
            }
            catch (IOException)
            {
                // A reset is as good.
            }

            end.Dispose();
        }
    }

    // The client's own Dispose would shut down first.
    private static void Reset(TcpClient end)
    {
        end.Client.LingerState = new LingerOption(true, 0);
        end.Client.Dispose();
    }

    private static SocketRelay StartRelay(int port)
    {
        var settings = new PlaySettings();
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", port), new ConnectionOpener(), null, Timeouts.FromSeconds(15, 0, 0), settings);
        return SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 100, settings, relay);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _relay.Port, Stop);
        return client;
    }
}
