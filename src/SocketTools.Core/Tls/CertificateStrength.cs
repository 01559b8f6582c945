using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Tls;

/// <summary>What is weak about certificates, in words: .NET takes them, and says nothing of it.</summary>
internal static class CertificateStrength
{
    // NIST SP 800-131A; CA/Browser Forum, Baseline Requirements, 6.1.5.
    private const int LeastRsaBits = 2048;
    private const string EllipticCurve = "1.2.840.10045.2.1";

    private static readonly Dictionary<string, string> s_brokenSignatures = new()
    {
        ["1.2.840.113549.1.1.2"] = "MD2",
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.3.14.3.2.29"] = "SHA-1",
        ["1.2.840.10040.4.3"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
    };

    /// <summary>The weaknesses of a certificate and of those above it. Nobody relies on a root's own signature.</summary>
    internal static IEnumerable<string> Weaknesses(X509Certificate2? certificate, IReadOnlyList<X509Certificate2> chain)
    {
        if (certificate is null)
        {
            yield break;
        }

        IEnumerable<X509Certificate2> above = chain.Where(c => !c.RawData.SequenceEqual(certificate.RawData));
        foreach ((X509Certificate2 one, string name) in above.Select(static c => (c, "a certificate of its chain")).Prepend((certificate, "it")))
        {
            if (RsaBits(one) is int bits and < LeastRsaBits)
            {
                yield return $"{name} has an RSA key of {bits} bits, and fewer than {LeastRsaBits} are weak";
            }

            bool isRoot = !ReferenceEquals(one, certificate) && one.SubjectName.RawData.SequenceEqual(one.IssuerName.RawData);
            if (!isRoot && s_brokenSignatures.TryGetValue(one.SignatureAlgorithm.Value ?? "", out string? hash))
            {
                yield return $"{name} is signed with {hash}, which can be forged";
            }
        }
    }

    private static int? RsaBits(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value == EllipticCurve)
        {
            return null;
        }

        try
        {
            using RSA? key = certificate.GetRSAPublicKey();
            return key?.KeySize;
        }
        catch (CryptographicException)
        {
            // A key that the platform cannot read is for it to refuse.
            return null;
        }
    }
}
