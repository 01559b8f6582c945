using SocketTools.Formatting;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>What people see: the views of a response and its timing, and -Verbose.</summary>
public class SeeingTests : EngineTest
{
    [Fact]
    public void Verbose_tells_the_exchange_as_curl_does_without_secrets()
    {
        using var server = ScriptedServer.Answering(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 Fine \u001b[31m\r\nSet-Cookie: id=s3cret\r\nX: a\u0007b\r\nContent-Length: 2\r\n\r\nok");
        EngineResult result = Run($"Invoke-RawHttpRequest {server.Url}x?y -Method PUT -Body body -Headers ([ordered]@{{ Cookie = 's3cret'; Authorization = 's3cret'; A = 'b' }}) -Verbose");
        string[] exchange = result.Verbose.Where(static l => l.Length > 0 && l[0] is '<' or '>').ToArray();
        Assert.Equal(
            new[]
            {
                "> PUT /x?y HTTP/1.1", "> Host: " + server.Address, "> User-Agent: SocketTools", "> Cookie: ********", "> Authorization: ********", "> A: b", "> Content-Length: 4", ">",
                "< HTTP/1.1 103 Early Hints", "< Link: </a>", "<",
                "< HTTP/1.1 200 Fine `u{1B}[31m", "< Set-Cookie: ********", "< X: a`u{7}b", "< Content-Length: 2", "<",
            },
            exchange);
        Assert.DoesNotContain("s3cret", string.Join('\n', result.Verbose), StringComparison.Ordinal);
        Assert.Contains(result.Verbose, l => l.Contains(server.Address, StringComparison.Ordinal) && l[0] is not '<' and not '>');
    }

    [Theory]
    [InlineData("& {{ $VerbosePreference = 'Continue'; Invoke-RawHttpGet {0} }}", true)]
    [InlineData("& {{ $VerbosePreference = 'Continue'; Get-UriContent {0} }}", true)]
    [InlineData("& {{ $VerbosePreference = 'Continue'; Invoke-RawHttpGet {0} -Verbose:$false }}", false)]
    [InlineData("& {{ $VerbosePreference = 'SilentlyContinue'; Invoke-RawHttpGet {0} }}", false)]
    public void A_preference_in_words_is_one_too(string command, bool isTold)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal(isTold, Run(string.Format(null, command, server.Url)).Verbose.Contains("< HTTP/1.1 200 OK"));
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet {0} -ThrottleLimit 2")]
    [InlineData("Invoke-RawHttpGet {0}")]
    public void Without_being_asked_nothing_is_told(string command)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Empty(Run(string.Format(null, command, server.Url)).Verbose);
    }

    [Fact]
    public void A_response_shows_itself_as_it_came()
    {
        string view = ResponseView.Format(Response("HTTP/1.1 404 Not  Here\r\nB: 1\r\nA: x y\r\nb: 2\r\nContent-Length: 8\r\n\r\nline\none"));
        Assert.Equal(new[] { "HTTP/1.1 404 Not  Here", "B: 1", "A: x y", "b: 2", "Content-Length: 8", "", "line", "one" }, view.ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public void Without_a_body_there_is_none_to_show() =>
        Assert.Equal(new[] { "HTTP/1.1 204 No Content", "A: 1" }, ResponseView.Format(Response("HTTP/1.1 204 No Content\r\nA: 1\r\n\r\n")).ReplaceLineEndings("\n").Split('\n'));

    [Fact]
    public void Nothing_that_a_terminal_would_obey_is_shown()
    {
        string view = ResponseView.Format(Response("HTTP/1.1 200 \u001b]0;title\u0007\r\nX: \u001b[2J\u009b31m\r\n\r\n\u001b[31mred\u007f\ttab"));
        Assert.DoesNotContain(view, static c => char.IsControl(c) && c is not '\r' and not '\n' and not '\t');
        Assert.Contains("red", view, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binary \0 data")]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0\0\r")]
    public void Binary_data_is_counted_not_shown(string body) =>
        Assert.EndsWith($"[{body.Length} bytes of binary data]", ResponseView.Format(Response("HTTP/1.1 200 OK\r\n\r\n" + body)), StringComparison.Ordinal);

    [Fact]
    public void A_long_body_is_cut_and_its_size_told()
    {
        foreach (string body in new[] { new string('x', 1_000_000), string.Concat(Enumerable.Repeat("line\n", 200_000)) })
        {
            string view = ResponseView.Format(Response("HTTP/1.1 200 OK\r\n\r\n" + body));
            Assert.InRange(view.Length, 20, 1500);
            Assert.EndsWith("[… 1,000,000 bytes in all]", view, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_timing_draws_each_stage_where_its_time_lies()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        ResponseTiming timing = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>().Timing;
        Assert.True(timing.Connect > TimeSpan.Zero && timing.Connect <= timing.RequestSent && timing.RequestSent <= timing.FirstByte && timing.FirstByte <= timing.Total, timing.ToString());
        string[] lines = TimingView.Format(timing).ReplaceLineEndings("\n").Split('\n');
        string[] names = lines.Select(static l => l.Split(' ')[0]).ToArray();
        Assert.Equal(new[] { "Connect", "Send", "Wait", "Receive", "Total" }, names.Where(static n => n != "Resolve"));
        Assert.All(lines, static l => Assert.Matches(@"^\w+ +\d+\.\d ms", l));
        Assert.All(lines, static l => Assert.InRange(l.Length, 1, 79));
        Assert.All(lines[..^1], static l => Assert.Contains('\u2588', l));

        // Each bar begins no earlier than the one above it.
        int[] starts = lines[..^1].Select(static l => l.IndexOf('\u2588', StringComparison.Ordinal)).ToArray();
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void A_kept_connection_costs_no_time_for_connecting()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 })
            {
                await client.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
            }
        });
        ResponseTiming timing = ((RawHttpResponse)Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpGet").Output[1]!).Timing;
        Assert.Equal(TimeSpan.Zero, timing.Connect);
        Assert.DoesNotContain("Connect", TimingView.Format(timing), StringComparison.Ordinal);
    }

    [Fact]
    public void A_timing_of_nothing_can_be_drawn_too() => Assert.Equal(
        new[] { "Send 0.0 ms \u2588", "Wait 0.0 ms \u2588", "Receive 0.0 ms \u2588", "Total 0.0 ms" },
        TimingView.Format(new ResponseTiming()).ReplaceLineEndings("\n").Split('\n').Select(static l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static RawHttpResponse Response(string wire) => HttpExchange.Parse(Encoding.Latin1.GetBytes(wire), "GET", new ReceiveOptions()).Single();
}
