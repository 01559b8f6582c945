using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Tests.Http;

public class HttpTargetTests
{
    [Theory]
    [InlineData("http://example.com/", "example.com", 80, "/", "example.com")]
    [InlineData("http://example.com", "example.com", 80, "/", "example.com")]
    [InlineData("example.com", "example.com", 80, "/", "example.com")]
    [InlineData("example.com:8080/a", "example.com", 8080, "/a", "example.com:8080")]
    [InlineData("HTTP://EXAMPLE.com/A", "EXAMPLE.com", 80, "/A", "EXAMPLE.com")]
    [InlineData("http://example.com:80/", "example.com", 80, "/", "example.com")]
    [InlineData("http://example.com:/", "example.com", 80, "/", "example.com")]
    [InlineData("http://example.com?q", "example.com", 80, "/?q", "example.com")]
    [InlineData("http://example.com/a?b=c#d", "example.com", 80, "/a?b=c", "example.com")]
    [InlineData("http://example.com#d", "example.com", 80, "/", "example.com")]
    [InlineData("http://user:secret@example.com/", "example.com", 80, "/", "example.com")]
    [InlineData("http://[::1]:8080/x", "::1", 8080, "/x", "[::1]:8080")]
    [InlineData("http://[::1]/x", "::1", 80, "/x", "[::1]")]
    [InlineData("http://127.0.0.1/a/../b/./c//d", "127.0.0.1", 80, "/a/../b/./c//d", "127.0.0.1")]
    [InlineData("http://h/%41%2f%zz?%20", "h", 80, "/%41%2f%zz?%20", "h")]
    [InlineData("http://h/a[1]|{2}^\"<>\\`", "h", 80, "/a[1]|{2}^\"<>\\`", "h")]
    [InlineData("http://h/ü€", "h", 80, "/%C3%BC%E2%82%AC", "h")]
    [InlineData("http://bücher.example/", "xn--bcher-kva.example", 80, "/", "xn--bcher-kva.example")]
    [InlineData("http://h/?u=http://other/@x:1", "h", 80, "/?u=http://other/@x:1", "h")]
    public void A_URI_is_taken_apart_and_left_as_written(string uri, string host, int port, string target, string hostField)
    {
        HttpTarget parsed = HttpTarget.Parse(uri);
        Assert.Equal(host, parsed.EndPoint.HostName);
        Assert.Equal(port, parsed.EndPoint.Port);
        Assert.Equal(target, parsed.RequestTarget);
        Assert.Equal(hostField, parsed.HostField);
    }

    [Theory]
    [InlineData("http://example.com/", "HTTP://EXAMPLE.COM:80/x", true)]
    [InlineData("http://example.com/", "http://example.com./", true)]
    [InlineData("http://bücher.example/", "http://XN--BCHER-KVA.example/", true)]
    [InlineData("http://[::1]/", "http://[0:0::0:1]:80/", true)]
    [InlineData("https://h/", "https://h:443/", true)]
    [InlineData("http://h/", "https://h:80/", false)]
    [InlineData("http://h/", "http://h:81/", false)]
    [InlineData("http://h/", "http://h.example/", false)]
    public void An_origin_is_the_same_however_it_is_spelled(string one, string other, bool same) =>
        Assert.Equal(same, HttpTarget.Parse(one).IsSameOrigin(HttpTarget.Parse(other)));

    [Fact]
    public void Without_a_scheme_it_is_http_even_with_a_URI_in_its_query()
    {
        HttpTarget parsed = HttpTarget.Parse("example.com/?u=http://other/");
        Assert.Equal("example.com", parsed.EndPoint.HostName);
        Assert.Equal("/?u=http://other/", parsed.RequestTarget);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("mailto:x@example.com")]
    [InlineData("MAILTO:x@example.com")]
    [InlineData("urn:x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("[::0]htt\\p@")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("http://h:70000/")]
    [InlineData("http://h:0/")]
    [InlineData("http://h:x/")]
    [InlineData("http://h/a b")]
    [InlineData("http://h/a\r\nEvil: yes")]
    [InlineData("http://h/\0")]
    [InlineData("http://h\r\n/")]
    [InlineData("http://h/\t")]
    [InlineData("http://a b/")]
    [InlineData("")]
    public void What_is_not_an_http_URI_is_refused(string uri) => Faulty.Throws(Fault.InvalidRequest, () => HttpTarget.Parse(uri));

    [Fact]
    public void A_mail_address_is_told_by_its_scheme_and_a_host_of_that_name_is_a_host()
    {
        SocketToolsException fault = Assert.Throws<SocketToolsException>(() => HttpTarget.Parse("mailto:x@example.com"));
        Assert.Contains("The scheme 'mailto'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(("data", 8080), (HttpTarget.Parse("data:8080/x").EndPoint.HostName, HttpTarget.Parse("data:8080/x").EndPoint.Port));
        Assert.Equal("example.com", HttpTarget.Parse("me:secret@example.com").EndPoint.HostName);
    }
}
