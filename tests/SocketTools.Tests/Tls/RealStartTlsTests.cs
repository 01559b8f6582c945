using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Url;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>STARTTLS with exim, dovecot, vsftpd, PostgreSQL and stunnel's SMTP.</summary>
public class RealStartTlsTests : TlsTest
{
    public RealStartTlsTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Fact]
    public void Exim()
    {
        using var server = new EximServer(Certificates);
        Assert.Equal(new[] { "250 mail.test" }, Talk(server.Port, "Smtp", "HELO me").Select(static l => l[..13]));
    }

    [Fact]
    public void Dovecot()
    {
        using var server = new DovecotServer(Certificates);
        Assert.StartsWith("a OK", Talk(server.Port, "Imap", "a NOOP")[0], StringComparison.Ordinal);
        Assert.StartsWith("+OK", Talk(server.Pop3Port, "Pop3", "CAPA")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Vsftpd()
    {
        using var server = new VsftpdServer(Certificates);
        Assert.StartsWith("331", Talk(server.Port, "Ftp", "USER anonymous", server.Certificate)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL()
    {
        using var server = new PostgresServer(Certificates);
        using var connection = Open(server.Port, "Postgres");

        // StartupMessage of a user that does not exist: an ErrorResponse, or a request for authentication.
        Run("Send-SocketData ([byte[]](0,0,0,16, 0,3,0,0) + [byte[]][char[]]\"user`0x`0\" + [byte[]](0)) -Connection $c");
        Assert.Contains((char)Run("Receive-SocketData $c -Count 1").Single<byte[]>()[0], "ER");
    }

    [Fact]
    public void Stunnel()
    {
        using var plain = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("220 behind ready\r\n");
            for (string? line; (line = await client.ReadLineAsync()) is not null;)
            {
                await client.SendAsync(line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-behind\r\n250 HELP\r\n" : $"250 {line}\r\n");
            }
        });
        using var server = new StunnelServer(Certificates, plain.Port, "smtp");
        Assert.Equal("250 NOOP", Talk(server.Port, "Smtp", "NOOP")[0]);
    }

    private SocketConnection Open(int port, string protocol, X509Certificate2? certificate = null)
    {
        CertificateReport report = Run($"Get-SocketCertificate 127.0.0.1 {port} -StartTls {protocol} -CertificateAuthority $ca").Single<CertificateReport>();
        Assert.True(report.IsValid, string.Join("; ", report.Reasons));
        var connection = Run($"$c = New-SocketConnection 127.0.0.1 {port} -StartTls {protocol} -CertificateAuthority $ca; $c").Single<SocketConnection>();
        Assert.Equal((certificate ?? Certificates.Good).Thumbprint, connection.Tls!.Certificate!.Thumbprint);
        return connection;
    }

    private IReadOnlyList<string> Talk(int port, string protocol, string line, X509Certificate2? certificate = null)
    {
        using SocketConnection connection = Open(port, protocol, certificate);
        EngineResult result = Run($"Send-SocketLine '{line}' -Connection $c; Receive-SocketLine $c");
        return result.Texts;
    }
}
