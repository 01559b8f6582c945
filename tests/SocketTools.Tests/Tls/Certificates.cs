using System.Security.Cryptography.X509Certificates;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

[assembly: AssemblyFixture(typeof(Certificates))]

namespace SocketTools.Tests.Tls;

/// <summary>Certificates of every kind, in memory and as PEM files, made when the first test asks for them.</summary>
public sealed class Certificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("Test authority");
    private readonly TestAuthority _stranger = new("Authority of somebody else");

    public Certificates()
    {
        Authority = _authority.Certificate;
        Good = _authority.Issue(new[] { "localhost", "127.0.0.1", "::1", "good.test" });
        Other = _authority.Issue(new[] { "other.test" });
        Expired = _authority.Issue(new[] { "localhost", "127.0.0.1" }, days: -3);
        WrongName = _authority.Issue(new[] { "elsewhere.test" });
        SelfSigned = TestAuthority.SelfSigned("localhost", "127.0.0.1");
        UnknownAuthority = _stranger.Issue(new[] { "localhost", "127.0.0.1" });
        ForClients = _authority.Issue(new[] { "127.0.0.1" }, forClients: true);
        Client = _authority.Issue(new[] { "client.test" }, forClients: true);
        StrangeClient = _stranger.Issue(new[] { "stranger.test" }, forClients: true);
    }

    /// <summary>The authority that tests trust.</summary>
    internal X509Certificate2 Authority { get; }

    internal X509Certificate2 Good { get; }

    internal X509Certificate2 Other { get; }

    internal X509Certificate2 Expired { get; }

    internal X509Certificate2 WrongName { get; }

    internal X509Certificate2 SelfSigned { get; }

    internal X509Certificate2 UnknownAuthority { get; }

    /// <summary>A client's certificate with a server's name.</summary>
    internal X509Certificate2 ForClients { get; }

    internal X509Certificate2 Client { get; }

    internal X509Certificate2 StrangeClient { get; }

    /// <summary>The authority's certificate in a PEM file.</summary>
    internal string AuthorityFile => Write("authority.pem", Authority.ExportCertificatePem());

    /// <summary>The good certificate and its key in one PEM file.</summary>
    internal string GoodFile => FileOf(Good, "good.pem");

    /// <summary>A certificate by its property's name.</summary>
    internal X509Certificate2 this[string kind] => kind switch
    {
        nameof(Good) => Good,
        nameof(Expired) => Expired,
        nameof(WrongName) => WrongName,
        nameof(SelfSigned) => SelfSigned,
        nameof(UnknownAuthority) => UnknownAuthority,
        nameof(ForClients) => ForClients,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>More certificates of the authority that tests trust.</summary>
    internal X509Certificate2 Issue(params string[] names) => _authority.Issue(names);

    /// <summary>One whose authority tells at a URI what it has revoked.</summary>
    internal X509Certificate2 IssueRevocable(string revocationList) => _authority.Issue(new[] { "localhost", "127.0.0.1" }, revocationList: revocationList);

    /// <summary>An authority below the one that tests trust.</summary>
    internal TestAuthority Intermediate(string name) => new(name, _authority);

    /// <summary>What the authority has revoked.</summary>
    internal byte[] RevocationList(params X509Certificate2[] revoked) => _authority.RevocationList(revoked);

    /// <summary>A certificate and its key in one PEM file.</summary>
    internal string FileOf(X509Certificate2 certificate, string name) =>
        Write(name, certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>A file in the folder of certificates.</summary>
    internal string Write(string name, string content)
    {
        string path = _folder[name];
        lock (_folder)
        {
            if (!File.Exists(path))
            {
                File.WriteAllText(path, content);
                ProgramServer.CloseToOthers(path);
            }
        }

        return path;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }
}
