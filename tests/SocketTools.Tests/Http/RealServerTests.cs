using System.Management.Automation;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Against nginx and Python's http.server, byte for byte as curl gets it.</summary>
public class RealServerTests : EngineTest
{
    private readonly WebSite _site;

    public RealServerTests(WebSite site) => _site = site;

    public static TheoryData<string, string, string, int> Bodies()
    {
        var data = new TheoryData<string, string, string, int>();
        foreach (int size in new[] { 0, 1, 64 * 1024, WebSite.Large })
        {
            data.Add("nginx", "plain/", "1.1", size);
            data.Add("nginx", "plain/", "1.0", size);
            data.Add("nginx", "chunked/", "1.1", size);
            data.Add("nginx", "chunked/", "1.0", size);
            data.Add("python", "", "1.1", size);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_is_what_curl_gets(string server, string path, string version, int size)
    {
        string url = (server == "nginx" ? _site.Nginx.Url : _site.Python.Url) + path + size;
        RawHttpResponse response = Run($"Invoke-RawHttpGet {url} -HttpVersion {version}").Single<RawHttpResponse>();
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(size, response.Body.Length);
        Assert.Equal(Curl.Hash(url, version == "1.0" ? "--http1.0" : "--http1.1"), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(response.Body)));

        // The framing that the test is about is the one that came.
        // An empty file nginx always sends with its length.
        bool withoutLength = path == "chunked/" && size > 0;
        Assert.Equal(withoutLength && version == "1.1" ? new[] { "chunked" } : null, response.Headers["Transfer-Encoding"]);
        Assert.Equal(withoutLength ? null : new[] { size.ToString((IFormatProvider?)null) }, response.Headers["Content-Length"]);
    }

    [Fact]
    public void A_404_is_an_answer_and_a_redirect_is_shown()
    {
        EngineResult result = Run($"'{_site.Nginx.Url}none', '{_site.Nginx.Url}moved', '{_site.Python.Url}none' | Invoke-RawHttpGet");
        Assert.Equal(new[] { 404, 302, 404 }, result.Output.Cast<RawHttpResponse>().Select(static r => r.StatusCode));
        Assert.EndsWith("/plain/1", result.Output.Cast<RawHttpResponse>().ElementAt(1).Headers["location"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_are_kept_and_a_server_that_ends_them_costs_nothing()
    {
        // /short/ allows two requests a connection: every second response says close.
        Session["uris"] = Enumerable.Range(0, 50).Select(_ => _site.Nginx.Url + "short/hello.txt").ToArray();
        EngineResult result = Run("$uris | Invoke-RawHttpGet");
        Assert.All(result.Output.Cast<RawHttpResponse>(), static r => Assert.Equal("hello, Grüße\n", r.Content));
        Assert.Equal(50, result.Output.Count);
        Assert.Equal(25, result.Output.Cast<RawHttpResponse>().Count(static r => r.Timing.Connect > TimeSpan.Zero));
    }

    [Fact]
    public void Many_URIs_with_a_dead_one_among_them_are_one_error()
    {
        using var dead = new RefusingPort();
        EngineResult result = Session.Run($"'{_site.Nginx.Url}plain/1', '{dead.Address}', '{_site.Python.Url}1', '{_site.Nginx.Url}plain/1' | Invoke-RawHttpGet");
        Assert.Equal(3, result.Output.Count);
        Assert.Equal(dead.Address, result.SingleError("ConnectFailed", ErrorCategory.ConnectionError).TargetObject);
    }
}
