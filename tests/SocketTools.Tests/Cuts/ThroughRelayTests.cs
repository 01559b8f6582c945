using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tests.Tls;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Cuts;

/// <summary>Each exchange with its server, and through a relay: the same objects.</summary>
public sealed class ThroughRelayTests : TlsTest
{
    private readonly CutBench _bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ThroughRelayTests(Certificates certificates)
        : base(certificates)
    {
        _bench = new CutBench(certificates);
        Session["ErrorActionPreference"] = "Stop";
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("replies")]
    [InlineData("bodies")]
    [InlineData("openings")]
    public void A_session_gives_the_same_objects(string group)
    {
        foreach (Exchange exchange in group switch { "lines" => Exchanges.Lines, "replies" => Exchanges.Replies, "bodies" => Exchanges.Bodies, _ => Exchanges.Openings })
        {
            using SocketReplay server = _bench.StartReplay(exchange, out _);
            CutOutcome direct = CutBench.Do(Session, exchange, server.Port, 60);
            Assert.True(direct.Id == CutOutcome.Answer, $"{exchange}: {direct} {string.Join("; ", server.Mismatches)}");
            var reaching = new Relay(HostEndPoint.Create("127.0.0.1", server.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), new PlaySettings { Recording = new() });
            using SocketRelay relay = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, new PlaySettings(), reaching);
            Assert.Equal(direct, CutBench.Do(Session, exchange, relay.Port, 60));
            Assert.Empty(server.Mismatches);
            Assert.Empty(relay.Errors);
        }
    }

    [Fact]
    public void A_relay_that_follows_STARTTLS_sees_what_is_said_inside()
    {
        foreach (Exchange exchange in Exchanges.Openings.Where(static e => e.Name.StartsWith("STARTTLS", StringComparison.Ordinal)))
        {
            using SocketReplay server = _bench.StartReplay(exchange, out _);
            CutOutcome direct = CutBench.Do(Session, exchange, server.Port, 60);
            var settings = new PlaySettings { Recording = new() };
            var following = new Relay(HostEndPoint.Create("localhost", server.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings)
            {
                ListenStartTls = new TlsSettings { Certificate = _bench.Certificate },
                ToStartTls = new TlsSettings { CertificateAuthorities = [Certificates.Authority] },
            };
            using SocketRelay relay = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, following);
            Assert.Equal(direct, CutBench.Do(Session, exchange, relay.Port, 60));
            Assert.Empty(server.Mismatches);
            Assert.Empty(relay.Errors);
            SocketTranscript seen = Assert.Single(relay.Transcripts);
            Assert.Equal(exchange.Said, Encoding.Latin1.GetString(seen.BytesOf(TranscriptSide.Server)));
            Assert.Contains(seen.Entries, static entry => entry.IsEvent("protected"));
        }
    }

    // As mariadb of Debian 12 asks: its own flags lie behind the zeros, and its handshake comes with them.
    [Fact]
    public async Task A_relay_that_follows_STARTTLS_knows_the_request_of_MariaDB()
    {
        const string Request = @"\x20\0\0\x01\x84\xAA\xBF\0\0\0\x10\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x1D\0\0\0";
        var exchange = new Exchange("MariaDB", $"S: 5.5.5-10.11\nC. \"{Request}\"\n* protected tls=1.3\nC: x\nS: inside", "");
        using SocketReplay server = _bench.StartReplay(exchange, out _);
        var settings = new PlaySettings { Recording = new() };
        var following = new Relay(HostEndPoint.Create("localhost", server.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings)
        {
            ListenStartTls = new TlsSettings { Certificate = _bench.Certificate },
            ToStartTls = new TlsSettings { CertificateAuthorities = [Certificates.Authority] },
        };
        using SocketRelay relay = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, following);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
        await client.GetStream().ReadExactlyAsync(new byte["5.5.5-10.11\r\n".Length], Stop);
        await client.GetStream().WriteAsync(SocketTranscript.Parse($"C. \"{Request}\"").BytesOf(TranscriptSide.Client), Stop);
        using var secure = new SslStream(client.GetStream(), false, (_, certificate, _, _) => _bench.Certificate.Equals(certificate));
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync("x\r\n"u8.ToArray(), Stop);
        var said = new byte[8];
        await secure.ReadExactlyAsync(said, Stop);
        Assert.Equal("inside\r\n", Encoding.ASCII.GetString(said));
        Assert.Empty(server.Mismatches);
        Assert.Contains(relay.Transcripts[0].Entries, static entry => entry.IsEvent("protected"));
    }
}
