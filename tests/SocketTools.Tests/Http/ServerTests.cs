using System.Management.Automation;
using System.Security.Cryptography;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Http;

/// <summary>nginx, Apache, lighttpd, HAProxy and Node: what curl gets from them is what comes here.</summary>
public class ServerTests : TlsTest
{
    private readonly WebSite _site;
    private readonly ServerPark _park;
    private readonly TemporaryFolder _folder = new();

    public ServerTests(WebSite site, ServerPark park, Certificates certificates)
        : base(certificates)
    {
        _site = site;
        _park = park;
        Session["file"] = _folder["file"];
    }

    public static TheoryData<string> All() => new(ServerPark.Names);

    public static TheoryData<string> WithTls() => new(ServerPark.Names.Where(static n => n != "lighttpd"));

    public static TheoryData<string> WithUnixSocket() => new(ServerPark.Names.Where(static n => n != "apache"));

    public static TheoryData<string> WithValidators() => new(ServerPark.Names.Where(static n => n != "node"));

    [Theory]
    [MemberData(nameof(All))]
    public void Bodies_are_curls(string name)
    {
        RealServer server = Server(name);
        foreach (string file in new[] { "0", "1", "65536", "lines.txt" })
        {
            foreach (string version in new[] { "1.1", "1.0" })
            {
                RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Files}{file} -HttpVersion {version}").Single<RawHttpResponse>();
                Assert.Equal(200, response.StatusCode);
                Assert.Equal(Curl.Hash(server.Files + file, "--http" + version), Hash(response.Body));
                Assert.Equal(Hash(File.ReadAllBytes(Path.Combine(_park.Root, file))), Hash(response.Body));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Requests_in_turn_share_a_connection(string name)
    {
        RealServer server = Server(name);
        Session["uris"] = Enumerable.Range(0, 20).Select(i => server.Files + (i % 3 == 0 ? "none" : i % 3 == 1 ? "hello.txt" : "0")).ToArray();
        foreach (string method in new[] { "GET", "HEAD", "OPTIONS" })
        {
            EngineOf(method, "");
        }

        RawHttpResponse[] apart = EngineOf("GET", "-ThrottleLimit 4");
        Assert.InRange(apart.Count(static r => r.Timing.Connect > TimeSpan.Zero), 1, 4);

        RawHttpResponse[] EngineOf(string method, string more)
        {
            RawHttpResponse[] responses = Run($"$uris | Invoke-RawHttpRequest -Method {method} {more}").Output.Cast<RawHttpResponse>().ToArray();
            Assert.Equal(20, responses.Length);
            if (method != "OPTIONS")
            {
                Assert.Equal(7, responses.Count(static r => r.StatusCode == 404));
                Assert.Equal(method == "GET" ? 7 : 0, responses.Count(static r => r.Content == "hello, Grüße\n"));
            }

            if (more.Length == 0)
            {
                // One may close behind some answers; then it has to say so.
                int closed = responses.Count(static r => r.Headers.ListNames("Connection", "close"));
                Assert.InRange(responses.Count(static r => r.Timing.Connect > TimeSpan.Zero), 1, 1 + closed);
                Assert.True(closed <= (method == "OPTIONS" ? 20 : 0), $"{name} closed {closed} times");
            }

            return responses;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Ranges_are_curls(string name)
    {
        RealServer server = Server(name);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Files}65536 -Headers @{{ Range = 'bytes=1000-1999' }}").Single<RawHttpResponse>();
        Assert.Equal(206, response.StatusCode);
        Assert.Equal(new[] { "bytes 1000-1999/65536" }, response.Headers["Content-Range"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_park.Root, "65536"))[1000..2000], response.Body);
        Assert.Equal(Curl.Hash(server.Files + "65536", "--range", "1000-1999"), Hash(response.Body));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Codings_are_undone_as_curl_does(string name)
    {
        RealServer server = Server(name);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Files}lines.txt -Decompress").Single<RawHttpResponse>();
        Assert.Equal(server.Compresses ? new[] { "gzip" } : null, response.Headers["Content-Encoding"]);
        Assert.Equal(server.Compresses ? new[] { "chunked" } : null, response.Headers["Transfer-Encoding"]);
        Assert.Equal(Curl.Hash(server.Files + "lines.txt", "--compressed"), Hash(response.Body));
        Assert.EndsWith("line 19999, much like the others\n", response.Content, StringComparison.Ordinal);
        if (server.Compresses)
        {
            RawHttpResponse coded = Run($"Invoke-RawHttpGet {server.Files}lines.txt -Headers @{{ 'Accept-Encoding' = 'gzip' }}").Single<RawHttpResponse>();
            Assert.InRange(coded.Body.Length, 1, response.Body.Length / 2);
            Assert.Equal(new byte[] { 0x1F, 0x8B }, coded.Body[..2]);
        }
    }

    [Theory]
    [MemberData(nameof(WithTls))]
    public void TLS_gives_the_same(string name)
    {
        RealServer server = Server(name);
        string url = server.SecureFiles + "65536";
        RawHttpResponse response = Run($"Invoke-RawHttpGet {url} -CertificateAuthority $ca").Single<RawHttpResponse>();
        Assert.Equal(Curl.Hash(url, "--cacert", Certificates.AuthorityFile), Hash(response.Body));
        Assert.True(response.Timing.Tls > TimeSpan.Zero);

        // Without a length it counts that the server ends TLS before it closes.
        url = server.SecureFiles + "lines.txt";
        response = Run($"Invoke-RawHttpGet {url} -CertificateAuthority $ca -HttpVersion 1.0 -Decompress").Single<RawHttpResponse>();
        Assert.EndsWith("line 19999, much like the others\n", response.Content, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WithUnixSocket))]
    public void A_Unix_socket_gives_the_same(string name)
    {
        RealServer server = Server(name);
        Session["socket"] = server.UnixSocket;
        string url = new Uri(server.Files).AbsolutePath;
        EngineResultOf($"'http://localhost{url}65536', 'http://localhost{url}none', 'http://localhost{url}hello.txt' | Invoke-RawHttpGet -UnixSocket $socket", responses =>
        {
            Assert.Equal(new[] { 200, 404, 200 }, responses.Select(static r => r.StatusCode));
            Assert.Equal(Curl.Hash("http://localhost" + url + "65536", "--unix-socket", server.UnixSocket!), Hash(responses[0].Body));
            Assert.Equal(1, responses.Count(static r => r.Timing.Connect > TimeSpan.Zero));
        });
    }

    [Theory]
    [MemberData(nameof(WithValidators))]
    public void A_download_goes_on_where_it_was_if_nothing_has_changed(string name)
    {
        RealServer server = Server(name);
        byte[] content = File.ReadAllBytes(Path.Combine(_park.Root, "65536"));
        string etag = Run($"Invoke-RawHttpRequest {server.Files}65536 HEAD").Single<RawHttpResponse>().Headers["ETag"]!.Single();

        foreach ((int part, string validator, int status) in new[] { (40_000, etag, 206), (40_000, "\"of another version\"", 200), (65_536, etag, 416) })
        {
            File.WriteAllBytes(_folder["file"] + ".part", content[..part]);
            File.WriteAllText(_folder["file"] + ".part.validator", validator);
            if (status == 416 && name is ("apache" or "lighttpd"))
            {
                // They do not say how long the file is, as a server should (RFC 9110, 15.5.17): then nobody knows that all of it is there.
                Session.Run($"Invoke-RawHttpGet {server.Files}65536 -OutFile $file -Resume").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
                Assert.False(File.Exists(_folder["file"]));
                continue;
            }

            RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Files}65536 -OutFile $file -Resume").Single<RawHttpResponse>();
            Assert.Equal((name, status), (name, response.StatusCode));
            Bytes.Same(content, File.ReadAllBytes(_folder["file"]));
            Assert.Equal(new[] { _folder["file"] }, Directory.GetFiles(_folder.Path));
            File.Delete(_folder["file"]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Chunked")]
    public void A_body_arrives_in_Node_as_it_was_sent(string parameters)
    {
        RealServer node = Server("node");
        var body = new byte[1_000_000];
        new Random(3).NextBytes(body);
        File.WriteAllBytes(_folder["file"], body);
        Session["body"] = body;
        EngineResultOf($"Invoke-RawHttpRequest {node.Url}echo PUT -Body $body {parameters}; Invoke-RawHttpRequest {node.Url}echo POST -InFile $file {parameters}", responses =>
        {
            Assert.All(responses, r => Bytes.Same(body, r.Body));
            Assert.All(responses, r => Assert.Equal(parameters.Length == 0 ? "1000000" : "undefined", r.Headers["X-Length"]!.Single()));
            Assert.All(responses, r => Assert.Equal(parameters.Length == 0 ? "undefined" : "chunked", r.Headers["X-Coding"]!.Single()));
        });
    }

    [Fact]
    public void Trailers_go_to_Node_and_come_from_it()
    {
        RealServer node = Server("node");
        RawHttpResponse sent = Run($"Invoke-RawHttpRequest {node.Url}echo POST -Body hello -Trailers ([ordered]@{{ 'X-Sum' = 1, 2; Other = 'x' }})").Single<RawHttpResponse>();
        Assert.Equal(("hello", "X-Sum|1|X-Sum|2|Other|x"), (sent.Content, sent.Headers["X-Trailers"]!.Single()));

        RawHttpResponse came = Run($"Invoke-RawHttpGet {node.Url}trailers").Single<RawHttpResponse>();
        Assert.Equal("hello trailers", came.Content);
        Assert.Equal(new[] { "1", "2" }, came.Trailers["X-SUM"]);
    }

    [Fact]
    public void Early_hints_come_from_Node_before_its_answer()
    {
        RawHttpResponse response = Run($"Invoke-RawHttpGet {Server("node").Url}hints").Single<RawHttpResponse>();
        Assert.Equal("hinted", response.Content);
        Assert.Equal(new[] { 103, 102 }, response.Informational.Select(static i => i.StatusCode));
        Assert.Equal(new[] { "</a.css>; rel=preload" }, response.Informational[0].Headers["Link"]);
    }

    [Fact]
    public void Node_consents_to_a_body_or_refuses_it()
    {
        RealServer node = Server("node");
        EngineResultOf($$"""
            foreach ($refuse in '', 'yes', '') {
                Invoke-RawHttpRequest {{node.Url}}echo PUT -Body hello -Headers @{ Expect = '100-continue'; 'X-Refuse' = $refuse } -ContinueTimeoutSec 60
            }
            """, static responses =>
        {
            Assert.Equal(new[] { "hello", "no", "hello" }, responses.Select(static r => r.Content));
            Assert.Equal(new[] { 1, 0, 1 }, responses.Select(static r => r.Informational.Count));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Pipelined_requests_are_answered_in_order(string name)
    {
        RealServer server = Server(name);
        EngineResultOf($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}}
            '65536', 'none', 'hello.txt', '1' | ForEach-Object { Send-RawHttpRequest "{{server.Files}}$_" -Connection $c }
            Receive-RawHttpResponse $c -Count 4
            Close-SocketConnection $c
            """, static responses =>
        {
            Assert.Equal(new[] { 200, 404, 200, 200 }, responses.Select(static r => r.StatusCode));
            Assert.Equal((65536, "hello, Grüße\n", 1), (responses[0].Body.Length, responses[2].Content, responses[3].Body.Length));
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private RealServer Server(string name) => _park.Get(name, _site, Certificates);

    private void EngineResultOf(string script, Action<RawHttpResponse[]> check) => check(Run(script).Output.Cast<RawHttpResponse>().ToArray());
}
