using System.Management.Automation;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Binding;
using SocketTools.Faults;
using SocketTools.Tls;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that may speak TLS, at either end.</summary>
public abstract class TlsCmdlet : SocketCmdlet
{
    private TlsSettings? _tlsSettings;

    /// <summary>The versions of TLS to offer or to take; where not given, the system's choice.</summary>
    [Parameter]
    public SslProtocols SslProtocol { get; set; } = SslProtocols.None;

    /// <summary>The cipher suites to offer or to take, by IANA's names; where not given, the system's choice.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CipherSuiteCompleter))]
    public string[] CipherSuite { get; set; } = System.Array.Empty<string>();

    /// <summary>Our own certificate with its key, or the path of a file that holds both; intermediates of the file go out too.</summary>
    [Parameter]
    [CertificateSourceTransformation]
    public CertificateSource? Certificate { get; set; }

    /// <summary>What the file of -Certificate, or the key in it, is encrypted with.</summary>
    [Parameter]
    [PasswordTransformation]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The only authorities to trust, or paths of files that hold them.</summary>
    [Parameter]
    [CertificateTransformation]
    [ValidateNotNull]
    public X509Certificate2[] CertificateAuthority { get; set; } = System.Array.Empty<X509Certificate2>();

    /// <summary>Application protocols to agree on (ALPN), the preferred first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplicationProtocolCompleter))]
    public string[] ApplicationProtocol { get; set; } = System.Array.Empty<string>();

    /// <summary>Whether the user gave any of these parameters: without TLS they would protect nothing.</summary>
    protected virtual bool HasTlsParameters => IsBound(nameof(SslProtocol)) || IsBound(nameof(CipherSuite)) || IsBound(nameof(Certificate)) || IsBound(nameof(CertificatePassword))
        || IsBound(nameof(CertificateAuthority)) || IsBound(nameof(ApplicationProtocol));

    /// <summary>How to speak TLS, as these parameters say.</summary>
    /// <remarks>A certificate that cannot be read or has no key ends the cmdlet with <see cref="Fault.InvalidRequest"/>.</remarks>
    protected TlsSettings TlsSettings => _tlsSettings ??= NewTlsSettings().With(DemandCertificate(Certificate, CertificatePassword));

    /// <summary>The same without the certificate of our own.</summary>
    protected virtual TlsSettings NewTlsSettings() => new()
    {
        Protocols = SslProtocol,
        CipherSuites = DemandCipherSuites(CipherSuite),
        CertificateAuthorities = CertificateAuthority,
        ApplicationProtocols = ApplicationProtocol,
    };
}
