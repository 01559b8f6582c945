using System.Management.Automation;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Binding;
using SocketTools.Faults;
using SocketTools.Tls;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that may speak TLS as a client.</summary>
public abstract class TlsCmdlet : SocketCmdlet
{
    private TlsSettings? _tlsSettings;

    /// <summary>Takes any certificate; what is wrong with it is told all the same.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Asks whether certificates were revoked: downloads what their issuers say, within the connect timeout.</summary>
    [Parameter]
    public SwitchParameter CheckRevocation { get; set; }

    /// <summary>Downloads issuers that the server does not send from where its certificates say, within the connect timeout.</summary>
    [Parameter]
    public SwitchParameter AllowCertificateDownload { get; set; }

    /// <summary>The versions of TLS to offer; where not given, the system's choice.</summary>
    [Parameter]
    public SslProtocols SslProtocol { get; set; } = SslProtocols.None;

    /// <summary>The cipher suites to offer, by IANA's names; where not given, the system's choice.</summary>
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
    public X509Certificate2[] CertificateAuthority { get; set; } = System.Array.Empty<X509Certificate2>();

    /// <summary>Application protocols to offer (ALPN), the preferred first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplicationProtocolCompleter))]
    public string[] ApplicationProtocol { get; set; } = System.Array.Empty<string>();

    /// <summary>The name to ask for and to look for in the certificate; where not given, the host's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>Whether the user gave any of these parameters: without TLS they would protect nothing.</summary>
    protected bool HasTlsParameters => IsBound(nameof(SkipCertificateCheck)) || IsBound(nameof(CheckRevocation)) || IsBound(nameof(SslProtocol)) || IsBound(nameof(CipherSuite))
        || IsBound(nameof(AllowCertificateDownload)) || IsBound(nameof(Certificate)) || IsBound(nameof(CertificatePassword)) || IsBound(nameof(CertificateAuthority)) || IsBound(nameof(ApplicationProtocol)) || IsBound(nameof(ServerName));

    /// <summary>How to speak TLS, as these parameters say.</summary>
    /// <remarks>A certificate that cannot be read or has no key ends the cmdlet with <see cref="Fault.InvalidRequest"/>.</remarks>
    protected TlsSettings TlsSettings => _tlsSettings ??= new TlsSettings
    {
        ServerName = ServerName,
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        AllowCertificateDownload = AllowCertificateDownload,
        Protocols = SslProtocol,
        CipherSuites = DemandCipherSuites(CipherSuite),
        CertificateAuthorities = CertificateAuthority,
        ApplicationProtocols = ApplicationProtocol,
    }.With(DemandCertificate(Certificate, CertificatePassword));

    /// <summary>How to speak TLS with a proxy: its certificate is judged as a target's is; our own and the name are the target's alone.</summary>
    protected TlsSettings ProxyTls => new()
    {
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        AllowCertificateDownload = AllowCertificateDownload,
        CertificateAuthorities = CertificateAuthority,
    };
}
