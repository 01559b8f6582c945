using System.Management.Automation;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>The exact bytes of requests, as ConvertTo-RawHttpRequest gives them; what it refuses is sent by nobody.</summary>
public class RequestTests : EngineTest
{
    private const string Ours = "User-Agent: SocketTools\r\n";

    public RequestTests() => Session["latin1"] = Encoding.Latin1;

    [Theory]
    [InlineData("http://h/", "/", "h")]
    [InlineData("h", "/", "h")]
    [InlineData("h:8080/x", "/x", "h:8080")]
    [InlineData("https://h:443/", "/", "h")]
    [InlineData("https://h:80/", "/", "h:80")]
    [InlineData("http://h/a%2Fb%20c/%41?q=%2b+#fragment", "/a%2Fb%20c/%41?q=%2b+", "h")]
    [InlineData("http://h/a/./b/../c", "/a/./b/../c", "h")]
    [InlineData("http://h?q#f?g", "/?q", "h")]
    [InlineData("http://user:s3cret@h:81/", "/", "h:81")]
    [InlineData("http://us%40er@h/", "/", "h")]
    [InlineData("http://[2001:db8::1]:81/x", "/x", "[2001:db8::1]:81")]
    [InlineData("http://[::1]", "/", "[::1]")]
    [InlineData("http://bücher.example/größe?ü", "/gr%C3%B6%C3%9Fe?%C3%BC", "xn--bcher-kva.example")]
    [InlineData("http://h/%zz%", "/%zz%", "h")]
    public void The_target_is_the_URIs_and_Host_its_authority_without_user_and_fragment(string uri, string target, string host) =>
        Assert.Equal($"GET {target} HTTP/1.1\r\nHost: {host}\r\n{Ours}\r\n", Bytes($"'{uri}'"));

