using System.Management.Automation;
using SocketTools.Tls;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that may speak TLS as a client.</summary>
public abstract class TlsClientCmdlet : TlsCmdlet
{
    /// <summary>Takes any certificate; what is wrong with it is told all the same.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Asks whether certificates were revoked: downloads what their issuers say, within the connect timeout.</summary>
    [Parameter]
    public SwitchParameter CheckRevocation { get; set; }

    /// <summary>Downloads issuers that the server does not send from where its certificates say, within the connect timeout.</summary>
    [Parameter]
    public SwitchParameter AllowCertificateDownload { get; set; }

    /// <summary>The name to ask for and to look for in the certificate; where not given, the host's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <inheritdoc/>
    protected override bool HasTlsParameters => base.HasTlsParameters
        || IsBound(nameof(SkipCertificateCheck)) || IsBound(nameof(CheckRevocation)) || IsBound(nameof(AllowCertificateDownload)) || IsBound(nameof(ServerName));

    /// <summary>How to speak TLS with a proxy: its certificate is judged as a target's is; our own and the name are the target's alone.</summary>
    protected TlsSettings ProxyTls => new()
    {
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        AllowCertificateDownload = AllowCertificateDownload,
        CertificateAuthorities = CertificateAuthority,
    };

    /// <inheritdoc/>
    protected override TlsSettings NewTlsSettings() => base.NewTlsSettings() with
    {
        ServerName = ServerName,
        SkipCertificateCheck = SkipCertificateCheck,
        CheckRevocation = CheckRevocation,
        AllowCertificateDownload = AllowCertificateDownload,
    };
}
