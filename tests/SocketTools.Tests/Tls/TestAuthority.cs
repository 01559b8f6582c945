using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketTools.Tests.Tls;

/// <summary>A certificate authority of the tests' own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static int s_serial = 1000;

    internal TestAuthority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = Usable(request.CreateSelfSigned(DateTimeOffset.Now.AddYears(-2), DateTimeOffset.Now.AddYears(2)));
    }

    /// <summary>An authority below another.</summary>
    internal TestAuthority(string name, TestAuthority above)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 bare = request.Create(above.Certificate, DateTimeOffset.Now.AddDays(-90), DateTimeOffset.Now.AddDays(90), Serial());
        Certificate = Usable(bare.CopyWithPrivateKey(key));
    }

    /// <summary>The authority's certificate, with its key.</summary>
    internal X509Certificate2 Certificate { get; }

    /// <summary>A server's certificate for names and addresses, valid for so many days from now; negative: expired.</summary>
    internal X509Certificate2 Issue(IEnumerable<string> names, int days = 30, string? revocationList = null, bool forClients = false, string? issuers = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(names.First(), key);
        Describe(request, names, forClients);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (revocationList is not null)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(new[] { revocationList }));
        }

        if (issuers is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, new[] { issuers }));
        }

        DateTimeOffset end = DateTimeOffset.Now.AddDays(days).AddHours(1);
        using X509Certificate2 bare = request.Create(Certificate, end.AddDays(-60), end, Serial());
        return Usable(bare.CopyWithPrivateKey(key));
    }

    /// <summary>The list of what was revoked, in DER.</summary>
    internal byte[] RevocationList(params X509Certificate2[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (X509Certificate2 certificate in revoked)
        {
            builder.AddEntry(certificate);
        }

        return builder.Build(Certificate, 1, DateTimeOffset.Now.AddDays(7), HashAlgorithmName.SHA256);
    }

    /// <summary>A server's certificate that nobody but itself has signed.</summary>
    internal static X509Certificate2 SelfSigned(params string[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(names[0], key);
        Describe(request, names, forClients: false);
        return Usable(request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(30)));
    }

    public void Dispose() => Certificate.Dispose();

    private static byte[] Serial() => BitConverter.GetBytes(Interlocked.Increment(ref s_serial)).Reverse().ToArray();

    private static CertificateRequest Request(string name, ECDsa key) => new("CN=" + name, key, HashAlgorithmName.SHA256);

    private static void Describe(CertificateRequest request, IEnumerable<string> names, bool forClients)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(new OidCollection { new(forClients ? ClientAuthentication : ServerAuthentication) }, false));
    }

    // By way of PKCS #12, or Windows could not use the key.
    private static X509Certificate2 Usable(X509Certificate2 fresh)
    {
        using (fresh)
        {
            return X509CertificateLoader.LoadPkcs12(fresh.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
