using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Compat;

namespace SocketTools.Tls;

/// <summary>Looks at the certificate a peer presents, keeps it, says in words what is wrong with it, and decides.</summary>
internal sealed class CertificateJudge
{
    // What a certificate may be for (RFC 5280, 4.2.1.12).
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TlsSettings _settings;
    private readonly TlsDetails _details;
    private readonly bool _isServer;

    /// <summary>Makes a judge for one handshake.</summary>
    /// <param name="settings">Whom to trust.</param>
    /// <param name="details">Where the certificate, its chain and its faults are kept.</param>
    /// <param name="isServer">Whether we are the server, and the certificate a client's.</param>
    internal CertificateJudge(TlsSettings settings, TlsDetails details, bool isServer)
    {
        _settings = settings;
        _details = details;
        _isServer = isServer;
    }

    /// <summary>Whether a certificate was refused.</summary>
    internal bool Refused { get; private set; }

    /// <summary>Decides; called during the handshake.</summary>
    internal bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_isServer && certificate is null && !_settings.ClientCertificateRequired)
        {
            return true;
        }

        // Copies: the platform disposes what it hands over when the handshake ends.
        _details.Certificate = certificate is null ? null : new X509Certificate2(certificate);
        X509ChainStatus[] statuses = chain?.ChainStatus ?? Array.Empty<X509ChainStatus>();
        IEnumerable<X509ChainElement> elements = chain?.ChainElements.Cast<X509ChainElement>() ?? Enumerable.Empty<X509ChainElement>();
        _details.Chain = elements.Select(static e => new X509Certificate2(e.Certificate)).ToArray();
        if (_settings.CertificateAuthorities.Count > 0 && _details.Certificate is not null)
        {
            statuses = JudgeByOwnAuthorities(_details.Certificate, ref errors);
        }

        _details.PolicyErrors = errors;
        _details.PolicyReasons = Reasons(errors, statuses).Concat(CertificateStrength.Weaknesses(_details.Certificate, _details.Chain)).Distinct().ToArray();
        Refused = errors != SslPolicyErrors.None && !_settings.SkipCertificateCheck;
        return !Refused;
    }

    // Trust exactly the authorities given: a chain that ends at one of them is trusted, a chain to a root of the system's is not.
    private X509ChainStatus[] JudgeByOwnAuthorities(X509Certificate2 certificate, ref SslPolicyErrors errors)
    {
        using var chain = new X509Chain { ChainPolicy = TlsHandshake.NewPolicy(_settings) };
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(_isServer ? ClientAuthentication : ServerAuthentication));
        foreach (X509Certificate2 extra in _settings.CertificateAuthorities.Concat(_details.Chain))
        {
            chain.ChainPolicy.ExtraStore.Add(extra);
        }

        chain.Build(certificate);
        X509Certificate2[] built = chain.ChainElements.Cast<X509ChainElement>().Select(static e => new X509Certificate2(e.Certificate)).ToArray();
        bool ours = built.Any(c => _settings.CertificateAuthorities.Any(a => a.RawData.SequenceEqual(c.RawData)));
        List<X509ChainStatus> statuses = chain.ChainStatus.ToList();
        statuses.RemoveAll(s => ours && s.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain);
        if (!ours && statuses.Count == 0)
        {
            statuses.Add(new X509ChainStatus { Status = X509ChainStatusFlags.UntrustedRoot, StatusInformation = "not signed by the authority given" });
        }

        errors = statuses.Count == 0 ? errors & ~SslPolicyErrors.RemoteCertificateChainErrors : errors | SslPolicyErrors.RemoteCertificateChainErrors;
        _details.Chain = built;
        return statuses.ToArray();
    }

    private IEnumerable<string> Reasons(SslPolicyErrors errors, X509ChainStatus[] statuses)
    {
        if ((errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
        {
            yield return "the peer presented no certificate";
        }

        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            IReadOnlyList<string> names = _details.Certificate is null ? Array.Empty<string>() : CertificateNames.Of(_details.Certificate);

            // RFC 9110, 4.3.5: an address has to be told as one.
            yield return names.Contains(_details.ServerName) && IPAddress.TryParse(_details.ServerName, out _)
                ? $"it has '{_details.ServerName}' for a host's name, and not for an address"
                : $"it is for '{string.Join(", ", names)}', not for '{_details.ServerName}'";
        }

        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            foreach (X509ChainStatus status in statuses)
            {
                yield return Words(status);
            }
        }
    }

    private string Words(X509ChainStatus status) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid when _details.Certificate is { } c && DateTime.Now > c.NotAfter => $"it expired on {c.NotAfter:yyyy-MM-dd}",
        X509ChainStatusFlags.NotTimeValid when _details.Certificate is { } c && DateTime.Now < c.NotBefore => $"it is valid only from {c.NotBefore:yyyy-MM-dd}",
        X509ChainStatusFlags.NotTimeValid => "a certificate of its chain is out of date",
        X509ChainStatusFlags.UntrustedRoot when _details.Chain.Count == 1 => "it is self-signed",
        X509ChainStatusFlags.UntrustedRoot => "its authority is not trusted",
        X509ChainStatusFlags.PartialChain => "its authority is not known",
        X509ChainStatusFlags.Revoked => "it, or a certificate of its chain, was revoked",
        X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation => "whether it was revoked could not be found out",
        X509ChainStatusFlags.NotSignatureValid => "a signature in its chain is wrong",
        X509ChainStatusFlags.NotValidForUsage => "it is not meant for this use",
        _ => status.StatusInformation.Trim().TrimEnd('.') is { Length: > 0 } words ? words : status.Status.ToString(),
    };
}
