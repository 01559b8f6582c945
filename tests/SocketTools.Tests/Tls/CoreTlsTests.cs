using System.Security.Authentication;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Reading;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Servers;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.Tests.Tls;

/// <summary>TLS as a program meets it that has no PowerShell: what these say has to hold on every runtime that the library is for.</summary>
public class CoreTlsTests
{
    private readonly Certificates _certificates;

    public CoreTlsTests(Certificates certificates) => _certificates = certificates;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Lines_and_a_million_bytes_go_both_ways(SslProtocols version)
    {
        byte[] much = Enumerable.Range(0, 1_000_000).Select(static i => (byte)(i * 7)).ToArray();
        using var server = ServerSide.Start(_certificates.Good, async client =>
        {
            await client.SendAsync("hello\r\n");
            Assert.Equal("many", await client.ReadLineAsync());
            await client.SendAsync(await client.ReadAsync(much.Length));
        });
        using SocketConnection connection = Open(server, Trusting() with { Protocols = version });
        Assert.Equal(version, connection.Tls!.Protocol);
        Assert.Equal("hello", connection.ReceiveLine());
        connection.SendLine("many");
        connection.SendBytes(much);
        Assert.Equal(much, connection.ReceiveBytes(much.Length));
        Assert.Equal(Fault.RemoteClosed, Assert.Throws<SocketToolsException>(() => connection.ReceiveLine()).Fault);
    }

    [Theory]
    [InlineData("Expired")]
    [InlineData("WrongName")]
    [InlineData("SelfSigned")]
    [InlineData("UnknownAuthority")]
    public void A_certificate_that_is_no_good_is_refused(string kind)
    {
        using ScriptedServer server = ServerSide.Greeting(_certificates[kind]);
        Assert.Equal(Fault.CertificateRejected, Assert.Throws<SocketToolsException>(() => Open(server, Trusting())).Fault);
        using SocketConnection connection = Open(server, Trusting() with { SkipCertificateCheck = true });
        Assert.NotEmpty(connection.Tls!.PolicyReasons);
        Assert.Equal("hello", connection.ReceiveLine());
    }

    [Fact]
    public async Task A_connection_turns_to_TLS_where_it_is_asked_to()
    {
        using Pair pair = await Pair.OpenAsync();
        Task secured = pair.Peer.ProtectAsync(_certificates.Good);
        pair.Connection.ProtectAsClient(Trusting() with { ServerName = "localhost" }, Pair.Clock());
        await secured;
        await pair.Peer.SendAsync("now secret\r\n");
        Assert.Equal("now secret", pair.ReadLine());
    }

    [Fact]
    public async Task Plaintext_that_waits_is_no_beginning_of_TLS()
    {
        using Pair pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("one\r\ntwo\r\n");
        Assert.Equal("one", pair.ReadLine());
        Assert.Equal(
            Fault.PlaintextInjected,
            Assert.Throws<SocketToolsException>(() => pair.Connection.ProtectAsClient(Trusting(), Pair.Clock())).Fault);
    }

    [Fact]
    public async Task A_wait_that_a_clock_ends_loses_nothing()
    {
        using var server = ScriptedServer.Start();
        Task<ScriptedClient> arrival = Task.Run(async () =>
        {
            ScriptedClient client = await server.AcceptAsync();
            await client.ProtectAsync(_certificates.Good);
            return client;
        });
        using SocketConnection connection = Open(server, Trusting());
        ScriptedClient peer = await arrival;
        var reader = new LineReader(connection, new(connection.Encoding, null), 1000);
        Assert.Equal(Fault.ReceiveTimeout, Assert.Throws<SocketToolsException>(() => reader.ReadLine(Pair.Clock(total: 0.05))).Fault);
        await peer.SendAsync("late\r\n");
        Assert.Equal("late", reader.ReadLine(Pair.Clock()));
    }

    private TlsSettings Trusting() => new() { CertificateAuthorities = new[] { _certificates.Authority } };

    private static SocketConnection Open(ScriptedServer server, TlsSettings tls) =>
        new ConnectionOpener { Tls = tls }.Open(HostEndPoint.Create("127.0.0.1", server.Port), Pair.Clock());
}
