using System.Management.Automation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Playing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>Certificates name addresses where more is to be had: an unverified peer chooses them, and they may never answer.</summary>
public sealed class CertificateDownloadTests : TlsTest
{
    // Takes every client and answers none.
    private readonly ScriptedServer _hole = ScriptedServer.Start();
    private readonly TestAuthority _intermediate;
    private readonly X509Certificate2 _leaf;

    public CertificateDownloadTests(Certificates certificates)
        : base(certificates)
    {
        _intermediate = certificates.Intermediate("Not sent");
        _leaf = _intermediate.Issue(new[] { "localhost", "127.0.0.1" }, issuers: _hole.Url + "issuer.crt");
        Session["leaf"] = _leaf;
    }

    [Theory]
    [InlineData("New-SocketConnection {0} -Tls")]
    [InlineData("New-SocketConnection {0} -Tls -CertificateAuthority $ca")]
    [InlineData("Invoke-RawHttpGet https://{0}/ -CertificateAuthority $ca")]
    public void Nothing_is_downloaded_unasked(string script)
    {
        Assert.SkipWhen(IsNetStandard, ".NET Framework cannot be told; it does so under the clock.");
        using ScriptedServer server = NewServer();
        Session.Run(string.Format(null, script, server.Address)).SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Run($"Get-SocketCertificate {server.Address}").Single<CertificateReport>();
        Assert.Equal(0, _hole.Count());
    }

    [Fact]
    public void Neither_for_a_certificate_of_our_own()
    {
        Assert.SkipWhen(IsNetStandard, ".NET Framework cannot be told; it does so under the clock.");
        using var listener = Run("Start-SocketListener -Tls -Certificate $leaf -Response \"HTTP/1.0 200 OK`r`n`r`nhello`n\"").Single<SocketListener>();
        Run($"Invoke-RawHttpGet https://127.0.0.1:{listener.Port}/ -SkipCertificateCheck -Certificate $leaf");
        Assert.Equal(0, _hole.Count());
    }

    [Theory]
    [InlineData("New-SocketConnection {0} -Tls -ConnectTimeoutSec {1} -AllowCertificateDownload")]
    [InlineData("Get-SocketCertificate {0} -ConnectTimeoutSec {1} -AllowCertificateDownload")]
    [InlineData("Invoke-RawHttpGet https://{0}/ -ConnectTimeoutSec {1} -AllowCertificateDownload")]
    public void Asked_for_it_is_under_the_clock(string script)
    {
        using ScriptedServer server = NewServer();
        for (int seconds = 1; _hole.Arrived == 0; seconds *= 2)
        {
            // On a busy machine a short clock may run out before the certificate has come: that shows nothing yet.
            Assert.True(seconds < 100, "Nothing was downloaded.");
            EngineResult result = Session.Run(string.Format(null, script, server.Address, seconds));
            result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
            Assert.InRange(result.Elapsed.TotalSeconds, 0.9 * seconds, seconds + 25);
        }
    }

    [Fact]
    public async Task And_ended_by_a_stop()
    {
        using ScriptedServer server = NewServer();
        using RunningScript running = Session.Begin($"New-SocketConnection {server.Address} -Tls -ConnectTimeoutSec 0 -AllowCertificateDownload");
        await _hole.AcceptAsync();
        running.StopsAtOnce();
    }

    [Fact]
    public async Task And_a_relay_does_not_keep_its_client_waiting_for_it()
    {
        using ScriptedServer server = NewServer();
        using var relay = Run($"Start-SocketRelay {server.Address} -ToTls -AllowCertificateDownload -ConnectTimeoutSec 5").Single<SocketRelay>();
        Run($"$c = New-SocketConnection 127.0.0.1 {relay.Port}");
        ScriptedClient download = await _hole.AcceptAsync();
        while (await download.ReadLineAsync() is { Length: > 0 })
        {
        }

        Session.Run("Receive-SocketData $c -TimeoutSec 100").SingleError("ConnectionReset", ErrorCategory.ConnectionError);
        Assert.Equal(Fault.ConnectTimeout, Assert.Single(relay.Errors).Fault);
        Assert.False(download.Socket.Poll(0, SelectMode.SelectRead), "The download ended first.");
        Run("Close-SocketConnection $c");
    }

    // It sends its certificate alone, and looks nowhere for the one above.
    private ScriptedServer NewServer() => ServerSide.Greeting(_leaf, options =>
    {
        options.ServerCertificate = null;
        options.ServerCertificateContext = SslStreamCertificateContext.Create(_leaf, null, offline: true);
    });

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _hole.Dispose();
            _leaf.Dispose();
            _intermediate.Dispose();
        }
    }
}
