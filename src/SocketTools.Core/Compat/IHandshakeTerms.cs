using System.Collections.Generic;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Compat;

/// <summary>What <see cref="TlsHandshake"/> asks about how TLS is to be spoken.</summary>
internal interface IHandshakeTerms
{
    /// <summary>The versions of TLS; none: the system's choice.</summary>
    SslProtocols Protocols { get; }

    /// <summary>The cipher suites; none: the system's choice.</summary>
    IReadOnlyList<string> CipherSuites { get; }

    /// <summary>Our certificate with its key; null: none.</summary>
    X509Certificate2? Certificate { get; }

    /// <summary>What goes out with our certificate.</summary>
    IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>The only authorities to trust; none: the system's.</summary>
    IReadOnlyList<X509Certificate2> CertificateAuthorities { get; }

    /// <summary>Whether to ask if certificates were revoked.</summary>
    bool CheckRevocation { get; }

    /// <summary>Whether to download issuers that the peer did not send.</summary>
    bool AllowCertificateDownload { get; }

    /// <summary>Application protocols to offer (ALPN, RFC 7301), the preferred first.</summary>
    IReadOnlyList<string> ApplicationProtocols { get; }

    /// <summary>Whether a server wants a certificate from its clients.</summary>
    bool ClientCertificateRequired { get; }
}
