using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tls;

namespace SocketTools.Tests.Proxies;

/// <summary>Scripted proxies: what is said to them, what they may answer, and that names stay theirs to resolve.</summary>
public class ProxyTests : TlsTest
{
    // No resolver of this machine knows it.
    private const string OnlyAtTheProxy = "only-at-the-proxy.invalid";

    public ProxyTests(Certificates certificates)
        : base(certificates)
    {
    }

    public static TheoryData<string> Remote() => new("http", "socks4a", "socks5h");

    [Theory]
    [MemberData(nameof(Remote))]
    public void A_name_that_only_the_proxy_knows(string scheme)
    {
        using var plain = ScriptedServer.Start(client => client.SendAsync("hello\r\n"));
        using ScriptedProxy proxy = Proxy(scheme, plain.Port);
        EngineResult result = Run($"$c = New-SocketConnection {OnlyAtTheProxy}:4711 -Proxy {scheme}://{proxy.Address} -Verbose; Receive-SocketLine $c; $c");
        Assert.Equal("hello", result.Output[0]);
        using var connection = Assert.IsType<SocketConnection>(result.Output[1]);
        Assert.Equal(OnlyAtTheProxy, connection.HostName);
        Assert.Equal(4711, connection.Port);
        Assert.True(connection.Timing.Proxy > TimeSpan.Zero);
        Assert.Contains($"{OnlyAtTheProxy}:4711", Assert.Single(proxy.Asked), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Verbose, static v => v.StartsWith("Resolving " + OnlyAtTheProxy, StringComparison.Ordinal));
        Assert.Contains(result.Verbose, v => v == $"Proxy {proxy.Address} connects to {OnlyAtTheProxy}:4711");
    }

    [Theory]
    [InlineData("socks4a", "me\0evil.test", "x")]
    [InlineData("http", "me\n", "x")]
    [InlineData("http", "me", "x\n")]
    [InlineData("http", "me:you", "x")]
    [InlineData("socks5", "", "x")]
    public void What_would_become_something_else_at_the_proxy_is_refused_before_it_is_asked(string scheme, string name, string password) =>
        Faulty.Throws(SocketTools.Faults.Fault.InvalidRequest, () => SocketTools.Transport.ProxySettings.Parse($"{scheme}://localhost:1", new System.Net.NetworkCredential(name, password)));

