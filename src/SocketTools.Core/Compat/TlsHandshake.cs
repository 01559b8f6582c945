using System;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
#if NET8_0_OR_GREATER
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
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
            CipherSuitesPolicy = CipherSuites.Policy(settings.CipherSuites),
            RemoteCertificateValidationCallback = judge,
            CertificateChainPolicy = PlatformPolicy(settings),
            ApplicationProtocols = Alpn(settings),
            ClientCertificateContext = Context(settings),
        };
        return stream.AuthenticateAsClientAsync(options, CancellationToken.None);
#else
        RefuseAlpn(settings);
        var certificates = new X509CertificateCollection();
        if (settings.Certificate is not null)
        {
            certificates.Add(settings.Certificate);
        }

        return WithProtocols(settings.Protocols, protocols => stream.AuthenticateAsClientAsync(serverName, certificates, protocols, settings.CheckRevocation));
#endif
    }

    /// <summary>Begins the handshake of a server.</summary>
    /// <exception cref="System.PlatformNotSupportedException">ALPN, where there is none.</exception>
    internal static Task AsServerAsync(SslStream stream, IHandshakeTerms settings, RemoteCertificateValidationCallback judge)
    {
#if NET8_0_OR_GREATER
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Context(settings),
            EnabledSslProtocols = settings.Protocols,
            CipherSuitesPolicy = CipherSuites.Policy(settings.CipherSuites),
            ClientCertificateRequired = settings.ClientCertificateRequired,
            RemoteCertificateValidationCallback = judge,
            CertificateChainPolicy = PlatformPolicy(settings),
            ApplicationProtocols = Alpn(settings),
        };
        return stream.AuthenticateAsServerAsync(options, CancellationToken.None);
#else
        RefuseAlpn(settings);
        return WithProtocols(settings.Protocols, protocols => stream.AuthenticateAsServerAsync(settings.Certificate!, settings.ClientCertificateRequired, protocols, settings.CheckRevocation));
#endif
    }

    /// <summary>Begins a handshake with versions of TLS; where the system's choice is asked for on a host that makes none, as some of .NET
    /// Framework do, with the newest that it knows.</summary>
    internal static Task WithProtocols(SslProtocols asked, Func<SslProtocols, Task> begin)
    {
        const SslProtocols Tls13 = (SslProtocols)0x3000;
        SslProtocols[] choices = asked == SslProtocols.None ? new[] { SslProtocols.None, SslProtocols.Tls12 | Tls13, SslProtocols.Tls12 } : new[] { asked };
        for (int i = 0; ; i++)
        {
            try
            {
                return begin(choices[i]);
            }
            catch (ArgumentException) when (i + 1 < choices.Length)
            {
                // It does not know this choice: the next one.
            }
        }
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

    /// <summary>How a chain of ours is built: what it may download, and, where there are any, at which authorities it ends; only below a
    /// trusted root does .NET ask whether certificates were revoked.</summary>
    internal static X509ChainPolicy NewPolicy(IHandshakeTerms settings)
    {
        var policy = new X509ChainPolicy { RevocationMode = settings.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck };
#if NET8_0_OR_GREATER
        policy.DisableCertificateDownloads = !settings.AllowCertificateDownload;
        if (settings.CertificateAuthorities.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(settings.CertificateAuthorities.ToArray());
        }
#endif
        return policy;
    }

#if NET8_0_OR_GREATER
    // Made once for the settings, of which a listener's serve many handshakes.
    private static readonly ConditionalWeakTable<IHandshakeTerms, SslStreamCertificateContext> s_contexts = new();

    // The judge builds a chain of its own where authorities are given: then the platform's need not ask who was revoked.
    private static X509ChainPolicy PlatformPolicy(IHandshakeTerms settings) => new()
    {
        DisableCertificateDownloads = !settings.AllowCertificateDownload,
        RevocationMode = settings.CheckRevocation && settings.CertificateAuthorities.Count == 0 ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
    };

    private static SslStreamCertificateContext? Context(IHandshakeTerms settings) => settings.Certificate is null ? null : s_contexts.GetValue(
        settings,
        static s => SslStreamCertificateContext.Create(s.Certificate!, new X509Certificate2Collection(s.Intermediates.ToArray()), offline: true));

    private static List<SslApplicationProtocol>? Alpn(IHandshakeTerms settings) => settings.ApplicationProtocols.Count == 0
        ? null
        : settings.ApplicationProtocols.Select(static p => new SslApplicationProtocol(p)).ToList();
#else
    private static void RefuseAlpn(IHandshakeTerms settings)
    {
        if (settings.ApplicationProtocols.Count > 0)
        {
            throw new System.PlatformNotSupportedException("Windows PowerShell cannot offer application protocols (ALPN): leave them out, or use PowerShell 7.4 or later.");
        }
    }
#endif
}
