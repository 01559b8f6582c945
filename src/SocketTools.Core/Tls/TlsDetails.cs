using System.Collections.Generic;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Tls;

/// <summary>What a TLS handshake has negotiated, and what the peer presented.</summary>
public sealed class TlsDetails
{
    /// <summary>The version of TLS.</summary>
    public SslProtocols Protocol { get; internal set; }

    /// <summary>The cipher suite, by its registered name where the platform knows it.</summary>
    public string CipherSuite { get; internal set; } = "";

    /// <summary>The application protocol that ALPN agreed on; null where none was.</summary>
    public string? ApplicationProtocol { get; internal set; }

    /// <summary>The name that was asked for (SNI) and that the certificate has to have; empty for a server.</summary>
    public string ServerName { get; internal set; } = "";

    /// <summary>The peer's certificate; null where it presented none.</summary>
    public X509Certificate2? Certificate { get; internal set; }

    /// <summary>The certificates from the peer's to the root, as far as they are known.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; internal set; } = System.Array.Empty<X509Certificate2>();

    /// <summary>What is wrong with the certificate; also told where verification was skipped.</summary>
    public SslPolicyErrors PolicyErrors { get; internal set; }

    /// <summary>The same in words, one for each fault.</summary>
    public IReadOnlyList<string> PolicyReasons { get; internal set; } = System.Array.Empty<string>();

    /// <summary>What was negotiated, on one line.</summary>
    public override string ToString() => CipherSuite.Length > 0 ? $"{Protocol}, {CipherSuite}" : Protocol.ToString();
}
