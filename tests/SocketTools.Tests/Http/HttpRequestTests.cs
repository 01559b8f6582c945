using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Tests.Http;

public class HttpRequestTests
{
    [Theory]
    [InlineData(1, "GET /x?y HTTP/1.1\r\nHost: h:81\r\nUser-Agent: SocketTools\r\n\r\n")]
    [InlineData(0, "GET /x?y HTTP/1.0\r\nHost: h:81\r\nUser-Agent: SocketTools\r\n\r\n")]
    public void It_is_written_as_a_request_line_fields_and_an_empty_line(int minor, string bytes) =>
        Assert.Equal(bytes, Encoding.Latin1.GetString(Request(minor).ToBytes()));

    [Fact]
    public void Fields_keep_the_order_given_and_replace_ours_in_place()
    {
        HttpRequest request = Request();
        request.SetAll(new Dictionary<string, string[]> { ["X-B"] = new[] { "1", "2" }, ["host"] = new[] { "other" }, ["X-A"] = new[] { "3" } });
        Assert.Equal(new[] { "host: other", "User-Agent: SocketTools", "X-B: 1", "X-B: 2", "X-A: 3" }, request.Fields.Select(static f => f.ToString()));
        request.Set("USER-AGENT");
        Assert.DoesNotContain(request.Fields, static f => f.Name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("X", "a\r\nEvil: 1")]
    [InlineData("X", "a\nEvil: 1")]
    [InlineData("X", "a\r")]
    [InlineData("X", "a\0")]
    [InlineData("X Y", "a")]
    [InlineData("X:", "a")]
    [InlineData("", "a")]
    [InlineData("X\r\nEvil", "a")]
    [InlineData("Ü", "a")]
    public void A_field_that_would_forge_a_line_is_refused(string name, string value) =>
        Faulty.Throws(Fault.InvalidRequest, () => Request().Set(name, value));

    [Theory]
    [InlineData("")]
    [InlineData("GET ")]
    [InlineData("GET /x HTTP/1.1\r\nA:")]
    [InlineData("GÉT")]
    public void A_method_that_is_not_a_word_is_refused(string method) =>
        Faulty.Throws(Fault.InvalidRequest, () => _ = new HttpRequest(method, HttpTarget.Parse("http://h/"), new Version(1, 1)));

    [Theory]
    [InlineData("2.0")]
    [InlineData("0.9")]
    [InlineData("1.2")]
    public void Another_version_is_refused(string version) =>
        Faulty.Throws(Fault.InvalidRequest, () => _ = new HttpRequest("GET", HttpTarget.Parse("http://h/"), Version.Parse(version)));

    [Fact]
    public void No_character_becomes_a_line_break_by_its_encoding()
    {
        // U+010A and U+010D cut down to a byte would be LF and CR.
        HttpRequest request = Request();
        request.Set("X", "a\u010D\u010Ab\u560D\u560A");
        string wire = Encoding.Latin1.GetString(request.ToBytes());
        Assert.Equal(5, wire.Count(static c => c == '\r'));
        Assert.Equal(5, wire.Count(static c => c == '\n'));
    }

    [Theory]
    [InlineData("Authorization", "Basic c2VjcmV0")]
    [InlineData("proxy-authorization", "Basic c2VjcmV0")]
    [InlineData("Cookie", "session=c2VjcmV0")]
    public void Secrets_are_redacted_in_what_people_look_at(string name, string value)
    {
        HttpRequest request = Request();
        request.Set(name, value);
        Assert.Contains("c2VjcmV0", Encoding.Latin1.GetString(request.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", Encoding.Latin1.GetString(request.ToRedactedBytes()), StringComparison.Ordinal);
    }

    private static HttpRequest Request(int minor = 1) => new("GET", HttpTarget.Parse("http://h:81/x?y"), new Version(1, minor));
}
