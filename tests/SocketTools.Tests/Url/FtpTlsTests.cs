using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tests.Tls;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>ftp with TLS, with servers that do what the test says.</summary>
public class FtpTlsTests : TlsTest
{
    private const string Tls = "-Tls -CertificateAuthority $ca";

    public FtpTlsTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Fact]
    public void Login_and_data_are_protected()
    {
        using var server = new ScriptedFtp("hello") { Certificate = Certificates.Good };
        Session["who"] = new PSCredential("ann", new System.Net.NetworkCredential("", "sesame").SecurePassword);
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a {Tls} -Credential $who").Single<UriContent>().Content);
        Assert.Equal(new[] { "AUTH TLS", "USER ann", "PASS sesame", "PBSZ 0", "PROT P" }, server.Heard.Take(5));
    }

    [Theory]
    [InlineData("PBSZ")]
    [InlineData("PROT")]
    public void A_server_that_will_not_protect_data_gets_no_further(string verb)
    {
        using var server = new ScriptedFtp("hello") { Certificate = Certificates.Good, Replies = { [verb] = "534 No\r\n" } };
        Session.Run($"Get-UriContent {server.Uri}a {Tls}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.DoesNotContain("RETR a", server.Heard);
        Assert.Equal(0, server.DataCount());
    }

    [Fact]
    public void Without_a_length_data_that_are_cut_off_are_Truncated()
    {
        using var server = new ScriptedFtp("hello") { Certificate = Certificates.Good, CutsTls = true, Replies = { ["SIZE"] = "500 What?\r\n" } };
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a {Tls}").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("hello", Assert.IsType<UriContent>(((SocketToolsException)error.Exception).Partial).Content);
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a {Tls} -AllowTruncatedTls").Single<UriContent>().Content);
        server.Replies.Remove("SIZE");
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a {Tls}").Single<UriContent>().Content);

        server.Replies["CWD"] = "250 There\r\n";
        server.Content = "type=file; a\r\n"u8.ToArray();
        ErrorRecord listing = Session.Run($"Get-UriContent {server.Uri}d/ {Tls}").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Single(Assert.IsType<UriContent>(((SocketToolsException)listing.Exception).Partial).Items);
    }

    [Theory]
    [InlineData("522 SSL connection failed: session reuse required\r\n")]
    [InlineData("425 Unable to build data connection: TLS session of data connection not resumed.\r\n")]
    public void A_TLS_session_that_another_connection_has_taken_the_place_of_is_had_by_another_spelling_of_the_name(string refusal)
    {
        using var server = new ScriptedFtp("hello") { Certificate = Certificates.Good, AfterFirst = refusal };
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a {Tls} -ServerName localhost").Single<UriContent>().Content);
        string[] names = server.ServerNames.ToArray();
        Assert.Equal(new[] { "localhost", "localhost", names[2], names[2] }, names);
        Assert.NotEqual("localhost", names[2]);
        Assert.Equal("localhost", names[2], ignoreCase: true);

        server.After = refusal;
        Session.Run($"Get-UriContent {server.Uri}a {Tls} -ServerName localhost").SingleError("TlsFailed", ErrorCategory.SecurityError);
        Assert.Equal(5, server.Count());
        Session.Run($"Get-UriContent {server.Uri}a {Tls}").SingleError("TlsFailed", ErrorCategory.SecurityError);
        Assert.Equal(6, server.Count());
    }

    [Fact]
    public void A_certificate_for_another_name_is_refused_before_the_login()
    {
        using var server = new ScriptedFtp("hello") { Certificate = Certificates.WrongName };
        Session.Run($"Get-UriContent {server.Uri}a {Tls}").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Assert.Equal(new[] { "AUTH TLS" }, server.Heard.Take(2));
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a {Tls} -ServerName elsewhere.test").Single<UriContent>().Content);
    }
}