    [Fact]
    public void The_name_for_a_proxy_goes_out_as_it_was_given()
    {
        string request = "";
        var password = new System.Security.SecureString();
        password.AppendChar('x');
        Session["who"] = new PSCredential("CORP\\joe", password);
        using var server = ScriptedServer.Start(async client =>
        {
            request = string.Join('\n', await client.ReadUntilBlankLineAsync());
            await client.SendAsync("HTTP/1.1 407 no\r\n\r\n");
        });
        Session.Run($"New-SocketConnection target.test:1 -Proxy http://{server.Address} -ProxyCredential $who")
            .SingleError("ProxyRefused", ErrorCategory.ConnectionError);
        Assert.Contains(Convert.ToBase64String("CORP\\joe:x"u8), request, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Remote))]
    public void HTTP_TLS_and_STARTTLS_go_through(string scheme)
    {
        using var certificate = Certificates.Issue(OnlyAtTheProxy);
        using var web = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        using (ScriptedProxy proxy = Proxy(scheme, web.Port))
        {
            Assert.Equal("hi", Run($"Invoke-RawHttpGet http://{OnlyAtTheProxy}/ -Proxy {scheme}://{proxy.Address}").Single<RawHttpResponse>().Content);
        }

        using ScriptedServer secure = ServerSide.Start(certificate, async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        });
        using (ScriptedProxy proxy = Proxy(scheme, secure.Port))
        {
            Assert.Equal("hi", Run($"Invoke-RawHttpGet https://{OnlyAtTheProxy}/ -Proxy {scheme}://{proxy.Address} -CertificateAuthority $ca").Single<RawHttpResponse>().Content);
            Assert.True(Run($"Get-SocketCertificate {OnlyAtTheProxy} -Proxy {scheme}://{proxy.Address} -CertificateAuthority $ca").Single<CertificateReport>().IsValid);
        }

        using var mail = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("* OK ready\r\n");
            await client.ReadLineAsync();
            await client.SendAsync("a1 OK go\r\n");
            await client.ProtectAsync(certificate);
            await client.ReadToEndAsync();
        });
        using (ScriptedProxy proxy = Proxy(scheme, mail.Port))
        {
            Run($"New-SocketConnection {OnlyAtTheProxy}:143 -StartTls Imap -Proxy {scheme}://{proxy.Address} -CertificateAuthority $ca").Single<SocketConnection>().Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Remote))]
    public void An_internationalised_name_goes_to_the_proxy_in_its_ASCII_form(string scheme)
    {
        using var server = ScriptedServer.Start(client => client.SendAsync("hello\r\n"));
        using ScriptedProxy proxy = Proxy(scheme, server.Port);
        Assert.Equal("hello", Run($"$c = New-SocketConnection 'bücher.example:80' -Proxy {scheme}://{proxy.Address}; Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());
        Assert.Contains("xn--bcher-kva.example:80", Assert.Single(proxy.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public void With_socks5_the_name_is_resolved_here()
    {
        using var server = ScriptedServer.Start(client => client.SendAsync("hello\r\n"));
        using ScriptedProxy proxy = ScriptedProxy.Socks5(server.Port);
        Assert.Equal("hello", Run($"$c = New-SocketConnection localhost:80 -IPv4 -Proxy socks5://{proxy.Address}; Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());
        Assert.Equal("127.0.0.1:80", Assert.Single(proxy.Asked));
        Session.Run($"New-SocketConnection {OnlyAtTheProxy}:80 -Proxy socks5://{proxy.Address} -ConnectTimeoutSec 100").SingleError("HostNotFound", ErrorCategory.ObjectNotFound);
    }

    [Fact]
    public void ConnectTo_is_what_the_proxy_is_asked_for()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using ScriptedProxy proxy = ScriptedProxy.Http(server.Port);
        using var connection = Run($"New-SocketConnection good.test:443 -Tls -ConnectTo pinned.test:8443 -Proxy {proxy.Address} -CertificateAuthority $ca").Single<SocketConnection>();
        Assert.Equal("good.test", connection.Tls!.ServerName);
        Assert.Equal("CONNECT pinned.test:8443 HTTP/1.1|Host: pinned.test:8443", Assert.Single(proxy.Asked));
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 102 Processing\r\nA: b\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")]
    public void Interim_responses_of_the_proxy_are_read_past(string interim)
    {
        using var server = ScriptedServer.Start(client => Task.CompletedTask);
        using ScriptedProxy proxy = ScriptedProxy.Http(server.Port, interim + "HTTP/1.1 200 OK\r\n\r\n220 first\r\n");
        EngineResult result = Run($"$c = New-SocketConnection mail.test:25 -Proxy http://{proxy.Address}; Receive-SocketLine $c; Close-SocketConnection $c");
        Assert.Equal(new[] { "220 first" }, result.Texts);
    }

    [Fact]
    public void Interim_responses_without_end_run_into_the_budget()
    {
        string endless = string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 1000));
        using ScriptedProxy proxy = ScriptedProxy.Http(1, endless);
        Session.Run($"New-SocketConnection mail.test:25 -Proxy http://{proxy.Address}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
    }

    [Fact]
    public void A_proxy_whose_scheme_was_assumed_is_told_as_what()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(new byte[] { 5, 0xFF });
        });
        ErrorRecord error = Session.Run($"New-SocketConnection mail.test:25 -Proxy {server.Address} -ConnectTimeoutSec 100").Errors.Single();
        Assert.Contains($"was taken for http://{server.Address}", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_come_with_the_proxys_answer_are_the_targets()
    {
        using var server = ScriptedServer.Start(client => Task.CompletedTask);
        using ScriptedProxy proxy = ScriptedProxy.Http(server.Port, "HTTP/1.1 200 OK\r\n\r\n220 first\r\n220 second\r\n");
        EngineResult result = Run($"$c = New-SocketConnection mail.test:25 -Proxy http://{proxy.Address}; Receive-SocketLine $c -Count 2; Close-SocketConnection $c");
        Assert.Equal(new[] { "220 first", "220 second" }, result.Texts);
    }

    [Theory]
    [InlineData("http", "HTTP/1.1 403 Not for you\r\n\r\n", "403 Not for you")]
    [InlineData("http", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n", "-ProxyCredential")]
    [InlineData("http", "HTTP/1.0 502 \u001b[31mno\r\n\r\n", "502 `u{1B}[31mno")]
    [InlineData("http", "", "closed the connection without an answer")]
    [InlineData("http", "HTTP/1.1 200 OK\r\nVia", "in the midst of its answer")]
    [InlineData("socks4a", "\0\x5A", "in the midst of its answer")]
    [InlineData("socks5h", "\x05\x07", "method 7")]
    [InlineData("socks5h", "\x05\0\x05\x05", "target refused")]
    [InlineData("socks4a", "\0\x5B\0\0\0\0\0\0", "rejected the request")]
    [InlineData("socks4a", "\0\x5D\0\0\0\0\0\0", "identd")]
    [InlineData("socks5h", "\x05\xFF", "name and password")]
    [InlineData("socks5h", "\x05\0\x05\x02\0\x01\0\0\0\0\0\0", "rules do not allow")]
    [InlineData("socks5h", "\x05\0\x05\x04\0\x01\0\0\0\0\0\0", "cannot reach the host")]
    [InlineData("socks5h", "\x05\0\x05\x05\0\x01\0\0\0\0\0\0", "target refused")]
    [InlineData("socks5h", "\x05\0\x05\x63\0\x01\0\0\0\0\0\0", "code 99")]
    public void A_refusal_is_told_in_the_proxys_words(string scheme, string answer, string words)
    {
        using var proxy = ScriptedServer.Start(async client =>
        {
            await client.Stream.ReadExactlyAsync(new byte[1]);
            await client.SendAsync(Encoding.Latin1.GetBytes(answer));
        });
        foreach (string command in new[] { "New-SocketConnection target.test:80", "Invoke-RawHttpGet http://target.test/", "Get-SocketCertificate target.test" })
        {
            ErrorRecord error = Session.Run($"{command} -Proxy {scheme}://{proxy.Address}").SingleError("ProxyRefused", ErrorCategory.ConnectionError);
            Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains(proxy.Address, error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("target.test", error.TargetObject.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http", "220 ftp.test ready\r\n\r\n")]
    [InlineData("http", "SSH-2.0-OpenSSH\r\n")]
    [InlineData("socks4a", "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("socks5h", "HTTP/1.1 400 Bad Request\r\n\r\n")]
    public void What_is_no_proxy_is_a_violation(string scheme, string answer)
    {
        using var proxy = ScriptedServer.Start(async client =>
        {
            await client.SendAsync(answer);
            await client.StayAsync();
        });
        Session.Run($"New-SocketConnection target.test:80 -Proxy {scheme}://{proxy.Address} -ConnectTimeoutSec 60").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
    }

    [Theory]
    [MemberData(nameof(Remote))]
    public void A_silent_proxy_is_given_up_in_time(string scheme)
    {
        using var proxy = ScriptedServer.Start(client => client.StayAsync());
        EngineResult result = Session.Run($"New-SocketConnection target.test:80 -Proxy {scheme}://{proxy.Address} -ConnectTimeoutSec 0.3");
        result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
        Assert.InRange(result.Elapsed.TotalSeconds, 0.25, 25);
    }

    [Fact]
    public void An_endless_answer_ends_at_its_budget()
    {
        using var proxy = ScriptedServer.Start(client => client.SendForeverAsync("HTTP/1.1 200 OK and so on "));
        ErrorRecord error = Session.Run($"New-SocketConnection target.test:80 -Proxy http://{proxy.Address}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.DoesNotContain("-MaxHeaderBytes", error.Exception.Message + error.ErrorDetails?.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_proxy_is_told_by_its_own_address()
    {
        using var dead = new RefusingPort();
        ErrorRecord error = Session.Run($"New-SocketConnection target.test:80 -Proxy http://{dead.Address}").SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Assert.Contains(dead.Address, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_goes_to_the_proxy_and_nowhere_else()
    {
        using var proxy = ScriptedServer.Start(async client =>
        {
            IReadOnlyList<string> lines = await client.ReadUntilBlankLineAsync();
            await client.SendAsync($"HTTP/1.1 {(lines.Contains("Proxy-Authorization: Basic bWU6czNjcmV0") ? "502 Known" : "403 Unknown")}\r\n\r\n");
        });
        Session["who"] = new PSCredential("me", Secret("s3cret"));
        foreach (string how in new[] { $"-Proxy http://{proxy.Address} -ProxyCredential $who", $"-Proxy http://me:s3cret@{proxy.Address}" })
        {
            EngineResult result = Session.Run($"New-SocketConnection target.test:80 {how} -Verbose");
            string message = result.SingleError("ProxyRefused", ErrorCategory.ConnectionError).Exception.Message;
            Assert.Contains("502 Known", message, StringComparison.Ordinal);
            Assert.All(result.Verbose.Append(message), static text =>
            {
                Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
                Assert.DoesNotContain("bWU6czNjcmV0", text, StringComparison.Ordinal);
            });
        }
    }

    [Theory]
    [InlineData("-Proxy gopher://127.0.0.1:1")]
    [InlineData("-Proxy http://")]
    [InlineData("-Proxy socks5://127.0.0.1:99999")]
    [InlineData("-ProxyCredential $who")]
    public void What_no_proxy_can_be_is_refused(string parameters)
    {
        Session["who"] = new PSCredential("me", Secret("x"));
        Session.Run($"New-SocketConnection target.test:80 {parameters}").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("New-SocketConnection target.test:80")]
    [InlineData("New-SocketConnection target.test:80 -Tls")]
    [InlineData("Get-SocketCertificate target.test")]
    [InlineData("Invoke-RawHttpGet http://target.test/")]
    public void The_certificate_of_an_https_proxy_is_judged_whatever_is_asked_through_it(string command)
    {
        // Whoever has no certificate for the proxy's name must not get the password.
        bool asked = false;
        using ScriptedServer proxy = ServerSide.Start(Certificates.UnknownAuthority, async client => asked |= (await client.ReadUntilBlankLineAsync()).Count > 0);
        Session["who"] = new PSCredential("me", Secret("x"));
        Session.Run($"{command} -Proxy https://{proxy.Address} -ProxyCredential $who -CertificateAuthority $ca").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Assert.False(asked);
    }

    [Theory]
    [InlineData("-CertificateAuthority $ca")]
    [InlineData("-SkipCertificateCheck")]
    public void TLS_in_TLS_and_plain_through_an_https_proxy(string trust)
    {
        using ScriptedServer plain = ScriptedServer.Start(client => client.SendAsync("hello\r\n"));
        using ScriptedServer secure = ServerSide.Greeting(Certificates.Good);
        foreach ((int target, string tls) in new[] { (plain.Port, ""), (secure.Port, "-Tls -ServerName good.test") })
        {
            using ScriptedProxy inside = ScriptedProxy.Http(target);
            using ScriptedServer outside = ServerSide.Start(Certificates.Good, client => ScriptedProxy.PassOnAsync(client.Stream, inside.Port));
            Assert.Equal("hello", Run($"$c = New-SocketConnection target.test:1 -Proxy https://{outside.Address} {tls} {trust}; Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());
            Assert.StartsWith("CONNECT target.test:1 HTTP/1.1", Assert.Single(inside.Asked), StringComparison.Ordinal);
        }
    }

    internal static System.Security.SecureString Secret(string text)
    {
        var secret = new System.Security.SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    private static ScriptedProxy Proxy(string scheme, int target) => scheme switch
    {
        "http" => ScriptedProxy.Http(target),
        "socks4a" => ScriptedProxy.Socks4a(target),
        _ => ScriptedProxy.Socks5(target),
    };
}
