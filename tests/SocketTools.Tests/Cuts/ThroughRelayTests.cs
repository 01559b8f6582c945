using System.Net;
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
}
