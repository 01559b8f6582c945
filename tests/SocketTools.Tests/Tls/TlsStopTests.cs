using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>Ctrl+C while names, proxies and handshakes are waited for.</summary>
public class TlsStopTests : TlsTest
{
    private const int Rounds = 3;

    public TlsStopTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData("New-SocketConnection {0} -Tls -ConnectTimeoutSec 0")]
    [InlineData("New-SocketConnection {0} -StartTls Smtp -ConnectTimeoutSec 0")]
    [InlineData("New-SocketConnection {0} -StartTls Xmpp -ConnectTimeoutSec 0")]
    [InlineData("New-SocketConnection target.test:1 -Proxy http://{0} -ConnectTimeoutSec 0")]
    [InlineData("New-SocketConnection target.test:1 -Proxy https://{0} -ConnectTimeoutSec 0")]
    [InlineData("New-SocketConnection target.test:1 -Proxy socks5h://{0} -ConnectTimeoutSec 0")]
    [InlineData("Invoke-RawHttpGet https://{0}/ -ConnectTimeoutSec 0")]
    [InlineData("Get-SocketCertificate {0} -ConnectTimeoutSec 0")]
    [InlineData("Get-SocketCertificate {0} -StartTls Imap -ConnectTimeoutSec 0")]
    public async Task While_a_server_keeps_silent(string script)
    {
        for (int round = 0; round < Rounds; round++)
        {
            using var server = ScriptedServer.Start();
            using RunningScript running = Session.Begin(string.Format(null, script, server.Address));
            ScriptedClient client = await server.AcceptAsync();
            running.StopsAtOnce();
            RunningScript.Until(() => !server.Connections.Any(), "the end of the connection");
            try
            {
                await client.ReadToEndAsync().InTime();
            }
            catch (IOException)
            {
                // Gone with a reset is gone.
            }
        }
    }

    [Theory]
    [InlineData("Protect-SocketConnection $c")]
    [InlineData("Protect-SocketConnection $c -AsServer -Certificate $cert")]
    [InlineData("Protect-SocketConnection $c -StartTls Pop3")]
    public async Task While_an_open_connection_is_protected(string script)
    {
        Session["cert"] = Certificates.Good;
        using var server = ScriptedServer.Start();
        for (int round = 0; round < Rounds; round++)
        {
            await ConnectAsync(server);
            using RunningScript running = Session.Begin($"'begun'; {script} -ConnectTimeoutSec 0");
            await running.OutputAsync(1);
            running.StopsAtOnce();
            Connection.Dispose();
        }
    }

    [Theory]
    [InlineData("Receive-SocketData $c -Count 4")]
    [InlineData("Receive-SocketData $c -ToEnd")]
    [InlineData("Wait-SocketPattern $c never")]
    [InlineData("Invoke-SocketCommand -Connection $c -ReplyFormat Smtp")]
    [InlineData("Receive-RawHttpResponse $c")]
    public async Task While_nothing_comes_and_the_connection_stays_as_it_was(string script)
    {
        using ScriptedServer server = ServerSide.Start(Certificates.Good, static async client =>
        {
            await client.ReadLineAsync();
            await client.SendAsync("late\r\n");
            await client.ReadToEndAsync();
        });
        await ConnectAsync(server, "-Tls -CertificateAuthority $ca");
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin($"'begun'; {script} -IdleTimeoutSec 0");
            await running.OutputAsync(1);
            running.StopsAtOnce();
        }

        Assert.Equal("late", Run("Send-SocketLine now -Connection $c; Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public async Task While_a_peer_takes_nothing()
    {
        Session["data"] = new byte[20_000_000];
        using ScriptedServer server = ServerSide.Start(Certificates.Good, static client => client.StayAsync());
        for (int round = 0; round < Rounds; round++)
        {
            await ConnectAsync(server, "-Tls -CertificateAuthority $ca");
            using RunningScript running = Session.Begin("Send-SocketData $data -Connection $c -IdleTimeoutSec 0");
            RunningScript.Until(() => Connection.BytesSent > 0, "the first bytes");
            running.StopsAtOnce();
            Run("Close-SocketConnection $c");
        }
    }

    [Fact]
    public async Task While_a_client_of_a_listener_keeps_silent()
    {
        Session["cert"] = Certificates.Good;
        Run("$l = Start-SocketListener -Tls -Certificate $cert");
        var listener = (SocketListener)Session["l"]!;
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin("Wait-SocketConnection $l");
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync("127.0.0.1", listener.Port);
            int accepted = round + 1;
            RunningScript.Until(() => listener.Accepted == accepted, "the client");
            running.StopsAtOnce();
        }
    }

    [Fact]
    public async Task While_many_servers_keep_silent()
    {
        using var server = ScriptedServer.Start();
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Session.Begin($"1..200 | ForEach-Object {{ '{server.Address}' }} | Get-SocketCertificate -ConnectTimeoutSec 0 -ThrottleLimit 32");
            for (int i = 0; i < 32; i++)
            {
                await server.AcceptAsync();
            }

            running.StopsAtOnce();
            RunningScript.Until(() => !server.Connections.Any(), "the end of the connections");
        }
    }
}
