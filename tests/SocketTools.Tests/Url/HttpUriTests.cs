using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>http and https URIs by the one opener.</summary>
public class HttpUriTests : TlsTest
{
    private readonly TemporaryFolder _folder = new();

    public HttpUriTests(Certificates certificates)
        : base(certificates) => Session["file"] = _folder["file"];

    [Fact]
    public void The_content_comes_with_its_headers()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nh\xE9");
        UriContent content = Run($"Get-UriContent {server.Url}").Single<UriContent>();
        Assert.Equal("hé", content.Content);
        Assert.Equal(new byte[] { (byte)'h', 0xE9 }, content.Bytes);
        Assert.Equal(new[] { "1", "2" }, content.Headers["x-a"]);
        Assert.Equal(server.Url, content.Uri.OriginalString);
        Assert.Equal("hÃ©", Run($"Get-UriContent {ScriptedUrl(out ScriptedServer other)} -Encoding latin1").Single<UriContent>().Content);
        other.Dispose();
    }

    [Fact]
    public void A_connection_is_kept_for_the_next_URI()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 })
            {
                await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        Assert.Equal(3, Run($"'{server.Url}a', '{server.Url}b', '{server.Url}c' | Get-UriContent").Output.Count);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void No_success_is_an_error_with_the_response()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
        ErrorRecord error = Session.Run($"Get-UriContent {server.Url} -OutFile $file").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("404 Not Found", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("none", Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).Content);
        Assert.False(File.Exists(_folder["file"]));
    }

    [Fact]
    public void Redirects_are_told_and_followed_where_that_is_allowed()
    {
        using var target = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var server = ScriptedServer.Answering($"HTTP/1.1 301 Moved\r\nLocation: {target.Url}new\r\nContent-Length: 0\r\n\r\n");
        ErrorRecord error = Session.Run($"Get-UriContent {server.Url}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains($"'{target.Url}new'. -MaximumRedirection", error.Exception.Message, StringComparison.Ordinal);
        UriContent content = Run($"Get-UriContent {server.Url} -MaximumRedirection 1").Single<UriContent>();
        Assert.Equal((target.Url + "new", "ok"), (content.Uri.OriginalString, content.Content));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("gopher://127.0.0.1/")]
    public void A_redirect_leads_to_no_other_scheme(string location)
    {
        using var server = ScriptedServer.Answering($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        Session.Run($"Get-UriContent {server.Url} -MaximumRedirection 5").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public void A_credential_goes_as_Basic_where_it_may()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            IReadOnlyList<string> request = await client.ReadUntilBlankLineAsync();
            string body = request.FirstOrDefault(static l => l.StartsWith("Authorization", StringComparison.Ordinal)) ?? "";
            await client.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        });
        Session["who"] = new PSCredential("ann", new System.Net.NetworkCredential("", "sesame").SecurePassword);
        Session.Run($"Get-UriContent {server.Url} -Credential $who").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal("Authorization: Basic YW5uOnNlc2FtZQ==", Run($"Get-UriContent {server.Url} -Credential $who -AllowUnencryptedAuthentication").Single<UriContent>().Content);
        Assert.Equal("", Run($"Get-UriContent http://ann:sesame@{server.Address}/").Single<UriContent>().Content);
    }

    [Fact]
    public void A_download_is_resumed()
    {
        using (var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\n\r\n01234"))
        {
            Session.Run($"Get-UriContent {server.Url} -OutFile $file").SingleError("Truncated", ErrorCategory.InvalidData);
        }

        using var again = ScriptedServer.Answering("HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789");
        UriContent content = Run($"Get-UriContent {again.Url} -OutFile $file -Resume").Single<UriContent>();
        Assert.Equal((_folder["file"], 0), (content.OutFile, content.Bytes.Length));
        Assert.Equal("0123456789", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void Https_is_TLS_and_the_budget_counts()
    {
        using var server = new NginxTlsServer(Certificates).Started();
        Assert.Equal("good", Run($"Get-UriContent https://good.test:{server.Port}/name -ConnectTo 127.0.0.1:{server.Port} -CertificateAuthority $ca -Tls").Single<UriContent>().Content);
        Session.Run($"Get-UriContent https://127.0.0.1:{server.Port}/name").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Session.Run($"Get-UriContent https://good.test:{server.Port}/name -ConnectTo 127.0.0.1:{server.Port} -CertificateAuthority $ca -MaxBodyBytes 3").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
    }

    [Fact]
    public void Downstream_that_has_enough_ends_it()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Single(Run($"1..50 | ForEach-Object {{ '{server.Url}' }} | Get-UriContent | Select-Object -First 1").Output);
        Assert.InRange(server.Arrived, 1, 2);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static string ScriptedUrl(out ScriptedServer server)
    {
        server = ScriptedServer.Answering(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhé"));
        return server.Url;
    }
}