    [Theory]
    [InlineData("-HttpVersion 1.0", "GET /x HTTP/1.0\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-Method PURGE", "PURGE /x HTTP/1.1\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-Method get", "get /x HTTP/1.1\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-Method OPTIONS -RequestTarget '*'", "OPTIONS * HTTP/1.1\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-RequestTarget http://other/y?z", "GET http://other/y?z HTTP/1.1\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-Method CONNECT -RequestTarget h:443", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n" + Ours + "\r\n")]
    [InlineData("-Headers ([ordered]@{ b = 1; A = 'x', 'y'; c = '' })", "GET /x HTTP/1.1\r\nHost: h\r\n" + Ours + "b: 1\r\nA: x\r\nA: y\r\nc: \r\n\r\n")]
    [InlineData("-Headers @{ 'user-agent' = 'me' }", "GET /x HTTP/1.1\r\nHost: h\r\nuser-agent: me\r\n\r\n")]
    [InlineData("-Headers @{ HOST = 'other' }", "GET /x HTTP/1.1\r\nHOST: other\r\n" + Ours + "\r\n")]
    [InlineData("-Headers @{ Host = $null; 'User-Agent' = $null }", "GET /x HTTP/1.1\r\n\r\n")]
    [InlineData("-Headers @{ A = [char]0xE4 }", "GET /x HTTP/1.1\r\nHost: h\r\n" + Ours + "A: \u00e4\r\n\r\n")]
    [InlineData("-Headers @{ A = [string][char]0x20AC }", "GET /x HTTP/1.1\r\nHost: h\r\n" + Ours + "A: \u00e2\u0082\u00ac\r\n\r\n")]
    public void Method_version_and_fields_are_as_given(string parameters, string expected) => Assert.Equal(expected, Bytes($"http://h/x {parameters}"));

    [Theory]
    [InlineData("-Body hello", "Content-Length: 5\r\n\r\nhello")]
    [InlineData("-Body ''", "Content-Length: 0\r\n\r\n")]
    [InlineData("-Body ([char]0xE4)", "Content-Length: 2\r\n\r\n\u00c3\u00a4")]
    [InlineData("-Body ([string][char]0xE4) -Headers @{ 'Content-Type' = 'text/plain; charset=iso-8859-1' }", "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 1\r\n\r\n\u00e4")]
    [InlineData("-Body ([byte[]](0, 13, 10, 255))", "Content-Length: 4\r\n\r\n\0\r\n\u00ff")]
    [InlineData("-Body hello -Headers @{ 'content-length' = 3 }", "content-length: 3\r\n\r\nhello")]
    [InlineData("-Body hello -Headers @{ 'Content-Length' = $null }", "\r\nhello")]
    [InlineData("-Body hello -Chunked", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-Body '' -Chunked", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("-Body hello -Headers @{ 'transfer-encoding' = 'chunked' }", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-Body hello -Trailers ([ordered]@{ Sum = 5; A = 'x', 'y' })", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nSum: 5\r\nA: x\r\nA: y\r\n\r\n")]
    [InlineData("-Body hello -Chunked -Trailers @{ A = [string][char]0x20AC }", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: \u00e2\u0082\u00ac\r\n\r\n")]
    [InlineData("", "Content-Length: 0\r\n\r\n")]
    [InlineData("-Headers @{ 'Content-Length' = $null }", "\r\n")]
    public void A_body_goes_with_what_frames_it(string parameters, string expected) =>
        Assert.Equal("POST / HTTP/1.1\r\nHost: h\r\n" + Ours + expected, Bytes("http://h -Method POST " + parameters));

    [Fact]
    public void A_file_goes_with_its_length_or_in_chunks()
    {
        using var folder = new TemporaryFolder();
        byte[] content = Enumerable.Range(0, 150_000).Select(static i => (byte)(i * 7)).ToArray();
        File.WriteAllBytes(folder["body"], content);
        Session["file"] = folder["body"];
        string latin1 = Encoding.Latin1.GetString(content);
        Assert.Equal("PUT / HTTP/1.1\r\nHost: h\r\n" + Ours + "Content-Length: 150000\r\n\r\n" + latin1, Bytes("http://h -Method PUT -InFile $file"));
        Assert.Equal(
            "PUT / HTTP/1.1\r\nHost: h\r\n" + Ours + "Transfer-Encoding: chunked\r\n\r\n"
                + $"10000\r\n{latin1[..65536]}\r\n10000\r\n{latin1[65536..131072]}\r\n49f0\r\n{latin1[131072..]}\r\n0\r\n\r\n",
            Bytes("http://h -Method PUT -InFile $file -Chunked"));
    }

    [Theory]
    [InlineData("-Headers @{ A = \"x`r`nB: y\" }")]
    [InlineData("-Headers @{ A = \"x`nB: y\" }")]
    [InlineData("-Headers @{ A = \"x`ry\" }")]
    [InlineData("-Headers @{ A = \"x`0\" }")]
    [InlineData("-Headers @{ A = 'x', \"y`n\" }")]
    [InlineData("-Headers @{ \"A`r`nB\" = 'x' }")]
    [InlineData("-Headers @{ 'A B' = 'x' }")]
    [InlineData("-Headers @{ 'A:' = 'x' }")]
    [InlineData("-Headers @{ '' = 'x' }")]
    [InlineData("-Headers @{ ([string][char]0xE4) = 'x' }")]
    [InlineData("-Headers @{ Host = 'a', 'b' }")]
    [InlineData("-Headers @{ hOST = 'a', 'a' }")]
    [InlineData("-Method 'GET '")]
    [InlineData("-Method \"GET`r`nX: y\"")]
    [InlineData("-Method 'GET / HTTP/1.1'")]
    [InlineData("-RequestTarget '/a b'")]
    [InlineData("-RequestTarget \"/`r`nX: y\"")]
    [InlineData("-RequestTarget \"/`t\"")]
    [InlineData("-RequestTarget ([string][char]0xE4)")]
    [InlineData("-HttpVersion 2.0")]
    [InlineData("-HttpVersion 0.9")]
    [InlineData("-Body x -Trailers @{ A = \"x`r`n\" }")]
    [InlineData("-Body x -Trailers @{ 'A B' = 'x' }")]
    [InlineData("-Body x -Chunked -HttpVersion 1.0")]
    [InlineData("-Body x -Trailers @{ A = 1 } -HttpVersion 1.0")]
    [InlineData("-Body x -Chunked -Headers @{ 'Content-Length' = 1 }")]
    [InlineData("-Body x -Trailers @{ A = 1 } -Headers @{ 'Content-Length' = 1 }")]
    [InlineData("-Trailers @{ A = 1 }")]
    [InlineData("-InFile /no/such/file")]
    [InlineData("-InFile /")]
    public void What_would_forge_or_break_a_request_is_refused_before_anybody_is_called(string parameters)
    {
        using var server = ScriptedServer.Start();
        foreach (string command in new[] { "ConvertTo-RawHttpRequest", "Invoke-RawHttpRequest" })
        {
            EngineResult result = Session.Run($"{command} {server.Url} {parameters}");
            Assert.Empty(result.Output);
            result.SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        }

        Assert.Equal(0, server.Count());
    }

    [Theory]
    [InlineData("http://h/a b")]
    [InlineData("http://h/a\tb")]
    [InlineData("http://h/\u007f")]
    [InlineData("http://h\\@evil.example/")]
    [InlineData("http://h\\evil.example/")]
    [InlineData("http://a b/")]
    [InlineData("http:///x")]
    [InlineData("http://")]
    [InlineData("http://@/")]
    [InlineData("http://user@/")]
    [InlineData("http://h:0/")]
    [InlineData("http://h:65536/")]
    [InlineData("http://h:80:80/")]
    [InlineData("http://h:-1/")]
    [InlineData("http://h:+80/")]
    [InlineData("http://[::1/")]
    [InlineData("http://::1/")]
    [InlineData("http://[h]/")]
    [InlineData("http://[::1]x/")]
    [InlineData("http://ü..example/")]
    [InlineData("http://-ü-.example/")]
    [InlineData("http://\u2024.example/")]
    [InlineData("http://xn--ü/")]
    [InlineData("http://ü{64}/")]
    [InlineData("ftp://h/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript://h/")]
    public void What_is_no_URI_of_a_web_server_is_one_error(string uri)
    {
        Session["uri"] = uri.Replace("{64}", new string('x', 64), StringComparison.Ordinal);
        foreach (string command in new[] { "ConvertTo-RawHttpRequest", "Invoke-RawHttpGet" })
        {
            Session.Run($"{command} $uri").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        }
    }

    [Fact]
    public void Several_URIs_are_several_requests_and_a_bad_one_among_them_is_one_error()
    {
        EngineResult result = Session.Run("ConvertTo-RawHttpRequest http://a/, 'http://b/ /', http://c/ | ForEach-Object { $latin1.GetString($_).Split(\"`r`n\")[1] }");
        Assert.Equal(new[] { "Host: a", "Host: c" }, result.Texts);
        result.SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    private string Bytes(string parameters) => Encoding.Latin1.GetString(Run("ConvertTo-RawHttpRequest " + parameters).Single<byte[]>());
}
