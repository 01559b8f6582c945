using System.Management.Automation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

public class TlsListenerTests : TlsTest
{
    private SocketListener _listener = null!;

    public TlsListenerTests(Certificates certificates)
        : base(certificates)
    {
        Session["cert"] = certificates.Good;
    }

    [Theory]
    [InlineData("$cert")]
    [InlineData("file")]
    public void It_answers_our_own_client_and_curl(string certificate)
    {
        if (certificate == "file" && IsNetStandard)
        {
            ErrorRecord none = Assert.Single(Session.Run($"Start-SocketListener -Tls -Certificate '{Certificates.GoodFile}'").Errors);
            Assert.Contains("PKCS #12", none.Exception.Message, StringComparison.Ordinal);
            return;
        }

        Start($"Start-SocketListener -Tls -Certificate {(certificate == "file" ? $"'{Certificates.GoodFile}'" : certificate)} -Response \"HTTP/1.0 200 OK`r`n`r`nhello`n\"");
        Assert.True(_listener.UsesTls);
        string url = $"https://127.0.0.1:{_listener.Port}/";
        Assert.Equal("hello\n", Run($"(Invoke-RawHttpGet {url} -CertificateAuthority $ca).Content").Single<string>());
        Assert.Equal("hello\n", Curl.Get(url, "--cacert", Certificates.AuthorityFile));
    }

