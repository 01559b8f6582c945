using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>Which scheme text names.</summary>
public class UriReferenceTests : EngineTest
{
    [Theory]
    [InlineData("http://h/x", "http")]
    [InlineData("HTTPS://h/x", "https")]
    [InlineData("h/x", "http")]
    [InlineData("h:80", "http")]
    [InlineData("h:80/x", "http")]
    [InlineData("h?x=ftp://y", "http")]
    [InlineData("FTP://h/x", "ftp")]
    [InlineData("gopher://h", "gopher")]
    [InlineData("file:x", "file")]
    [InlineData("FILE:///x", "file")]
    [InlineData("/x y", "file")]
    [InlineData("./x", "file")]
    [InlineData("../x", "file")]
    [InlineData("..", "file")]
    [InlineData("~/x", "file")]
    [InlineData(".\\x", "file")]
    public void The_scheme_is_found(string text, string scheme) => Assert.Equal(scheme, UriReference.Parse(text).Scheme);

    [Theory]
    [InlineData("telnet://h/")]
    [InlineData("mailto:me@h")]
    [InlineData("urn:x")]
    [InlineData("ftps://h/")]
    [InlineData("javascript:alert(1)")]
    public void A_scheme_that_is_not_known_is_refused_and_the_known_are_told(string uri)
    {
        ErrorRecord error = Session.Run($"Get-UriContent '{uri}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("http, https, ftp, gopher and file", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(uri, error.TargetObject);
    }

    [Theory]
    [InlineData("ftp:h/x")]
    [InlineData("gopher:h")]
    [InlineData("ftp:///x")]
    [InlineData("gopher://")]
    [InlineData("ftp://h:99999/")]
    [InlineData("ftp://h:0/")]
    [InlineData("gopher://h%00i/")]
    [InlineData("ftp://h\\i/")]
    [InlineData("ftp://h/a b")]
    [InlineData("gopher://h/\u0001")]
    [InlineData("http://h/a b")]
    [InlineData("file://elsewhere/x")]
    [InlineData("file:///x?y")]
    [InlineData("file:")]
    [InlineData("file://")]
    [InlineData("file:///a%00b")]
    [InlineData("file:///a%4")]
    public void What_is_no_URI_is_refused(string uri)
    {
        Session["uri"] = uri;
        Session.Run("Get-UriContent $uri").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("ftp://me:hunter2@h\\i/")]
    [InlineData("ftp://me:hunter2@h:99999/")]
    [InlineData("gopher://me:hunter2@h%00i/")]
    [InlineData("gopher://me:hunter2@h/8telnet")]
    [InlineData("ftp:me:hunter2@h/x")]
    [InlineData("telnet://me:hunter2@h/")]
    [InlineData("http://me:hunter2@h:99999/")]
    [InlineData("ftp://me:hunter2@h/a b")]
    [InlineData("file://me:hunter2@elsewhere/x")]
    public void A_URI_that_is_refused_shows_no_password(string uri)
    {
        Session["uri"] = uri;
        ErrorRecord error = Session.Run("Get-UriContent $uri -Verbose").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.DoesNotContain("hunter2", error.ToString() + error.TargetObject + error.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void User_names_and_passwords_are_taken_out()
    {
        UriReference uri = UriReference.Parse("ftp://a:b@c@h:2121/p#f");
        Assert.Equal(("ftp://h:2121/p#f", "/p", true), (uri.Text, uri.Rest, uri.HadUserInfo));
        Assert.Equal(2121, uri.EndPoint(21).Port);
        Assert.Equal("xn--bcher-kva.example", UriReference.Parse("gopher://bücher.example/").EndPoint(70).HostName);
        Assert.Equal("::1", UriReference.Parse("ftp://[::1]/").EndPoint(21).HostName);
    }

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-IPv4 -IPv6")]
    [InlineData("-ProxyCredential $who")]
    public void Parameters_that_do_not_go_together_are_refused(string parameters)
    {
        Session["who"] = new PSCredential("a", new System.Net.NetworkCredential("", "b").SecurePassword);
        EngineResult result = Session.Run($"Get-UriContent http://127.0.0.1:1/ {parameters}");
        Assert.StartsWith("InvalidRequest", (result.Errors.Count > 0 ? result.Errors[0] : ((RuntimeException)result.Terminating!).ErrorRecord).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gopher://127.0.0.1:1/ -Tls")]
    [InlineData("http://127.0.0.1:1/ -Tls")]
    [InlineData("gopher://127.0.0.1:1/ -Credential $who")]
    [InlineData("http://127.0.0.1:1/ -Credential $who")]
    [InlineData("/tmp -Credential $who")]
    public void What_a_scheme_does_not_have_is_refused(string arguments)
    {
        Session["who"] = new PSCredential("a", new System.Net.NetworkCredential("", "b").SecurePassword);
        Session.Run($"Get-UriContent {arguments}").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }
}
