using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>Certificates of our own in files: what is in them goes out, in whatever order it stands there.</summary>
public sealed class CertificateFileTests : TlsTest
{
    private const string Password = "open, sesame";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _intermediate;
    private readonly X509Certificate2 _leaf;

    public CertificateFileTests(Certificates certificates)
        : base(certificates)
    {
        _intermediate = certificates.Intermediate("Between");
        _leaf = _intermediate.Issue(new[] { "client.test" }, forClients: true);
        Session["folder"] = _folder.Path;
        Run($"$password = [securestring]::new(); '{Password}'.ToCharArray() | ForEach-Object {{ $password.AppendChar($_) }}");
    }

    private string Leaf => _leaf.ExportCertificatePem() + "\n";

    private string Above => _intermediate.Certificate.ExportCertificatePem() + "\n";

    private string Key => _leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n";

    private string EncryptedKey => _leaf.GetECDsaPrivateKey()!
        .ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)) + "\n";

    [Theory]
    [InlineData("leaf first")]
    [InlineData("leaf last")]
    [InlineData("key first")]
    [InlineData("pfx")]
    [InlineData("encrypted pem")]
    [InlineData("encrypted pfx")]
    public async Task A_client_sends_the_whole_chain(string kind)
    {
        string file = kind switch
        {
            "leaf first" => Write("a.pem", Leaf + Above + Key),
            "leaf last" => Write("a.pem", Above + Leaf + Key),
            "key first" => Write("a.pem", Key + Above + Leaf),
            "encrypted pem" => Write("a.pem", Above + EncryptedKey + Leaf),
            _ => WritePfx(kind == "pfx" ? null : Password),
        };
        string password = kind.StartsWith("encrypted", StringComparison.Ordinal) ? "-CertificatePassword $password" : "";
        if (IsNetStandard && file.EndsWith(".pem", StringComparison.Ordinal))
        {
            Assert.Contains("PKCS #12", Assert.Single(Session.Run($"New-SocketConnection localhost:1 -Tls -Certificate '{file}' {password}").Errors).Exception.Message, StringComparison.Ordinal);
            return;
        }

        var sent = new TaskCompletionSource<string[]>();
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good, options =>
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                sent.TrySetResult(chain!.ChainPolicy.ExtraStore.Select(static c => c.Subject).Prepend(certificate!.Subject).ToArray());
                return true;
            };
        });
        Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca -Certificate '{file}' {password} | Close-SocketConnection");
        string[] subjects = await sent.Task.InTime();
        Assert.Equal(_leaf.Subject, subjects[0]);
        if (!IsNetStandard)
        {
            Assert.Contains(_intermediate.Certificate.Subject, subjects);
        }
    }

    [Fact]
    public void A_listener_sends_the_whole_chain_to_curl()
    {
        Assert.SkipWhen(IsNetStandard, "The build for Windows PowerShell reads no keys from PEM files.");
        using X509Certificate2 server = _intermediate.Issue(new[] { "localhost", "127.0.0.1" });
        string file = Write("server.pem", Above + server.ExportCertificatePem() + "\n" + server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        using var listener = Run($"Start-SocketListener -Tls -Certificate '{file}' -Response \"HTTP/1.0 200 OK`r`n`r`nhello`n\"").Single<SocketListener>();
        Assert.Equal("hello\n", Curl.Get($"https://127.0.0.1:{listener.Port}/", "--cacert", Certificates.AuthorityFile));
    }

    [Theory]
    [InlineData("", "encrypted. Give its password with -CertificatePassword")]
    [InlineData("-CertificatePassword ([securestring]::new())", "does not open")]
    [InlineData("-CertificatePassword ([pscredential]::new('x', $password))", null)]
    public void An_encrypted_one_says_so_and_how(string parameters, string? expected)
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        foreach (string file in IsNetStandard ? new[] { WritePfx(Password) } : new[] { WritePfx(Password), Write("a.pem", Leaf + EncryptedKey) })
        {
            var result = Session.Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca -Certificate '{file}' {parameters} | Close-SocketConnection");
            if (expected is null)
            {
                result.WithoutErrors();
            }
            else
            {
                ErrorRecord error = Assert.Single(result.Errors);
                Assert.StartsWith("InvalidRequest,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
                Assert.Contains(expected, error.Exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(expected is null, server.Arrived > 0);
    }

    [Fact]
    public void One_without_its_key_is_refused_before_anybody_is_connected_to()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        string bare = Write("bare.pem", Leaf + Above);
        string strange = Write("strange.pem", Above + _leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        foreach (string file in IsNetStandard ? new[] { bare } : new[] { bare, strange, "/none/such.pem" })
        {
            ErrorRecord error = Assert.Single(Session.Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca -Certificate '{file}'").Errors);
            Assert.StartsWith("InvalidRequest,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        }

        using var publicPart = X509CertificateLoader.LoadCertificate(_leaf.RawData);
        var opener = new ConnectionOpener { Tls = new SocketTools.Tls.TlsSettings { Certificate = publicPart } };
        Faulty.Throws(Fault.InvalidRequest, () => opener.Open(SocketTools.Transport.HostEndPoint.Create("127.0.0.1", server.Port), Tests.Connections.Pair.Clock()));
        Assert.Equal(0, server.Count());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _folder.Dispose();
            _leaf.Dispose();
            _intermediate.Dispose();
        }
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder[name], content);
        return _folder[name];
    }

    private string WritePfx(string? password)
    {
        var all = new X509Certificate2Collection { X509CertificateLoader.LoadCertificate(_intermediate.Certificate.RawData), _leaf };
        File.WriteAllBytes(_folder["a.pfx"], all.Export(X509ContentType.Pkcs12, password)!);
        return _folder["a.pfx"];
    }
}
