using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Ctrl+C ends every wait.</summary>
public class StopTests : EngineTest
{
    private const int Rounds = 5;

    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData("Receive-SocketLine $c -IdleTimeoutSec 0")]
    [InlineData("Receive-SocketLine $c -All")]
    [InlineData("Receive-SocketLine $c -All -ReadCount 0")]
    [InlineData("Receive-SocketLine $c -Until never")]
    [InlineData("Receive-SocketData $c -Count 100")]
    [InlineData("Receive-SocketData $c -ToEnd")]
    public async Task While_receiving(string script)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("ha");
        Run("$null = Receive-SocketData $c -Count 2 -Peek");
        for (int round = 0; round < Rounds; round++)
        {
            // One more byte each round: once it is in the buffer, the command waits.
            await peer.SendAsync("x");
            using RunningScript running = Session.Begin(script);
            RunningScript.Until(() => Connection.Available == 3 + round, "the byte");
            running.StopsAtOnce();
        }

        Assert.Equal("ha" + new string('x', Rounds), Encoding.ASCII.GetString(Run($"Receive-SocketData $c -Count {2 + Rounds}").Single<byte[]>()));
    }

    [Theory]
    [InlineData("Receive-SocketLine $c -Until '^(a+)+$'")]
    [InlineData("'begun'; Wait-SocketPattern $c '^(a+)+$'")]
    public async Task While_a_pattern_goes_astray(string script)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new string('a', 60) + "!\r\n");
        Run("$null = Receive-SocketData $c -Count 63 -Peek");
        using RunningScript running = Session.Begin(script);
        await running.OutputAsync(1);
        running.StopsAtOnce();
    }

    [Theory]
    [InlineData("Send-SocketData $data")]
    [InlineData("Send-SocketLine $lines")]
    [InlineData("Send-RawHttpRequest http://host.test/ -Method PUT -Body $data")]
    [InlineData("Invoke-RawHttpRequest http://host.test/ PUT -Body $data")]
    public async Task While_sending_to_a_peer_that_does_not_read(string script)
    {
        Session["lines"] = Enumerable.Repeat(new string('x', 1_000_000), 20).ToArray();
        Session["data"] = new byte[20_000_000];
        for (int round = 0; round < Rounds; round++)
        {
            await ConnectAsync(_server);
            using RunningScript running = Session.Begin($"{script} -Connection $c -IdleTimeoutSec 0");
            RunningScript.Until(() => Connection.BytesSent > 0, "the first bytes");
            running.StopsAtOnce();
            Run("Close-SocketConnection $c");
        }
    }

    [Theory]
    [InlineData("New-SocketConnection")]
    [InlineData("Invoke-RawHttpGet")]
    public async Task While_connecting_to_a_black_hole(string command)
    {
        using var hole = new BlackHole();
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin($"{command} {hole.Address} -ConnectTimeoutSec 0 -Verbose");
            await running.VerboseAsync(3);
            running.StopsAtOnce();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nha")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nha")]
    public async Task While_a_web_server_keeps_silent(string start)
    {
        using var server = ScriptedServer.Start();
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin($"Invoke-RawHttpGet {server.Url} -IdleTimeoutSec 0");
            ScriptedClient client = await server.AcceptAsync();
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(start);
            running.StopsAtOnce();
        }
    }

    [Fact]
    public async Task While_waiting_for_a_client()
    {
        Run("$l = Start-SocketListener");
        int port = ((SocketListener)Session["l"]!).Port;
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin("Wait-SocketConnection $l -Count 2");
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            await running.OutputAsync(1);
            running.StopsAtOnce();
        }
    }

    [Fact]
    public async Task While_bytes_pour_in_without_end()
    {
        using var server = ScriptedServer.Start(client => client.SendForeverAsync("line after line\r\n"));
        foreach (string script in new[] { "Receive-SocketLine $c -All | ForEach-Object { }", "Receive-SocketData $c -ToEnd", "Receive-SocketLine $c -All -ReadCount 0" })
        {
            await ConnectAsync(server);
            using RunningScript running = Session.Begin(script);
            RunningScript.Until(() => Connection.BytesReceived > 100_000, "some bytes");
            running.StopsAtOnce();
            Run("Close-SocketConnection $c");
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
