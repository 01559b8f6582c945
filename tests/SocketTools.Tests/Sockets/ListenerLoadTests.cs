using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Listeners under load, and a web server made by hand.</summary>
public class ListenerLoadTests : EngineTest
{
    private const string WebServer = """
        Wait-SocketConnection $l -Count 1000000 | ForEach-Object {
            $request, $fields = @(Receive-SocketLine $_ -Until '^$')
            $body = "You asked for $($request.Split(' ')[1])`n"
            Send-SocketLine 'HTTP/1.1 200 OK', "Content-Length: $($body.Length)", 'Connection: close', '' -Connection $_
            Send-SocketData $body -Connection $_
            Close-SocketConnection $_
        }
        """;

    [Fact]
    public async Task A_web_server_made_by_hand_serves_curl_ncat_and_two_hundred_clients_at_once()
    {
        using var folder = new TemporaryFolder();
        Run("$l = Start-SocketListener");
        int port = ((SocketListener)Session["l"]!).Port;
        using RunningScript server = Session.Begin(WebServer);
        using (PeerProgram curl = PeerProgram.Start("curl", "curl", "-sS", "--max-time", "120", $"http://127.0.0.1:{port}/page"))
        {
            Assert.Equal("You asked for /page\n", await curl.EndAsync());
        }

        using (PeerProgram ncat = PeerProgram.Start("ncat", "ncat", "127.0.0.1", $"{port}"))
        {
            await ncat.WriteAsync("GET /by-hand HTTP/1.0\r\n\r\n");
            await ncat.SaysAsync("^HTTP/1.1 200 OK");
            await ncat.SaysAsync("^You asked for /by-hand$");
        }

        using (PeerProgram curl = PeerProgram.Start(
            "curl", "curl", "-sS", "--max-time", "120", "--parallel", "--parallel-immediate", "--parallel-max", "200",
            $"http://127.0.0.1:{port}/[1-200]", "-o", folder["#1"]))
        {
            await curl.EndAsync();
        }

        for (int i = 1; i <= 200; i++)
        {
            Assert.Equal($"You asked for /{i}\n", await File.ReadAllTextAsync(folder[$"{i}"]));
        }

        server.Stop();
        Assert.Empty(server.End().Errors);
        Assert.Equal(202, ((SocketListener)Session["l"]!).Accepted);
    }

    [Fact]
    public async Task Thousands_of_clients_of_one_listener_are_all_accepted()
    {
        const int Clients = 3000;
        const int AtOnce = 100;
        Run("$l = Start-SocketListener");
        int port = ((SocketListener)Session["l"]!).Port;
        using RunningScript server = Session.Begin($"Wait-SocketConnection $l -Count {Clients} | ForEach-Object {{ $_ | Receive-SocketLine | Send-SocketLine -Connection $_; Close-SocketConnection $_ }}");
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) <= Clients)
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"client {number}\n"));
                using var reader = new StreamReader(client.GetStream());
                Assert.Equal($"client {number}\r\n", await reader.ReadToEndAsync().InTime());
            }
        })));
        server.End().WithoutErrors();
        Assert.Equal(Clients, ((SocketListener)Session["l"]!).Accepted);
    }

    [Fact]
    public void Clients_that_wait_in_the_queue_lose_nothing_that_they_said_and_Select_First_leaves_them_there()
    {
        Run("$l = Start-SocketListener -Backlog 64; $clients = 1..40 | ForEach-Object { New-SocketConnection 127.0.0.1 $l.Port }");
        Run("$i = 0; $clients | ForEach-Object { Send-SocketLine \"number $((++$i))\" -Connection $_; Close-SocketConnection $_ }");
        EngineResult first = Run("Wait-SocketConnection $l -Count 40 | Select-Object -First 3 | ForEach-Object { Receive-SocketLine $_; Close-SocketConnection $_ }");
        Assert.Equal(new[] { "number 1", "number 2", "number 3" }, first.Texts);
        EngineResult rest = Run("Wait-SocketConnection $l -Count 37 -TimeoutSec 100 | ForEach-Object { Receive-SocketLine $_; Close-SocketConnection $_ }");
        Assert.Equal(Enumerable.Range(4, 37).Select(static i => $"number {i}"), rest.Texts);
    }

    [Fact]
    public void Two_commands_share_a_listener_and_each_client_goes_to_one_of_them()
    {
        Run("$l = Start-SocketListener");
        var listener = (SocketListener)Session["l"]!;
        using var other = new EngineSession();
        other["l"] = listener;
        using RunningScript mine = Session.Begin("while ($true) { Wait-SocketConnection $l | ForEach-Object { Receive-SocketLine $_; Close-SocketConnection $_ } }");
        using RunningScript others = other.Begin("while ($true) { Wait-SocketConnection $l | ForEach-Object { Receive-SocketLine $_; Close-SocketConnection $_ } }");
        for (int i = 0; i < 200; i++)
        {
            using var client = new TcpClient("127.0.0.1", listener.Port);
            client.GetStream().Write(Encoding.ASCII.GetBytes($"{i:000}\n"));
            Assert.Equal(-1, client.GetStream().ReadByte());
        }

        mine.Stop();
        others.Stop();
        Assert.Equal(
            Enumerable.Range(0, 200).Select(static i => $"{i:000}"), mine.End().Texts.Concat(others.End().Texts).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_address_of_both_families_is_one_listener()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }

        Run("$l = Start-SocketListener -Address ::");
        EngineResult result = Run("""
            foreach ($address in '127.0.0.1', '::1') {
                $c = New-SocketConnection $address $l.Port
                $s = Wait-SocketConnection $l -TimeoutSec 100
                $s.HostName
                Send-SocketLine "hello, $address" -Connection $s
                Receive-SocketLine $c
                Close-SocketConnection $c, $s
            }
            Stop-SocketListener $l
            $l = Start-SocketListener -Address :: -SocketType Dgram
            foreach ($address in '127.0.0.1', '::1') {
                $c = New-SocketConnection $address $l.Port -SocketType Dgram
                Send-SocketDatagram x -Connection $c
                Receive-SocketDatagram $l | Send-SocketDatagram "hello, $address" -Listener $l
                Receive-SocketData $c -AsText
                Close-SocketConnection $c
            }
            """);
        Assert.Equal(new[] { "127.0.0.1", "hello, 127.0.0.1", "::1", "hello, ::1", "hello, 127.0.0.1", "hello, ::1" }, result.Texts);
    }
}
