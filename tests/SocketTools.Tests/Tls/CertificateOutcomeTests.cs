using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tls;

namespace SocketTools.Tests.Tls;

/// <summary>Good and bad certificates: each outcome has its words, and the certificate is there to look at.</summary>
public class CertificateOutcomeTests : TlsTest
{
    public CertificateOutcomeTests(Certificates certificates)
        : base(certificates)
    {
    }

    public static TheoryData<string, SslPolicyErrors, string> Rejected() => new()
    {
        { "Expired", SslPolicyErrors.RemoteCertificateChainErrors, "expired on " },
        { "WrongName", SslPolicyErrors.RemoteCertificateNameMismatch, "it is for 'elsewhere.test', not for '127.0.0.1'" },
        { "SelfSigned", SslPolicyErrors.RemoteCertificateChainErrors, "self-signed" },
        { "UnknownAuthority", SslPolicyErrors.RemoteCertificateChainErrors, "its authority is not" },
        { "ForClients", SslPolicyErrors.RemoteCertificateChainErrors, "not meant for this use" },
    };

    [Fact]
    public void An_address_that_is_told_as_a_name_is_told_apart()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("127.0.0.1");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using ScriptedServer server = ServerSide.Greeting(certificate);
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -Tls").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Assert.Contains("it has '127.0.0.1' for a host's name, and not for an address", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_one_is_taken_and_everything_about_it_told()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using var connection = Run($"$c = New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca; $c").Single<SocketConnection>();
        TlsDetails tls = connection.Tls!;
        Assert.Contains(tls.Protocol, new[] { SslProtocols.Tls12, SslProtocols.Tls13 });
        Assert.NotEmpty(tls.CipherSuite);
        Assert.Null(tls.ApplicationProtocol);
        Assert.Equal("127.0.0.1", tls.ServerName);
        Assert.Equal(Certificates.Good.Thumbprint, tls.Certificate!.Thumbprint);
        Assert.Equal(new[] { Certificates.Good.Thumbprint, Certificates.Authority.Thumbprint }, tls.Chain.Select(static c => c.Thumbprint));
        Assert.Equal(SslPolicyErrors.None, tls.PolicyErrors);
        Assert.Empty(tls.PolicyReasons);
        Assert.True(connection.Timing.Tls > TimeSpan.Zero);
        Assert.Equal("hello", Run("Receive-SocketLine $c").Single<string>());
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void A_bad_one_is_rejected_with_its_reason_and_is_in_the_error(string kind, SslPolicyErrors errors, string words)
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates[kind]);
        foreach (string command in new[] { $"New-SocketConnection {server.Address} -Tls", $"Invoke-RawHttpGet https://{server.Address}/" })
        {
            EngineResult result = Session.Run(command + " -CertificateAuthority $ca");
            ErrorRecord error = result.SingleError("CertificateRejected", ErrorCategory.SecurityError);
            Assert.Empty(result.Output);
            Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
            TlsDetails details = Assert.IsType<TlsDetails>(((SocketToolsException)error.Exception).Partial);
            Assert.Equal(Certificates[kind].Thumbprint, details.Certificate!.Thumbprint);
            Assert.Equal(errors, details.PolicyErrors);
            Assert.NotEmpty(details.Chain);
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void A_bad_one_is_taken_without_the_check_and_what_is_wrong_is_told_all_the_same(string kind, SslPolicyErrors errors, string words)
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates[kind]);
        using var connection = Run($"$c = New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca -SkipCertificateCheck; $c").Single<SocketConnection>();
        Assert.Equal(errors, connection.Tls!.PolicyErrors);
        Assert.Contains(words, Assert.Single(connection.Tls.PolicyReasons), StringComparison.Ordinal);
        Assert.Equal("hello", Run("Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public void Without_an_authority_the_systems_own_decide()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -Tls").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Assert.Contains("its authority is not", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_signed_one_is_trusted_where_it_is_the_authority_given()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.SelfSigned);
        Session["own"] = Certificates.SelfSigned;
        Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $own").Single<SocketConnection>().Dispose();
    }

    [Fact]
    public void Two_faults_are_two_reasons()
    {
        using var certificate = TestAuthority.SelfSigned("elsewhere.test");
        using ScriptedServer server = ServerSide.Greeting(certificate);
        string message = Session.Run($"New-SocketConnection {server.Address} -Tls").SingleError("CertificateRejected", ErrorCategory.SecurityError).Exception.Message;
        Assert.Contains("it is for 'elsewhere.test', not for '127.0.0.1'; it is self-signed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authorities_come_from_files_too_several_in_one()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using var first = new TestAuthority("First in the file");
        string bundle = Certificates.Write("bundle.pem", first.Certificate.ExportCertificatePem() + "\n" + Certificates.Authority.ExportCertificatePem() + "\n");
        foreach (string file in new[] { Certificates.AuthorityFile, bundle })
        {
            Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority '{file}'").Single<SocketConnection>().Dispose();
        }

        EngineResult missing = Session.Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority /none/such.pem");
        ErrorRecord error = Assert.Single(missing.Errors);
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'/none/such.pem' holds no certificate", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revoked_one_is_rejected_where_that_is_asked_for()
    {
        byte[] list = Array.Empty<byte>();
        using var authority = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {list.Length}\r\nConnection: close\r\n\r\n");
            await client.SendAsync(list);
        });
        using var good = Certificates.IssueRevocable(authority.Url + Guid.NewGuid() + ".crl");
        using var revoked = Certificates.IssueRevocable(authority.Url + Guid.NewGuid() + ".crl");
        list = Certificates.RevocationList(revoked);

        using ScriptedServer fine = ServerSide.Greeting(good);
        string asked = $"New-SocketConnection {fine.Address} -Tls -CertificateAuthority $ca -CheckRevocation";
        if (IsNetStandard)
        {
            // .NET Framework asks about revocation only under authorities of the system's: what cannot be found out is refused.
            Session.Run(asked).SingleError("CertificateRejected", ErrorCategory.SecurityError);
            return;
        }

        Run(asked).Single<SocketConnection>().Dispose();
        using ScriptedServer bad = ServerSide.Greeting(revoked);
        Run($"New-SocketConnection {bad.Address} -Tls -CertificateAuthority $ca").Single<SocketConnection>().Dispose();
        ErrorRecord error = Session.Run($"New-SocketConnection {bad.Address} -Tls -CertificateAuthority $ca -CheckRevocation").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Assert.Contains("revoked", error.Exception.Message, StringComparison.Ordinal);
        Assert.True(authority.Arrived > 0);
    }

    [Theory]
    [InlineData("good.test", true)]
    [InlineData("elsewhere.test", false)]
    public void The_server_name_is_what_the_certificate_must_have(string name, bool taken)
    {
        string? asked = null;
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good, options =>
        {
            options.ServerCertificate = null;
            options.ServerCertificateSelectionCallback = (_, host) =>
            {
                asked = host;
                return Certificates.Good;
            };
        });
        EngineResult result = Session.Run($"New-SocketConnection {server.Address} -Tls -CertificateAuthority $ca -ServerName {name}");
        Assert.Equal(name, asked);
        if (taken)
        {
            result.Single<SocketConnection>().Dispose();
        }
        else
        {
            Assert.Contains($"not for '{name}'", result.SingleError("CertificateRejected", ErrorCategory.SecurityError).Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_internationalised_name_is_asked_for_in_its_ASCII_form_and_found_in_the_certificate()
    {
        using var certificate = Certificates.Issue("xn--bcher-kva.test");
        string? asked = null;
        using ScriptedServer server = ServerSide.Greeting(certificate, options =>
        {
            options.ServerCertificate = null;
            options.ServerCertificateSelectionCallback = (_, host) =>
            {
                asked = host;
                return certificate;
            };
        });
        using var connection = Run($"New-SocketConnection bücher.test {server.Port} -ConnectTo {server.Address} -Tls -CertificateAuthority $ca").Single<SocketConnection>();
        Assert.Equal(new IdnMapping().GetAscii("bücher.test"), new IdnMapping().GetAscii(asked!));
        Assert.Equal("bücher.test", connection.HostName);
    }

    [Fact]
    public void ConnectTo_keeps_the_name_for_SNI_and_for_the_certificate()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using var connection = Run($"New-SocketConnection good.test 443 -ConnectTo {server.Address} -Tls -CertificateAuthority $ca").Single<SocketConnection>();
        Assert.Equal("good.test", connection.HostName);
        Assert.Equal(443, connection.Port);
        Assert.Equal("good.test", connection.Tls!.ServerName);
        Assert.Equal(server.Port, ((IPEndPoint)connection.RemoteEndPoint!).Port);
    }

    [Fact]
    public void Over_IPv6_with_a_zone_the_address_is_in_the_certificate()
    {
        using ScriptedServer server = ServerSide.Greeting(Certificates.Good);
        using var connection = Run($"New-SocketConnection '[::1%lo]:443' -ConnectTo {server.Address} -Tls -CertificateAuthority $ca").Single<SocketConnection>();
        Assert.Equal(SslPolicyErrors.None, connection.Tls!.PolicyErrors);
    }
}
