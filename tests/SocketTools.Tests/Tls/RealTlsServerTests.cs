using System.Management.Automation;
using System.Net.Security;
using System.Security.Authentication;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>Against nginx, openssl s_server, stunnel and haproxy.</summary>
public class RealTlsServerTests : TlsTest, IClassFixture<NginxTlsServer>
{
    private readonly NginxTlsServer _nginx;

    public RealTlsServerTests(Certificates certificates, NginxTlsServer nginx)
        : base(certificates) => _nginx = nginx.Started();

    [Theory]
    [InlineData("good.test", "good")]
    [InlineData("other.test", "other")]
    public void One_port_has_two_names(string name, string says)
    {
        string to = $"-ConnectTo 127.0.0.1:{_nginx.Port} -CertificateAuthority $ca";
        EngineResult result = Run($"1..3 | ForEach-Object {{ 'https://{name}/name' }} | Invoke-RawHttpGet {to} -Verbose");
        Assert.All(result.Output.Cast<RawHttpResponse>(), r => Assert.Equal(says, r.Content));

        // The connection is kept, and TLS shaken hands for once.
        Assert.Single(result.Output.Cast<RawHttpResponse>(), static r => r.Timing.Tls > TimeSpan.Zero);
        string told = Assert.Single(result.Verbose, static v => v.StartsWith("TLS: ", StringComparison.Ordinal));
        Assert.Contains(", certificate CN=", told, StringComparison.Ordinal);
        Assert.DoesNotContain("taken although", told, StringComparison.Ordinal);
        Assert.Equal(name, Run($"Get-SocketCertificate {name} {to}").Single<CertificateReport>().Names[^1]);
        Session.Run($"Invoke-RawHttpGet https://third.test/name {to}").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        EngineResult anyway = Run($"Invoke-RawHttpGet https://third.test/name {to} -SkipCertificateCheck -Verbose");
        Assert.Equal("good", anyway.Single<RawHttpResponse>().Content);
        Assert.Contains(anyway.Verbose, static v => v.Contains("taken although: ", StringComparison.Ordinal) && v.Contains("third.test", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("12", "", SslProtocols.Tls12)]
    [InlineData("12", "-SslProtocol Tls12", SslProtocols.Tls12)]
    [InlineData("12", "-SslProtocol 'Tls12, Tls13'", SslProtocols.Tls12)]
    [InlineData("12", "-SslProtocol Tls13", SslProtocols.None)]
    [InlineData("13", "", SslProtocols.Tls13)]
    [InlineData("13", "-SslProtocol Tls13", SslProtocols.Tls13)]
    [InlineData("13", "-SslProtocol Tls12", SslProtocols.None)]
    public void A_server_of_one_version_alone(string server, string parameters, SslProtocols agreed)
    {
        int port = server == "12" ? _nginx.Tls12Port : _nginx.Tls13Port;
        string command = $"New-SocketConnection 127.0.0.1 {port} -Tls -CertificateAuthority $ca {parameters}";
        if (agreed == SslProtocols.None)
        {
            string said = Session.Run(command).SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
            Assert.Contains("the peer refused (protocol_version", said, StringComparison.Ordinal);
            return;
        }

        using var connection = Run("$c = " + command + "; $c").Single<SocketConnection>();
        Assert.Equal(agreed, connection.Tls!.Protocol);
        Assert.NotEmpty(connection.Tls.CipherSuite);
        EngineResult result = Run("Send-SocketLine 'GET /name HTTP/1.0', '' -Connection $c; Receive-SocketLine $c -All");
        Assert.Equal(server, result.Texts[^1]);
        Assert.True(connection.EndedCleanly);
    }

    [Fact]
    public void A_client_certificate_is_wanted()
    {
        Session["mine"] = Certificates.Client;
        string file = Certificates.FileOf(Certificates.Client, "client.pem");
        string uri = $"https://127.0.0.1:{_nginx.ClientPort}/name";
        foreach (string certificate in IsNetStandard ? new[] { "$mine" } : new[] { "$mine", $"'{file}'" })
        {
            Assert.Equal("CN=client.test", Run($"Invoke-RawHttpGet {uri} -CertificateAuthority $ca -Certificate {certificate}").Single<RawHttpResponse>().Content);
        }

        RawHttpResponse without = Run($"Invoke-RawHttpGet {uri} -CertificateAuthority $ca").Single<RawHttpResponse>();
        Assert.Equal(400, without.StatusCode);
        Assert.Contains("No required SSL certificate", without.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void ALPN_is_agreed_on_or_refused()
    {
        string to = $"127.0.0.1 {_nginx.Port} -CertificateAuthority $ca -Tls";
        if (IsNetStandard)
        {
            Session.Run($"New-SocketConnection {to} -ApplicationProtocol http/1.1").SingleError("NotSupported", ErrorCategory.NotImplemented);
            return;
        }

        using var connection = Run($"New-SocketConnection {to} -ApplicationProtocol test, http/1.1 -Verbose").Single<SocketConnection>();
        Assert.Equal("http/1.1", connection.Tls!.ApplicationProtocol);
        string said = Session.Run($"New-SocketConnection {to} -ApplicationProtocol test").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("the peer refused (no_application_protocol", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_is_what_curl_gets()
    {
        var body = new byte[10_000_000];
        new Random(5).NextBytes(body);
        File.WriteAllBytes(Path.Combine(_nginx.Folder, "large"), body);
        string url = $"https://127.0.0.1:{_nginx.Port}/large";
        RawHttpResponse response = Run($"Invoke-RawHttpGet {url} -CertificateAuthority $ca").Single<RawHttpResponse>();
        Bytes.Same(body, response.Body);
        Assert.Equal(Curl.Hash(url, "--cacert", Certificates.AuthorityFile), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(response.Body)));
    }

    [Theory]
    [InlineData("-tls1_2", SslProtocols.Tls12)]
    [InlineData("-tls1_3", SslProtocols.Tls13)]
    public void Openssl_s_server(string option, SslProtocols version)
    {
        using var server = new OpenSslServer(Certificates, option);
        using var connection = Run($"$c = New-SocketConnection 127.0.0.1 {server.Port} -Tls -CertificateAuthority $ca -NewLine \"`n\"; $c").Single<SocketConnection>();
        Assert.Equal(version, connection.Tls!.Protocol);
        Session["long"] = new string('x', 15_000) + "y";
        EngineResult result = Run("Send-SocketLine 'socket', $long -Connection $c; Receive-SocketLine $c -Count 2");
        Assert.Equal(new[] { "tekcos", "y" + new string('x', 15_000) }, result.Texts);
    }

    [Fact]
    public void An_old_server_is_met_by_a_cipher_suite_of_its_time()
    {
        using var server = new OpenSslServer(Certificates, "-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA");
        string ask = $"Get-SocketCertificate 127.0.0.1 {server.Port} -SslProtocol Tls12 -CipherSuite ";
        if (IsNetStandard)
        {
            Session.Run(ask + "TLS_RSA_WITH_AES_128_CBC_SHA").SingleError("NotSupported", ErrorCategory.NotImplemented);
            return;
        }

        string modern = Session.Run(ask + "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("the peer refused (handshake_failure", modern, StringComparison.Ordinal);
        CertificateReport report = Run(ask + "tls_rsa_with_aes_128_cbc_sha, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA").Single<CertificateReport>();
        Assert.EndsWith("_WITH_AES_128_CBC_SHA", report.CipherSuite, StringComparison.Ordinal);
        string none = Session.Run(ask + "TLS_RSA_WITH_RC4_128_MD5").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("this side has none of these cipher suites", none, StringComparison.Ordinal);
        Session.Run(ask + "TLS_NO_SUCH").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public void Openssl_s_server_that_wants_a_client_certificate(string option)
    {
        Session["mine"] = Certificates.Client;
        using var server = new OpenSslServer(Certificates, option, "-Verify", "2", "-verify_return_error");
        string open = $"$c = New-SocketConnection 127.0.0.1 {server.Port} -Tls -CertificateAuthority $ca -NewLine \"`n\"";
        Assert.Equal("tekcos", Run(open + " -Certificate $mine; Send-SocketLine 'socket' -Connection $c; Receive-SocketLine $c; Close-SocketConnection $c").Single<string>());

        // TLS 1.3 tells only once both have finished their handshake.
        EngineResult refused = Session.Run("$c = $null; " + open + "; if ($c) { Receive-SocketLine $c; Close-SocketConnection $c }");
        string said = refused.SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("the peer refused", said, StringComparison.Ordinal);
        Assert.Matches("certificate_required|handshake_failure.* client certificate is wanted", said);
    }

    [Fact]
    public void Stunnel_and_haproxy_in_front_of_a_plain_server()
    {
        using var plain = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("hello\r\n");
            await client.EchoAsync();
        });
        using var stunnel = new StunnelServer(Certificates, plain.Port);
        using var haproxy = new HaproxyTlsServer(Certificates, plain.Port);
        foreach (ProgramServer server in new ProgramServer[] { stunnel, haproxy })
        {
            EngineResult result = Run($$"""
                $c = New-SocketConnection 127.0.0.1 {{server.Port}} -Tls -CertificateAuthority $ca
                Receive-SocketLine $c
                Send-SocketLine 'there' -Connection $c
                Receive-SocketLine $c
                Close-SocketConnection $c -Direction Send
                Receive-SocketLine $c -All
                $c
                """);
            Assert.Equal(new[] { "hello", "there" }, result.Texts.Take(2));
            using var connection = Assert.IsType<SocketConnection>(result.Output[2]);
            Assert.Equal(ConnectionState.RemoteClosed, connection.State);
        }

        if (!IsNetStandard)
        {
            using var connection = Run($"New-SocketConnection 127.0.0.1 {haproxy.Port} -Tls -CertificateAuthority $ca -ApplicationProtocol test").Single<SocketConnection>();
            Assert.Equal("test", connection.Tls!.ApplicationProtocol);
        }
    }

    [Fact]
    public void Certificates_of_all_of_them_at_once()
    {
        using var openssl = new OpenSslServer(Certificates);
        int[] ports = { _nginx.Port, _nginx.Tls12Port, _nginx.Tls13Port, _nginx.ClientPort, openssl.Port };
        Session["hosts"] = ports.Select(static p => $"127.0.0.1:{p}").ToArray();
        EngineResult result = Run("$hosts | Get-SocketCertificate -CertificateAuthority $ca");
        Assert.Equal(ports.Order(), result.Output.Cast<CertificateReport>().Select(static r => r.Port).Order());
        Assert.All(result.Output.Cast<CertificateReport>(), static r => Assert.Equal(SslPolicyErrors.None, r.PolicyErrors));
    }
}
