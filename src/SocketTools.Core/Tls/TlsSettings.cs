using System.Collections.Generic;
using System.Linq;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Tls;

/// <summary>How to speak TLS.</summary>
public sealed record TlsSettings : IHandshakeTerms
{
    /// <summary>The name to ask for (SNI) and to look for in the certificate; null: the host that was connected to.</summary>
    public string? ServerName { get; init; }

    /// <summary>Takes any certificate; what is wrong with it is told all the same.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Whether to ask if certificates were revoked: downloads their issuers' lists, or asks their issuers.</summary>
    public bool CheckRevocation { get; init; }

    /// <summary>Whether to download issuers that the peer did not send, from where its certificates say (RFC 5280, 4.2.2.1): an address that
    /// somebody has chosen who is not verified yet.</summary>
    public bool AllowCertificateDownload { get; init; }

    /// <summary>The versions to offer; none: the system's choice.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.None;

    /// <summary>The cipher suites to offer, by the names that IANA has for them, the preferred first; none: the system's choice.</summary>
    public IReadOnlyList<string> CipherSuites { get; init; } = System.Array.Empty<string>();

    /// <summary>The cipher suites that may be chosen here; none where the platform lets nobody choose, as Windows does.</summary>
    public static IReadOnlyList<string> KnownCipherSuites => Compat.CipherSuites.Names;

    /// <summary>Our own certificate with its key: a server's, or a client's where the server asks for one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What goes out with our certificate, so that the peer can verify it: those that lead from it to its root, in any order.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; init; } = System.Array.Empty<X509Certificate2>();

    /// <summary>The only authorities to trust; none: the system's.</summary>
    public IReadOnlyList<X509Certificate2> CertificateAuthorities { get; init; } = System.Array.Empty<X509Certificate2>();

    /// <summary>Application protocols to offer (ALPN, RFC 7301), the preferred first.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = System.Array.Empty<string>();

    /// <summary>Whether a server wants a certificate from its clients.</summary>
    public bool ClientCertificateRequired { get; init; }

    /// <summary>The same with a certificate of our own, as a file holds it; null: as it is.</summary>
    public TlsSettings With(OwnCertificate? own) => own is null ? this : this with { Certificate = own.Certificate, Intermediates = own.Intermediates };

    /// <summary>Refuses cipher suites that cannot be asked for here.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: there is none of that name;
    /// <see cref="Fault.NotSupported"/>: the platform lets nobody choose.</exception>
    public static void DemandCipherSuites(IReadOnlyList<string> names)
    {
        if (names.Count > 0 && KnownCipherSuites.Count == 0)
        {
            throw FaultFactory.NotSupported("Cipher suites cannot be chosen by a program here: Windows has them for the whole machine (Get-TlsCipherSuite).");
        }

        if (names.FirstOrDefault(static n => !KnownCipherSuites.Contains(n, System.StringComparer.OrdinalIgnoreCase)) is string unknown)
        {
            throw FaultFactory.InvalidRequest($"There is no cipher suite '{unknown}': give names as IANA has them, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.");
        }
    }

    /// <summary>Refuses what nobody can use, before a connection is opened for it: a certificate of our own without its key, cipher suites
    /// that are none.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/> or <see cref="Fault.NotSupported"/>.</exception>
    internal void DemandUsable()
    {
        DemandCipherSuites(CipherSuites);
        if (Certificate is { HasPrivateKey: false } bare)
        {
            throw FaultFactory.NoPrivateKey(bare.Subject);
        }
    }

    /// <summary>The same for another connection of the same peer, which is reached by another name there.</summary>
    internal TlsSettings For(string serverName) => this with { ServerName = ServerName ?? serverName };
}
