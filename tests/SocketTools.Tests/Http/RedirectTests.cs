using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Http;

/// <summary>Redirects (RFC 9110, 15.4): which request follows, what goes along, where it ends.</summary>
public class RedirectTests : TlsTest
{
    public RedirectTests(Certificates certificates)
        : base(certificates)
    {
    }

    /// <summary>What a server was asked: the request line, then fields and body.</summary>
    private sealed record Asked(string Line, IReadOnlyList<string> Fields, string Body);

    [Theory]
    [InlineData(301, "GET", "GET", false)]
    [InlineData(301, "HEAD", "HEAD", false)]
    [InlineData(301, "POST", "GET", false)]
    [InlineData(301, "PUT", "PUT", true)]
    [InlineData(302, "POST", "GET", false)]
    [InlineData(302, "PATCH", "PATCH", true)]
    [InlineData(303, "GET", "GET", false)]
    [InlineData(303, "HEAD", "HEAD", false)]
    [InlineData(303, "POST", "GET", false)]
    [InlineData(303, "PUT", "GET", false)]
    [InlineData(303, "DELETE", "GET", false)]
    [InlineData(307, "POST", "POST", true)]
    [InlineData(307, "DELETE", "DELETE", false)]
    [InlineData(308, "POST", "POST", true)]
    [InlineData(308, "GET", "GET", false)]
    public void The_method_and_the_body_go_on_as_the_status_says(int status, string method, string then, bool withBody)
    {
        var asked = new List<Asked>();
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(status, "/next") : Answer("end"));
        string body = method is "POST" or "PUT" or "PATCH" ? "-Body hello -Headers @{ 'Content-Type' = 'text/x'; Expect = '100-continue' } -ContinueTimeoutSec 0" : "";
        RawHttpResponse response = Run($"Invoke-RawHttpRequest {server.Url} -Method {method} {body} -MaximumRedirection 1").Single<RawHttpResponse>();
        Assert.Equal(200, response.StatusCode);
        Assert.Equal("/next", response.RequestUri!.AbsolutePath);
        Assert.Equal(new[] { $"{method} / HTTP/1.1", $"{then} /next HTTP/1.1" }, asked.Select(static a => a.Line));
        Assert.Equal(withBody ? "hello" : "", asked[1].Body);
        Assert.Equal(withBody, asked[1].Fields.Contains("Content-Type: text/x"));
        Assert.Equal(withBody, asked[1].Fields.Contains("Content-Length: 5"));
        RawHttpResponse hop = Assert.Single(response.RedirectHistory);
        Assert.Equal((status, "/"), (hop.StatusCode, hop.RequestUri!.AbsolutePath));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(305)]
    [InlineData(306)]
    [InlineData(399)]
    [InlineData(201)]
    public void Other_statuses_lead_nowhere(int status)
    {
        using ScriptedServer server = Serving(new(), _ => Redirect(status, "/next"));
        Assert.Equal(status, Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 5").Single<RawHttpResponse>().StatusCode);
    }

    [Fact]
    public void Without_being_asked_nothing_is_followed()
    {
        var asked = new List<Asked>();
        using ScriptedServer server = Serving(asked, _ => Redirect(302, "/next"));
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>();
        Assert.Equal(302, response.StatusCode);
        Assert.Empty(response.RedirectHistory);
        Assert.Single(asked);
    }

    [Fact]
    public void A_redirect_without_a_place_is_the_answer()
    {
        using ScriptedServer server = Serving(new(), _ => "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(302, Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 5").Single<RawHttpResponse>().StatusCode);
    }

    [Theory]
    [InlineData("/b", "/b")]
    [InlineData("b", "/dir/b")]
    [InlineData("../b", "/b")]
    [InlineData("./b?c=d", "/dir/b?c=d")]
    [InlineData("?c", "/dir/a?c")]
    [InlineData("", "/dir/a?q")]
    [InlineData("#top", "/dir/a?q")]
    [InlineData("/b#top", "/b")]
    [InlineData("/b%2Fc%41%20?%2b", "/b%2Fc%41%20?%2b")]
    [InlineData("b%2Fc%41", "/dir/b%2Fc%41")]
    [InlineData("/%7Euser/%c3%bc", "/%7Euser/%c3%bc")]
    [InlineData("/gr\u00c3\u00b6\u00c3\u009fe", "/gr%C3%B6%C3%9Fe")]
    [InlineData("/caf\u00e9", "/caf%E9")]
    [InlineData("/b c?d e", "/b%20c?d%20e")]
    [InlineData("b c", "/dir/b%20c")]
    [InlineData("http://{host}/b c", "/b%20c")]
    [InlineData("//{host}/b", "/b")]
    [InlineData("http://{host}/b/../c", "/b/../c")]
    [InlineData("HTTP://{host}/b", "/b")]
    [InlineData("http://me@{host}/b", "/b")]
    public void The_place_is_resolved_and_its_encoding_kept(string location, string target)
    {
        var asked = new List<Asked>();
        string place = "";
        using ScriptedServer server = Serving(asked, line => line.Contains("/dir/a?q ", StringComparison.Ordinal) && asked.Count == 0 ? Redirect(302, place) : Answer("end"));
        place = location.Replace("{host}", server.Address, StringComparison.Ordinal);
        Run($"Invoke-RawHttpGet '{server.Url}dir/a?q' -MaximumRedirection 1");
        Assert.Equal($"GET {target} HTTP/1.1", asked[1].Line);
        Assert.Contains("Host: " + server.Address, asked[1].Fields);
    }

    [Theory]
    [InlineData("http://a b/")]
    [InlineData("/a\tb")]
    [InlineData("ftp://h/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://")]
    [InlineData("http://h:99999/")]
    [InlineData("http://ü..example/")]
    [InlineData("http://h\\@evil.example/")]
    [InlineData("mailto:a@b")]
    public void A_place_that_is_none_is_an_error_with_the_redirect(string location)
    {
        using ScriptedServer server = Serving(new(), _ => Redirect(302, location));
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 5").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(302, Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).StatusCode);
        Assert.DoesNotContain("Nothing was sent", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_places_are_an_error()
    {
        using ScriptedServer server = Serving(new(), _ => "HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
        Session.Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 5").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public void A_loop_ends_at_the_limit()
    {
        var asked = new List<Asked>();
        using ScriptedServer server = Serving(asked, line => Redirect(307, line.Contains("/a ", StringComparison.Ordinal) ? "/b" : "/a"));
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url}a -MaximumRedirection 7").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.Contains("-MaximumRedirection", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(8, asked.Count);
        Assert.Equal(7, Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).RedirectHistory.Count);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void A_chain_is_told_hop_by_hop_each_with_its_fields_and_body()
    {
        using ScriptedServer server = Serving(new(), line => line switch
        {
            "GET /1 HTTP/1.1" => "HTTP/1.1 301 One\r\nLocation: 2\r\nSet-Cookie: a=b\r\nContent-Length: 3\r\n\r\none",
            "GET /2 HTTP/1.1" => "HTTP/1.1 302 Two\r\nLocation: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n",
            _ => Answer("three"),
        });
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}1 -MaximumRedirection 2").Single<RawHttpResponse>();
        Assert.Equal("three", response.Content);
        Assert.Equal(new[] { "HTTP/1.1 301 One", "HTTP/1.1 302 Two" }, response.RedirectHistory.Select(static r => r.ToString()));
        Assert.Equal(new[] { "one", "two" }, response.RedirectHistory.Select(static r => r.Content));
        Assert.All(response.RedirectHistory, static r => Assert.Null(r.Connection));
        Assert.Equal(new[] { "a=b" }, response.RedirectHistory[0].Headers["set-cookie"]);
        Assert.Equal(1, server.Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_users_own_fields_go_on_to_the_same_origin_only(bool same)
    {
        var asked = new List<Asked>();
        using ScriptedServer other = Serving(asked, _ => Answer("end"));
        string place = same ? "/next" : other.Url + "next";
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(307, place) : Answer("end"));
        Run($$"""
            $headers = [ordered]@{ Authorization = 'Bearer s3cret'; Cookie = 'id=s3cret'; 'Proxy-Authorization' = 'Basic s3cret'; 'X-Api-Key' = 's3cret'; 'PRIVATE-TOKEN' = 's3cret'; 'X-Vault-Token' = 's3cret'; 'Api-Key' = 's3cret'; 'X-Anything' = 's3cret' }
            Invoke-RawHttpGet {{server.Url}} -Headers $headers -UserAgent mine -MaximumRedirection 1
            """);
        Assert.Equal(8, asked[0].Fields.Count(static f => f.Contains("s3cret", StringComparison.Ordinal)));
        Assert.Equal(same ? 8 : 0, asked[1].Fields.Count(static f => f.Contains("s3cret", StringComparison.Ordinal)));
        Assert.Contains("User-Agent: mine", asked[1].Fields);
        Assert.Contains("Host: " + (same ? server : other).Address, asked[1].Fields);
    }

    [Fact]
    public void The_users_own_fields_go_anywhere_where_a_switch_says_so_but_Host()
    {
        var asked = new List<Asked>();
        using ScriptedServer other = Serving(asked, _ => Answer("end"));
        using ScriptedServer server = Serving(asked, _ => Redirect(307, other.Url));
        Session["credential"] = new PSCredential("me", new System.Net.NetworkCredential("", "pw").SecurePassword);
        Run($"Invoke-RawHttpGet {server.Url} -Headers @{{ 'X-Mine' = 'x'; Host = 'me.example' }} -Credential $credential -AllowUnencryptedAuthentication -MaximumRedirection 1 -PreserveHeadersOnRedirect");
        Assert.Contains("Host: me.example", asked[0].Fields);
        Assert.Equal(new[] { "Host: " + other.Address, "User-Agent: SocketTools", "Authorization: Basic bWU6cHc=", "X-Mine: x" }.Order(), asked[1].Fields.Order());
    }

    [Theory]
    [InlineData("/next")]
    [InlineData("http://127.0.0.1:{port}/next")]
    public void The_users_Host_and_Range_stay_within_the_origin(string place)
    {
        var asked = new List<Asked>();
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(302, place) : Answer("end"));
        place = place.Replace("{port}", server.Port.ToString((IFormatProvider?)null), StringComparison.Ordinal);
        Run($"Invoke-RawHttpGet {server.Url} -Headers @{{ Host = 'me.example'; Range = 'bytes=0-1' }} -MaximumRedirection 1");
        Assert.Contains("Host: me.example", asked[1].Fields);
        Assert.Contains("Range: bytes=0-1", asked[1].Fields);
    }

    [Fact]
    public void Another_spelling_of_the_host_is_the_same_origin()
    {
        var asked = new List<Asked>();
        string place = "";
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(302, place) : Answer("end"));
        place = "http://B\u00c3\u00bcCHER.example.:80/next";
        Run($"Invoke-RawHttpGet http://b\u00fccher.example/ -ConnectTo {server.Address} -Headers @{{ Authorization = 's3cret' }} -MaximumRedirection 1");
        Assert.Contains("Authorization: s3cret", asked[1].Fields);
    }

    [Fact]
    public void A_password_in_a_place_is_shown_nowhere()
    {
        var asked = new List<Asked>();
        string place = "";
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(302, place) : Answer("end"));
        place = $"http://me:s3cret@{server.Address}/next";
        EngineResult result = Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 1 -Verbose");
        Assert.Contains(result.Verbose, v => v == $"< Location: http://********@{server.Address}/next");
        Assert.DoesNotContain(result.Verbose, static v => v.Contains("s3cret", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", result.Single<RawHttpResponse>().RequestUri!.ToString(), StringComparison.Ordinal);

        foreach (string script in new[] { $"Get-UriContent {server.Url}", $"Invoke-RawHttpGet {server.Url} -MaximumRedirection 1" })
        {
            place = script.StartsWith("Get", StringComparison.Ordinal) ? place : "ftp://me:s3cret@h/";
            Assert.DoesNotContain("s3cret", Session.Run(script).Errors.Single().ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Secrets_that_were_dropped_do_not_come_back()
    {
        var asked = new List<Asked>();
        string back = "";
        using ScriptedServer other = Serving(asked, _ => Redirect(302, back));
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(302, other.Url) : Answer("end"));
        back = server.Url + "again";
        Run($"Invoke-RawHttpGet {server.Url} -Headers @{{ Cookie = 's3cret' }} -MaximumRedirection 2");
        Assert.Equal(3, asked.Count);
        Assert.DoesNotContain(asked[2].Fields, static f => f.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_credential_goes_not_to_another_origin_and_another_host_name_is_one()
    {
        var asked = new List<Asked>();
        string place = "";
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal) ? Redirect(302, place) : Answer("end"));
        place = $"http://localhost:{server.Port}/next";
        Session["credential"] = new PSCredential("me", new System.Net.NetworkCredential("", "pw").SecurePassword);
        Run($"Invoke-RawHttpGet {server.Url} -Credential $credential -AllowUnencryptedAuthentication -MaximumRedirection 1 -IPv4");
        Assert.Contains("Authorization: Basic bWU6cHc=", asked[0].Fields);
        Assert.DoesNotContain(asked[1].Fields, static f => f.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void From_https_to_http_is_followed_only_where_allowed_and_without_secrets()
    {
        var asked = new List<Asked>();
        using ScriptedServer plain = Serving(asked, _ => Answer("end"));
        using ScriptedServer secure = ServerSide.Start(Certificates.Good, Script(asked, _ => Redirect(302, plain.Url)));
        string url = $"https://127.0.0.1:{secure.Port}/ -CertificateAuthority $ca -Headers @{{ Cookie = 's3cret' }} -MaximumRedirection 5";
        ErrorRecord error = Session.Run("Invoke-RawHttpGet " + url).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("-AllowInsecureRedirect", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, plain.Count());

        Assert.Equal("end", Run($"Invoke-RawHttpGet {url} -AllowInsecureRedirect").Single<RawHttpResponse>().Content);
        Assert.DoesNotContain(asked[2].Fields, static f => f.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void From_http_to_https_is_another_origin()
    {
        var asked = new List<Asked>();
        using ScriptedServer secure = ServerSide.Start(Certificates.Good, Script(asked, _ => Answer("end")));
        using ScriptedServer plain = Serving(asked, _ => Redirect(301, $"https://127.0.0.1:{secure.Port}/"));
        RawHttpResponse response = Run($"Invoke-RawHttpGet {plain.Url} -CertificateAuthority $ca -Headers @{{ Cookie = 's3cret' }} -MaximumRedirection 1").Single<RawHttpResponse>();
        Assert.Equal("end", response.Content);
        Assert.DoesNotContain(asked[1].Fields, static f => f.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void The_connection_that_is_kept_is_the_last_ones()
    {
        using ScriptedServer other = Serving(new(), _ => Answer("end"));
        using ScriptedServer server = Serving(new(), _ => Redirect(302, other.Url));
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -MaximumRedirection 1 -KeepConnection").Single<RawHttpResponse>();
        using SocketConnection kept = Assert.IsType<SocketConnection>(response.Connection);
        Assert.Equal(other.Port, kept.Port);
        Assert.Null(response.RedirectHistory[0].Connection);
        RunningScript.Until(() => !server.Connections.Any(), "the first one's end");
    }

    [Fact]
    public void A_file_is_streamed_again_and_only_the_last_body_is_written()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["in"], "hello");
        Session["in"] = folder["in"];
        Session["out"] = folder["out"];
        var asked = new List<Asked>();
        using ScriptedServer server = Serving(asked, line => line.Contains(" / ", StringComparison.Ordinal)
            ? "HTTP/1.1 308 On\r\nLocation: /next\r\nContent-Length: 6\r\n\r\nbefore" : Answer("end"));
        RawHttpResponse response = Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -InFile $in -OutFile $out -MaximumRedirection 1").Single<RawHttpResponse>();
        Assert.Equal(new[] { "hello", "hello" }, asked.Select(static a => a.Body));
        Assert.Equal("end", File.ReadAllText(folder["out"]));
        Assert.Equal("before", response.RedirectHistory[0].Content);
    }

    private static string Redirect(int status, string location) => $"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\n{(status == 304 ? "" : "Content-Length: 0\r\n")}\r\n";

    private static string Answer(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static ScriptedServer Serving(List<Asked> asked, Func<string, string> answer) => ScriptedServer.Start(Script(asked, answer));

    private static Func<ScriptedClient, Task> Script(List<Asked> asked, Func<string, string> answer) => async client =>
    {
        while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
        {
            bool five = lines.Contains("Content-Length: 5");
            string body = five ? Encoding.ASCII.GetString(await client.ReadAsync(5)) : "";
            string reply;
            lock (asked)
            {
                reply = answer(lines[0]);
                asked.Add(new Asked(lines[0], lines.Skip(1).ToArray(), body));
            }

            if (lines[0].StartsWith("HEAD", StringComparison.Ordinal))
            {
                reply = reply[..(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)];
            }

            await client.SendAsync(Encoding.Latin1.GetBytes(reply));
        }
    };
}
