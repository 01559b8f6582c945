using System.ComponentModel;
using System.Management.Automation;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Tests.Servers;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>What the platforms say when TLS fails, each in its own way, given to the code as they would.</summary>
public class PlatformTlsTests : TlsTest
{
    public PlatformTlsTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", 48)]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", 116)]
    [InlineData("error:0A0000B5:SSL routines::no ciphers available", null)]
    [InlineData("something else", null)]
    public void An_alert_in_the_words_of_OpenSSL(string words, int? alert) =>
        Assert.Equal((byte?)alert, PlatformTls.AlertOf(new IOException("The decryption operation failed.", new InvalidOperationException(words))));

    [Theory]
    [InlineData(unchecked((int)0x80090325), 48)]
    [InlineData(unchecked((int)0x80090328), 45)]
    [InlineData(unchecked((int)0x80090327), 46)]
    [InlineData(unchecked((int)0x80090326), 47)]
    [InlineData(unchecked((int)0x8009030E), null)]
    public void An_alert_in_the_numbers_of_Windows(int code, int? alert)
    {
        Assert.Equal((byte?)alert, PlatformTls.AlertOf(new IOException("net_io_decrypt", new Win32Exception(code))));
        Assert.True(PlatformTls.IsFailure(new Win32Exception(code)));
    }

    [Theory]
    [InlineData(-9824, 40)]
    [InlineData(-9825, 42)]
    [InlineData(-9831, 48)]
    [InlineData(-9838, 80)]
    [InlineData(-9800, null)]
    public void An_alert_in_the_numbers_of_macOS(int code, int? alert) =>
        Assert.Equal((byte?)alert, PlatformTls.AlertOf(new IOException("net_io_decrypt", new AppleException(code))));

    [Fact]
    public void A_socket_that_broke_is_no_alert() => Assert.Null(PlatformTls.AlertOf(new IOException("x", new SocketException(5))));

    [Fact]
    public void A_host_without_a_choice_of_its_own_gets_the_newest_that_it_knows()
    {
        var asked = new List<SslProtocols>();
        Task Begin(SslProtocols protocols)
        {
            asked.Add(protocols);
            return protocols == SslProtocols.Tls12 ? Task.CompletedTask : throw new ArgumentException("The specified value is not valid in the 'SslProtocolType' enumeration.");
        }

        Assert.True(TlsHandshake.WithProtocols(SslProtocols.None, Begin).IsCompletedSuccessfully);
        Assert.Equal(new[] { SslProtocols.None, SslProtocols.Tls12 | SslProtocols.Tls13, SslProtocols.Tls12 }, asked);
        asked.Clear();
        try
        {
            _ = TlsHandshake.WithProtocols(SslProtocols.Tls13, Begin);
            Assert.Fail("A version that was asked for is replaced.");
        }
        catch (ArgumentException)
        {
            Assert.Equal(new[] { SslProtocols.Tls13 }, asked);
        }
    }

    [Fact]
    public void A_version_that_this_side_does_not_have_is_told_as_that()
    {
#pragma warning disable SYSLIB0039, CS0618 // The old version is the point.
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        string message = Session.Run($"Get-SocketCertificate {server.Address} -SslProtocol Tls").SingleError("TlsFailed", ErrorCategory.SecurityError).Exception.Message;
#pragma warning restore SYSLIB0039, CS0618
        Assert.Contains("this side cannot speak TLS 1.0 (no ciphers available)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weak_keys_and_signatures_are_reasons()
    {
        using RSA strong = RSA.Create(2048);
        using X509Certificate2 both = X509Certificate2.CreateFromPem(Weak);
        using X509Certificate2 fine = new CertificateRequest("CN=fine", strong, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.Now, DateTimeOffset.Now.AddDays(1));
        Assert.Equal(
            new[] { "it has an RSA key of 1024 bits, and fewer than 2048 are weak", "it is signed with SHA-1, which can be forged" },
            CertificateStrength.Weaknesses(both, new[] { both, fine }));

        // A root is trusted for itself: nobody looks at its own signature.
        Assert.Equal(new[] { "a certificate of its chain has an RSA key of 1024 bits, and fewer than 2048 are weak" }, CertificateStrength.Weaknesses(fine, new[] { fine, both }));
        Assert.Empty(CertificateStrength.Weaknesses(Certificates.Good, new[] { Certificates.Good, Certificates.Authority }));
    }

    [Fact]
    public void No_control_character_of_a_certificate_is_told()
    {
        byte[] name = "evil\u001b]0;PWNED\u0007.test"u8.ToArray();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        byte[] names = [0x30, (byte)(name.Length + 2), 0x82, (byte)name.Length, .. name];
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names, critical: false));
        using X509Certificate2 evil = request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        using ScriptedServer server = ServerSide.Greeting(evil);
        string rejected = Session.Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca").SingleError("CertificateRejected", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("evil`u{1B}]0;PWNED`u{7}.test", rejected, StringComparison.Ordinal);
        Assert.All(
            Run($"New-SocketConnection {server.Address} -Tls -SkipCertificateCheck -Verbose | Close-SocketConnection").Verbose,
            static v => Assert.DoesNotContain(v, char.IsControl));
        Assert.DoesNotContain(new SocketToolsException(Fault.ProxyRefused, "it said \u001b[31m\u202e").Message, static c => char.IsControl(c) || c == '\u202e');
        Assert.Equal("a`r`nb`u{9B}", VisibleText.Of(VisibleText.Of("a\r\nb\u009b")));
    }

    // Of 1024 bits and signed with SHA-1, which .NET does not make any more; for a hundred years from 2026.
    private const string Weak = """
        -----BEGIN CERTIFICATE-----
        MIICBjCCAW+gAwIBAgIUZFE1R2YI1fzeXN0IljGX66eI/AcwDQYJKoZIhvcNAQEF
        BQAwFDESMBAGA1UEAwwJd2Vhay50ZXN0MCAXDTI2MTEyODE3MzUwOFoYDzIxMjYx
        MTA0MTczNTA4WjAUMRIwEAYDVQQDDAl3ZWFrLnRlc3QwgZ8wDQYJKoZIhvcNAQEB
        BQADgY0AMIGJAoGBAL89L8fFmY5ljejqruUbJJIXS+QzFIZ4kpS3O4Dhz5LSbrOa
        c3b7bTLpOR19Gd2qVXuTKugO8ZKejbCVXYqtQjpM+GmwCnZNxC0LwGUcq37/cfeO
        DBeM6BEnLzG4lKxU37mBCBAckdR2yxtpQ5GwjkGy0CUIRYsX8smKeMlLFCtfAgMB
        AAGjUzBRMB0GA1UdDgQWBBQattZzcn8QnkAPyXjc8qPa/D0vGzAfBgNVHSMEGDAW
        gBQattZzcn8QnkAPyXjc8qPa/D0vGzAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3
        DQEBBQUAA4GBAEGrRexpvUMa1pTLUZK1xzYlMlCKeBh3yesrv4Wuzk5te46HBCtw
        kfWQWnPHnXjIyOnJMW8pNqoCfJhuALmxCctSf+N6YliotSawqCTj/w33U1GsZNtG
        GU1x6uEsGPDJ5FdH8/3ukX1Jbae+wKiYepgeUIy14tEFHuTtptp3MUcI
        -----END CERTIFICATE-----
        """;

    private sealed class AppleException : Exception
    {
        internal AppleException(int code) => HResult = code;
    }
}
