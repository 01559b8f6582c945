using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Tests.Http;

public class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK", "1.1", 200, "OK")]
    [InlineData("HTTP/1.0 404 Not Found", "1.0", 404, "Not Found")]
    [InlineData("HTTP/1.1 200 ", "1.1", 200, "")]
    [InlineData("HTTP/1.1 200", "1.1", 200, "")]
    [InlineData("HTTP/1.1 999 Über", "1.1", 999, "Über")]
    [InlineData("HTTP/1.1 200  two  spaces ", "1.1", 200, " two  spaces ")]
    public void A_status_line_is_taken_apart(string line, string version, int code, string reason)
    {
        ResponseHead head = Parse(line + "\r\nA: b\r\n\r\n");
        Assert.Equal(Version.Parse(version), head.HttpVersion);
        Assert.Equal(code, head.StatusCode);
        Assert.Equal(reason, head.ReasonPhrase);
        Assert.Equal("b", head.Headers["a"]!.Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTP/1.1 099 Low")]
    [InlineData("HTTP/1.1 2x0 OK")]
    [InlineData("HTTP/1.1  200 OK")]
    [InlineData("HTTP/1.1\t200 OK")]
    [InlineData("HTTP/11 200 OK")]
    [InlineData("HTTP/2.0 200 OK")]
    [InlineData("HTTP/2 200 OK")]
    [InlineData("http/1.1 200 OK")]
    [InlineData(" HTTP/1.1 200 OK")]
    [InlineData("ICY 200 OK")]
    [InlineData("220 mail ready")]
    public void What_is_not_a_status_line_is_a_violation(string line) =>
        Faulty.Throws(Fault.ProtocolViolation, () => Parse(line + "\r\nA: b\r\n\r\n"));

    [Fact]
    public void Fields_keep_order_duplicates_and_case()
    {
        ResponseHead head = Parse("HTTP/1.1 200 OK\r\nB: 1\r\nA:2\r\nb:\t 3 \t\r\nEmpty:\r\n\r\n");
        Assert.Equal(new[] { "B: 1", "A: 2", "b: 3", "Empty: " }, head.Headers.Select(static f => f.ToString()));
        Assert.Equal(new[] { "1", "3" }, head.Headers["B"]);
        Assert.Equal(new[] { "" }, head.Headers["empty"]);
        Assert.Null(head.Headers["absent"]);
    }

    [Fact]
    public void Bare_LF_ends_a_line_too() =>
        Assert.Equal(new[] { "A: 1", "B: 2" }, Parse("HTTP/1.1 200 OK\nA: 1\nB: 2\n\n").Headers.Select(static f => f.ToString()));

    [Fact]
    public void A_folded_line_continues_the_value() =>
        Assert.Equal("one two three", Parse("HTTP/1.1 200 OK\r\nA: one\r\n  two\r\n\tthree\r\n\r\n").Headers["A"]!.Single());

    [Fact]
    public void Every_byte_of_a_value_comes_through()
    {
        string value = string.Concat(Enumerable.Range(0x21, 0x5E).Concat(Enumerable.Range(0x80, 0x80)).Select(static b => (char)b));
        byte[] bytes = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nA: " + value + "\r\n\r\n");
        ResponseHead head = ResponseHead.Parse(bytes, 0, bytes.Length);
        Assert.Equal(value.Trim(), head.Headers["A"]!.Single());
        Assert.Equal(bytes, head.RawHeader);
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData(": no name")]
    [InlineData("A : space")]
    [InlineData("A B: space")]
    [InlineData("A\0: nul")]
    [InlineData("A: n\0l")]
    [InlineData("A: c\rr")]
    [InlineData(" A: fold at the start")]
    [InlineData("Ä: not a token")]
    public void What_is_not_a_field_line_is_a_violation(string line) =>
        Faulty.Throws(Fault.ProtocolViolation, () => Parse("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n"));

    [Fact]
    public void An_empty_line_before_the_status_line_is_a_violation() =>
        Faulty.Throws(Fault.ProtocolViolation, () => Parse("\r\nHTTP/1.1 200 OK\r\n\r\n"));

    [Fact]
    public void What_is_quoted_in_an_error_has_no_control_characters()
    {
        SocketToolsException fault = Faulty.Throws(Fault.ProtocolViolation, () => Parse("\u001b[31mred\u0007\u009b" + new string('x', 500) + "\r\n\r\n"));
        Assert.DoesNotContain(fault.Message, static c => char.IsControl(c));
        Assert.InRange(fault.Message.Length, 1, 300);
    }

    private static ResponseHead Parse(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);
        return ResponseHead.Parse(bytes, 0, bytes.Length);
    }
}
