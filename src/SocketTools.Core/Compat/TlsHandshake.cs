using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
#if NET8_0_OR_GREATER
using System.Collections.Generic;
using System.Linq;
using System.Threading;
#endif

namespace SocketTools.Compat;

/// <summary>The parts of TLS that the versions of .NET do differently.</summary>
internal static class TlsHandshake
{
    /// <summary>Begins the handshake of a client.</summary>
    /// <exception cref="System.PlatformNotSupportedException">ALPN, where there is none.</exception>
    internal static Task AsClientAsync(SslStream stream, string serverName, IHandshakeTerms settings, RemoteCertificateValidationCallback judge)
    {
#if NET8_0_OR_GREATER
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            EnabledSslProtocols = settings.Protocols,
            RemoteCertificateValidationCallback = judge,
            CertificateRevocationCheckMode = Revocation(settings),
            ApplicationProtocols = Alpn(settings),
        };
        if (settings.Certificate is not null)
        {
            options.ClientCertificates = new X509CertificateCollection { settings.Certificate };
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => settings.Certificate;
        }

        return stream.AuthenticateAsClientAsync(options, CancellationToken.None);
#else
        RefuseAlpn(settings);
        var certificates = new X509CertificateCollection();
        if (settings.Certificate is not null)
        {
            certificates.Add(settings.Certificate);
        }

        return stream.AuthenticateAsClientAsync(serverName, certificates, settings.Protocols, settings.CheckRevocation);
#endif
    }

    /// <summary>Begins the handshake of a server.</summary>
    /// <exception cref="System.PlatformNotSupportedException">ALPN, where there is none.</exception>
    internal static Task AsServerAsync(SslStream stream, IHandshakeTerms settings, RemoteCertificateValidationCallback judge)
    {
#if NET8_0_OR_GREATER
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = settings.Certificate,
            EnabledSslProtocols = settings.Protocols,
            ClientCertificateRequired = settings.ClientCertificateRequired,
            RemoteCertificateValidationCallback = judge,
            CertificateRevocationCheckMode = Revocation(settings),
            ApplicationProtocols = Alpn(settings),
        };
        return stream.AuthenticateAsServerAsync(options, CancellationToken.None);
#else
        RefuseAlpn(settings);
        return stream.AuthenticateAsServerAsync(settings.Certificate!, settings.ClientCertificateRequired, settings.Protocols, settings.CheckRevocation);
#endif
    }

    /// <summary>Makes a TLS stream whose judge is asked about the peer's certificate.</summary>
    internal static SslStream NewStream(System.IO.Stream below, RemoteCertificateValidationCallback judge) =>
#if NET8_0_OR_GREATER
        // The judge goes with the options of the handshake.
        new(below, leaveInnerStreamOpen: false);
#else
        new(below, leaveInnerStreamOpen: false, judge);
#endif

    /// <summary>The cipher suite that was agreed on.</summary>
    internal static string CipherSuite(SslStream stream) =>
#if NET8_0_OR_GREATER
        stream.NegotiatedCipherSuite.ToString();
#else
        $"{stream.CipherAlgorithm}_{stream.CipherStrength}_{stream.HashAlgorithm}";
#endif

    /// <summary>The application protocol that was agreed on (ALPN, RFC 7301); null: none.</summary>
    internal static string? ApplicationProtocol(SslStream stream)
    {
#if NET8_0_OR_GREATER
        byte[] alpn = stream.NegotiatedApplicationProtocol.Protocol.ToArray();
        return alpn.Length == 0 ? null : System.Text.Encoding.ASCII.GetString(alpn);
#else
        return null;
#endif
    }

    /// <summary>Sends close_notify (RFC 8446, 6.1).</summary>
    internal static Task CloseAsync(SslStream stream)
    {
#if NET8_0_OR_GREATER
        return stream.ShutdownAsync();
#else
        // There where the runtime has it. By a delegate, not Invoke, which would wrap what it throws.
        System.Reflection.MethodInfo? shutdown = typeof(SslStream).GetMethod("ShutdownAsync", System.Type.EmptyTypes);
        return shutdown is null ? Task.CompletedTask : ((System.Func<Task>)shutdown.CreateDelegate(typeof(System.Func<Task>), stream))();
#endif
    }

    /// <summary>Has a chain end at these authorities: only below a trusted root does .NET ask whether certificates were revoked.</summary>
    internal static void TrustOnly(X509ChainPolicy policy, System.Collections.Generic.IReadOnlyList<X509Certificate2> authorities)
    {
#if NET8_0_OR_GREATER
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities.ToArray());
#endif
    }

    /// <summary>Loads a certificate from a file: DER, PEM or PKCS #12 without a password; with its key where the file holds it.</summary>
    internal static X509Certificate2 Load(string path)
    {
        string text = System.IO.File.ReadAllText(path);
        bool holdsKey = text.Contains("-----BEGIN CERTIFICATE-----") && text.Contains("PRIVATE KEY-----");
#if NET8_0_OR_GREATER
        if (text.Contains("-----BEGIN CERTIFICATE-----"))
        {
            if (!holdsKey)
            {
                return X509Certificate2.CreateFromPem(text);
            }

            // By way of PKCS #12: Windows cannot use a key that was never stored.
            using X509Certificate2 withKey = X509Certificate2.CreateFromPem(text, text);
            return new X509Certificate2(withKey.Export(X509ContentType.Pkcs12));
        }
#else
        if (holdsKey)
        {
            throw new System.PlatformNotSupportedException("Windows PowerShell cannot read a key from a PEM file: give a PKCS #12 file, or use PowerShell 7.4 or later.");
        }
#endif
        return new X509Certificate2(path);
    }

#if NET8_0_OR_GREATER
    private static X509RevocationMode Revocation(IHandshakeTerms settings) => settings.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;

    private static List<SslApplicationProtocol>? Alpn(IHandshakeTerms settings) => settings.ApplicationProtocols.Count == 0
        ? null
        : settings.ApplicationProtocols.Select(static p => new SslApplicationProtocol(p)).ToList();
#else
    private static void RefuseAlpn(IHandshakeTerms settings)
    {
        if (settings.ApplicationProtocols.Count > 0)
        {
            throw new System.PlatformNotSupportedException("Windows PowerShell cannot offer application protocols (ALPN): leave out -ApplicationProtocol, or use PowerShell 7.4 or later.");
        }
    }
#endif
}
