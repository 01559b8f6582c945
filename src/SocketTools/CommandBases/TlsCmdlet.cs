using System.Management.Automation;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Binding;
using SocketTools.Tls;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that may speak TLS as a client.</summary>
public abstract class TlsCmdlet : SocketCmdlet
{
    /// <summary>Takes any certificate; what is wrong with it is told all the same.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Asks whether certificates were revoked.</summary>
    [Parameter]
    public SwitchParameter CheckRevocation { get; set; }

    /// <summary>The versions of TLS to offer; where not given, the system's choice.</summary>
    [Parameter]
    public SslProtocols SslProtocol { get; set; } = SslProtocols.None;

    /// <summary>Our own certificate with its key, or the path of a file that holds both.</summary>
    [Parameter]
    [CertificateTransformation]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The only authorities to trust, or paths of files that hold them.</summary>
    [Parameter]
    [CertificateTransformation(All = true)]
    public X509Certificate2[] CertificateAuthority { get; set; } = System.Array.Empty<X509Certificate2>();

    /// <summary>Application protocols to offer (ALPN), the preferred first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ApplicationProtocol { get; set; } = System.Array.Empty<string>();

    /// <summary>The name to ask for and to look for in the certificate; where not given, the host's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>Whether the user gave any of these parameters: without TLS they would protect nothing.</summary>
    protected bool HasTlsParameters => IsBound(nameof(SkipCertificateCheck)) || IsBound(nameof(CheckRevocation)) || IsBound(nameof(SslProtocol))
        || IsBound(nameof(Certificate)) || IsBound(nameof(CertificateAuthority)) || IsBound(nameof(ApplicationProtocol)) || IsBound(nameof(ServerName));

    /// <summary>How to speak TLS, as these parameters say.</summary>
    protected TlsSettings TlsSettings => new()
    {
        ServerName = ServerName,
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        Protocols = SslProtocol,
        Certificate = Certificate,
        CertificateAuthorities = CertificateAuthority,
        ApplicationProtocols = ApplicationProtocol,
    };

    /// <summary>How to speak TLS with a proxy: its certificate is judged as a target's is; our own and the name are the target's alone.</summary>
    protected TlsSettings ProxyTls => new()
    {
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        CertificateAuthorities = CertificateAuthority,
    };
}
