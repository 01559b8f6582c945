using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Playing;
using SocketTools.Tracing;

namespace SocketTools.Tests.Playing;

public class ReplayMatchTests
{
    [Theory]
    [InlineData("C: EHLO me", "EHLO me\r\nNOOP\r\n", 9)]
    [InlineData("C. \"ab\"\nC. \"cd\"", "abcdef", 4)]
    [InlineData("C: AUTH PLAIN ********", "AUTH PLAIN dGVzdA==\r\nNOOP\r\n", 21)]
    [InlineData("C. \"GET / HTTP/1.1\\r\\nHost: a:80\\r\\nX: y\\r\\n\\r\\n\"", "GET / HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nX: y\r\n\r\n", 46)]
    public void What_the_client_said_then_is_known_again_whole_and_byte_by_byte(string notation, string said, int length)
    {
        ReplayStep step = Assert.Single(ReplayScript.From(SocketTranscript.Parse(notation)));
        byte[] bytes = Encoding.Latin1.GetBytes(said);
        var matcher = new StepMatcher(step);
        for (int i = 0; i < length; i++)
        {
            ReplayMatch start = matcher.Match(new ArraySegment<byte>(bytes, 0, i), isEnded: false);
            Assert.Equal(Match(step, bytes, i, isEnded: false), start);
            Assert.NotEqual(ReplayMatch.Verdict.Differs, start.State);
        }

        foreach (ReplayMatch whole in new[] { Match(step, bytes, bytes.Length, isEnded: false), matcher.Match(bytes, isEnded: false) })
        {
            Assert.Equal(ReplayMatch.Verdict.Matched, whole.State);
            Assert.Equal(length, whole.Length);
        }
    }

    [Theory]
    [InlineData("C: EHLO me", "EHLO you\r\n")]
    [InlineData("C: EHLO me", "HELO")]
    [InlineData("C: AUTH PLAIN ********", "AUTH LOGIN\r\n")]
    [InlineData("C: AUTH PLAIN ********\nC: NOOP", "AUTH PLAIN dGVzdA==\r\nRSET\r\n")]
    [InlineData("C: Cookie: a=********; b=1", "Cookie: a=x; c=1\r\n")]
    [InlineData("C. \"GET / HTTP/1.1\\r\\nHost: a:80\\r\\nX: y\\r\\n\\r\\n\"", "GET / HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nX: z\r\n\r\n")]
    [InlineData("C~ ^EHLO (\\S+)$", "HELO me\r\n")]
    public void What_it_did_not_say_is_told_as_soon_as_that_shows(string notation, string said)
    {
        ReplayStep step = Assert.Single(ReplayScript.From(SocketTranscript.Parse(notation)));
        byte[] bytes = Encoding.Latin1.GetBytes(said);
        Assert.Equal(ReplayMatch.Verdict.Differs, Match(step, bytes, bytes.Length, isEnded: false).State);
    }

    [Fact]
    public void The_end_of_the_stream_inside_a_step_is_no_match()
    {
        ReplayStep step = Assert.Single(ReplayScript.From(SocketTranscript.Parse("C: EHLO me")));
        byte[] bytes = Encoding.Latin1.GetBytes("EHLO");
        Assert.Equal(ReplayMatch.Verdict.NeedMore, Match(step, bytes, 4, isEnded: false).State);
        Assert.Equal(ReplayMatch.Verdict.Differs, Match(step, bytes, 4, isEnded: true).State);
    }

    [Theory]
    [InlineData("250 Hello {1}", "250 Hello me")]
    [InlineData("{0}!", "EHLO me!")]
    [InlineData("{name}", "me")]
    [InlineData("{3}{json}", "{3}{json}")]
    [InlineData("{9}{99999999999}{}{01}", "{9}{99999999999}{}me")]
    [InlineData("<{none}>", "<>")]
    public void Groups_are_filled_in_and_other_braces_stay(string template, string filled) =>
        Assert.Equal(filled, GroupTemplate.Fill(template, Regex.Match("EHLO me", @"^EHLO (?<name>\S+)(?<none>x)?$")).Replace("{1}", "me", StringComparison.Ordinal));

    [Theory]
    [InlineData("220 hi\r\n", null, "220-hello\r\n220 there\r\n", true)]
    [InlineData("250-a\r\n250 b\r\n", null, "250-a\r\n", false)]
    [InlineData("250-a\r\n250 b\r\n", null, "550 no\r\n", true)]
    [InlineData("+OK\r\nx\r\n.\r\n", null, "+OK\r\ny\r\nz\r\n.\r\n", true)]
    [InlineData("+OK\r\nx\r\n.\r\n", null, "-ERR no\r\n", true)]
    [InlineData("* CAPABILITY A\r\na1 OK\r\n", null, "* CAPABILITY A B\r\n* more\r\na1 OK done\r\n", true)]
    [InlineData("* CAPABILITY A\r\na1 OK\r\n", null, "* CAPABILITY A B\r\n* more\r\n", false)]
    [InlineData("$5\r\nhello\r\n", null, "$5\r\nother\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "GET", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nab", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", false)]
    [InlineData("login: ", null, "login: ", true)]
    public void A_new_answer_is_whole_where_an_answer_of_its_kind_is(string then, string? method, string now, bool isWhole)
    {
        byte[] heard = Encoding.Latin1.GetBytes(now);
        Assert.Equal(isWhole, new ExpectedAnswer(Encoding.Latin1.GetBytes(then), method, toEnd: false).IsWhole(heard, heard.Length));
    }

    private static ReplayMatch Match(ReplayStep step, byte[] bytes, int count, bool isEnded) => new StepMatcher(step).Match(new ArraySegment<byte>(bytes, 0, count), isEnded);

    [Fact]
    public void Many_lines_in_a_row_cost_what_they_hold()
    {
        SocketTranscript transcript = SocketTranscript.Parse(string.Concat(Enumerable.Repeat("C: " + new string('x', 1000) + "\n", 2000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReplayStep step = Assert.Single(ReplayScript.From(transcript));
        Assert.Equal(2000 * 1002, step.Data.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }
}