    [Fact]
    public async Task A_client_that_begins_no_handshake_is_told_by_an_end_in_order()
    {
        Run("$l = Start-SocketListener -Response x -Tls -Certificate $cert -IdleTimeoutSec 0.05");
        using var client = new TcpClient("127.0.0.1", ((SocketListener)Session["l"]!).Port);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Clients_that_are_waited_for_speak_TLS_by_then()
    {
        Start("Start-SocketListener -Tls -Certificate $cert -ApplicationProtocol one, two", alpn: true);
        Task<SslStream> client = ConnectAsync(options => options.ApplicationProtocols = IsNetStandard ? null : new() { new("two"), new("three") });
        using var connection = Run("$c = Wait-SocketConnection $l -TimeoutSec 100; Send-SocketLine hello -Connection $c; $c").Single<SocketConnection>();
        using SslStream stream = await client;
        using var reader = new StreamReader(stream);
        Assert.Equal("hello", await reader.ReadLineAsync());
        Assert.Equal(IsNetStandard ? null : "two", connection.Tls!.ApplicationProtocol);
        Assert.Null(connection.Tls.Certificate);
        Assert.Equal(SslPolicyErrors.None, connection.Tls.PolicyErrors);
    }

    [Fact]
    public async Task A_client_that_fails_its_handshake_is_one_error_and_the_next_is_served()
    {
        Start("Start-SocketListener -Tls -Certificate $cert");
        using var plain = new TcpClient("127.0.0.1", _listener.Port);
        await plain.GetStream().WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
        using (var resetting = new TcpClient("127.0.0.1", _listener.Port) { LingerState = new LingerOption(true, 0) })
        {
        }

        using (var leaving = new TcpClient("127.0.0.1", _listener.Port))
        {
        }

        Task<SslStream> client = ConnectAsync();
        EngineResult result = Session.Run("$c = Wait-SocketConnection $l -TimeoutSec 100; $c");
        using var connection = Assert.IsType<SocketConnection>(Assert.Single(result.Output));
        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, static e => Assert.StartsWith("TlsFailed,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        (await client).Dispose();
    }

    [Fact]
    public async Task A_client_that_keeps_silent_does_not_hold_up_the_others_for_ever()
    {
        Start("Start-SocketListener -Tls -Certificate $cert");
        using var silent = new TcpClient("127.0.0.1", _listener.Port);
        var clock = new CallClock(Timeouts.FromSeconds(1, 0, 0), default);
        Faulty.Throws(Fault.TlsFailed, () => _listener.Accept(new(), clock));
        Task<SslStream> client = ConnectAsync();
        using SocketConnection connection = _listener.Accept(new(), Pair.Clock());
        (await client).Dispose();
    }

    [Fact]
    public async Task The_limit_on_the_wait_counts_a_handshake_that_does_not_end()
    {
        Start("Start-SocketListener -Tls -Certificate $cert");
        using var silent = new TcpClient("127.0.0.1", _listener.Port);
        EngineResult result = Session.Run("Wait-SocketConnection $l -TimeoutSec 2");
        Assert.Empty(result.Output);
        Assert.Equal(new[] { "TlsFailed", "ConnectTimeout" }, result.Errors.Select(static e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(-1, await Task.Run(silent.GetStream().ReadByte));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Response x")]
    public async Task A_certificate_is_wanted_of_clients(string response)
    {
        Session["mine"] = Certificates.Client;
        Session["strange"] = Certificates.StrangeClient;
        Start($"Start-SocketListener -Tls -Certificate $cert -RequireClientCertificate -CertificateAuthority $ca {response}");

        // TLS 1.3 tells a client only after its handshake that its certificate was refused; TLS 1.2 during it.
        foreach (string version in new[] { "Tls12", "Tls13" })
        {
            foreach ((string certificate, bool taken) in new[] { ("-Certificate $mine", true), ("-Certificate $strange", false), ("", false) })
            {
                using var other = new EngineSession();
                other["ca"] = Certificates.Authority;
                other["mine"] = Certificates.Client;
                other["strange"] = Certificates.StrangeClient;
                using RunningScript client = other.Begin(
                    $"$c = New-SocketConnection 127.0.0.1:{_listener.Port} -Tls -SslProtocol {version} -CertificateAuthority $ca {certificate}; if ($c) {{ Send-SocketLine '' -Connection $c; Receive-SocketData $c; Close-SocketConnection $c }}");
                if (response.Length == 0)
                {
                    // No clock: the wait ends with the client, or with the first error.
                    EngineResult served = Session.Run("Wait-SocketConnection $l -ErrorAction Stop | Send-SocketLine x -PassThru");
                    if (taken)
                    {
                        using var connection = served.Single<SocketConnection>();
                        Assert.Equal(Certificates.Client.Thumbprint, connection.Tls!.Certificate!.Thumbprint);
                    }
                    else
                    {
                        Assert.Empty(served.Output);
                        var refused = Assert.IsAssignableFrom<System.Management.Automation.RuntimeException>(served.Terminating);
                        Assert.StartsWith("CertificateRejected,", refused.ErrorRecord.FullyQualifiedErrorId, StringComparison.Ordinal);
                    }
                }

                EngineResult result = client.End();
                if (taken)
                {
                    Assert.Equal((byte)'x', result.WithoutErrors().Output.OfType<byte[]>().Single()[0]);
                }
                else
                {
                    Assert.Empty(result.Output);
                    Assert.NotEmpty(result.Errors);
                }
            }
        }

        await Task.CompletedTask;
    }

    [Fact]
    public void Only_the_versions_that_are_wanted()
    {
        Start("Start-SocketListener -Tls -Certificate $cert -SslProtocol Tls12 -Response \"HTTP/1.0 200 OK`r`n`r`nhello`n\"");
        Run($"Invoke-RawHttpGet https://127.0.0.1:{_listener.Port}/ -CertificateAuthority $ca").Single<RawHttpResponse>();
        Session.Run($"Invoke-RawHttpGet https://127.0.0.1:{_listener.Port}/ -CertificateAuthority $ca -SslProtocol Tls13").SingleError("TlsFailed", ErrorCategory.SecurityError);
    }

    [Theory]
    [InlineData("Start-SocketListener -Tls")]
    [InlineData("Start-SocketListener -Tls -Certificate $ca")]
    [InlineData("Start-SocketListener -Certificate $cert")]
    [InlineData("Start-SocketListener -Tls -Certificate $cert -SocketType Dgram")]
    public void What_does_not_fit_together_is_refused(string script)
    {
        Session["ca"] = X509CertificateLoader.LoadCertificate(Certificates.Authority.RawData);
        Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    protected override void Dispose(bool disposing)
    {
        _listener?.Dispose();
        base.Dispose(disposing);
    }

    private void Start(string script, bool alpn = false)
    {
        Run("$l = " + (alpn && IsNetStandard ? script[..script.IndexOf(" -ApplicationProtocol", StringComparison.Ordinal)] : script));
        _listener = (SocketListener)Session["l"]!;
    }

    private async Task<SslStream> ConnectAsync(Action<SslClientAuthenticationOptions>? more = null)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _listener.Port);
        var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, c, _, _) => c!.Equals(Certificates.Good) };
        more?.Invoke(options);
        await stream.AuthenticateAsClientAsync(options);
        return stream;
    }
}
