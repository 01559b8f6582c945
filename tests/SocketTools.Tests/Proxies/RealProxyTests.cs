using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tls;

namespace SocketTools.Tests.Proxies;

/// <summary>Through squid, microsocks and ssh -D: a connection, TLS, HTTP and STARTTLS.</summary>
public class RealProxyTests : TlsTest, IClassFixture<SquidServer>
{
    private readonly SquidServer _squid;

    public RealProxyTests(Certificates certificates, SquidServer squid)
        : base(certificates)
    {
        _squid = squid;
        Session["who"] = new PSCredential(SquidServer.User, ProxyTests.Secret(SquidServer.Password));
        Session["nobody"] = new PSCredential(SquidServer.User, ProxyTests.Secret("wrong"));
    }

    [Fact]
    public void Squid() => Everything($"-Proxy http://127.0.0.1:{_squid.Port}", SquidServer.Name);

    [Fact]
    public void Squid_with_a_password()
    {
        string proxy = $"-Proxy http://127.0.0.1:{_squid.GuardedPort}";
        Everything(proxy + " -ProxyCredential $who", SquidServer.Name);
        foreach (string who in new[] { "", " -ProxyCredential $nobody" })
        {
            string said = Session.Run($"New-SocketConnection {SquidServer.Name}:80 {proxy} {who}").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
            Assert.Contains("407 Proxy Authentication Required", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Squid_that_refuses()
    {
        using var dead = new RefusingPort();
        string said = Session.Run($"Invoke-RawHttpGet https://{SquidServer.Forbidden}/ -Proxy 127.0.0.1:{_squid.Port}").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("403 Forbidden", said, StringComparison.Ordinal);
        said = Session.Run($"New-SocketConnection {SquidServer.Name}:{dead.Port} -Proxy 127.0.0.1:{_squid.Port}").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("503 Service Unavailable", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Squid_behind_stunnel_is_TLS_in_TLS()
    {
        using var stunnel = new StunnelServer(Certificates, _squid.Port);
        Everything($"-Proxy https://127.0.0.1:{stunnel.Port}", SquidServer.Name);
    }

    [Fact]
    public void A_relay_through_squid_behind_stunnel()
    {
        using var stunnel = new StunnelServer(Certificates, _squid.Port);
        string relaying = $"-Proxy https://127.0.0.1:{stunnel.Port} -CertificateAuthority $ca";
        using var plain = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("hello\r\n");
            await client.EchoAsync();
        });
        Assert.Equal(new[] { "hello", "there" }, Through($"{SquidServer.Name}:{plain.Port} {relaying}", """
            $c = New-SocketConnection 127.0.0.1 $relay.Port
            Receive-SocketLine $c
            Send-SocketLine there -Connection $c
            Receive-SocketLine $c
            Close-SocketConnection $c
            """).Texts);

        using ScriptedServer secure = ServerSide.Start(Certificates.Good, async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        });
        string web = $"{SquidServer.Name}:{secure.Port} {relaying}";
        Assert.Equal("hi", Through(web, "(Invoke-RawHttpGet https://localhost:$($relay.Port)/ -CertificateAuthority $ca -ServerName good.test).Content").Single<string>());
        Assert.Equal("hi", Through(web + " -ToTls -ServerName good.test", "(Invoke-RawHttpGet http://localhost:$($relay.Port)/).Content").Single<string>());
        Assert.Contains("good.test", Through(web + " -ToTls -ServerName other.test", "Invoke-RawHttpGet http://localhost:$($relay.Port)/ -ErrorAction Ignore; $relay.Errors[0].Message").Single<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relay_that_cannot_come_through_an_https_proxy_tells_why()
    {
        using var stunnel = new StunnelServer(Certificates, _squid.Port);
        const string Get = "Invoke-RawHttpGet http://localhost:$($relay.Port)/ -ErrorAction Ignore; $relay.Errors[0].Message";
        Assert.Contains("403 Forbidden", Through($"{SquidServer.Forbidden}:1 -Proxy https://127.0.0.1:{stunnel.Port} -CertificateAuthority $ca", Get).Single<string>(), StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{stunnel.Port}", Through($"{SquidServer.Name}:1 -Proxy https://127.0.0.1:{stunnel.Port}", Get).Single<string>(), StringComparison.Ordinal);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Assert.Contains("0.3 s", Through($"{SquidServer.Name}:1 -Proxy https://{silent.LocalEndpoint} -ConnectTimeoutSec 0.3", Get).Single<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Microsocks()
    {
        using var proxy = new MicrosocksServer();
        Everything($"-Proxy socks5h://127.0.0.1:{proxy.Port}", "localhost");
        Everything($"-Proxy socks5://127.0.0.1:{proxy.Port} -IPv4", "localhost");
        using var dead = new RefusingPort();
        string said = Session.Run($"New-SocketConnection {dead.Address} -Proxy socks5h://127.0.0.1:{proxy.Port}").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("target refused", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Microsocks_with_a_password()
    {
        using var proxy = new MicrosocksServer("-u", SquidServer.User, "-P", SquidServer.Password);
        Everything($"-Proxy socks5h://127.0.0.1:{proxy.Port} -ProxyCredential $who", "localhost");
        string said = Session.Run($"New-SocketConnection localhost:80 -Proxy socks5h://127.0.0.1:{proxy.Port} -ProxyCredential $nobody").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("did not accept the name and password", said, StringComparison.Ordinal);
        said = Session.Run($"New-SocketConnection localhost:80 -Proxy socks5h://127.0.0.1:{proxy.Port}").SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("-ProxyCredential", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Ssh_D()
    {
        using var server = new SshServer();
        using var tunnel = new SshTunnel(server);
        Everything($"-Proxy socks5h://127.0.0.1:{tunnel.Port}", "localhost");
        Everything($"-Proxy socks4a://127.0.0.1:{tunnel.Port}", "localhost");
    }

    private EngineResult Through(string relaying, string script)
    {
        EngineResult result = Session.Run($"$relay = Start-SocketRelay {relaying}; {script}");
        Session.Run("Stop-SocketListener $relay");
        Assert.Null(result.Terminating);
        return result;
    }

    private void Everything(string proxy, string name)
    {
        string trust = proxy.Contains("https://", StringComparison.Ordinal) ? "-CertificateAuthority $ca" : "";
        using var plain = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("hello\r\n");
            await client.EchoAsync();
        });
        EngineResult talk = Run($$"""
            $c = New-SocketConnection {{name}} {{plain.Port}} {{proxy}} {{trust}}
            Receive-SocketLine $c
            Send-SocketLine 'there' -Connection $c
            Receive-SocketLine $c
            Close-SocketConnection $c
            """);
        Assert.Equal(new[] { "hello", "there" }, talk.Texts);

        using var web = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal("hi", Run($"Invoke-RawHttpGet http://{name}:{web.Port}/ {proxy} {trust}").Single<RawHttpResponse>().Content);

        using ScriptedServer secure = ServerSide.Start(Certificates.Good, async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        });
        Assert.Equal("hi", Run($"Invoke-RawHttpGet https://{name}:{secure.Port}/ {proxy} -CertificateAuthority $ca -ServerName good.test").Single<RawHttpResponse>().Content);
        Assert.Equal(Certificates.Good.Thumbprint, Run($"Get-SocketCertificate {name} {secure.Port} {proxy} -CertificateAuthority $ca").Single<CertificateReport>().Certificate.Thumbprint);

        using var mail = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("+OK ready\r\n");
            await client.ReadLineAsync();
            await client.SendAsync("+OK go\r\n");
            await client.ProtectAsync(Certificates.Good);
            await client.SendAsync("+OK safe\r\n");
        });
        Assert.Equal("+OK safe", Run($"$c = New-SocketConnection {name} {mail.Port} -StartTls Pop3 {proxy} -CertificateAuthority $ca -ServerName good.test; Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());
    }
}
