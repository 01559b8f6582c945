using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Framing;

namespace SocketTools.Tests.Http;

public class BodyFramingTests
{
    private const int Budget = 1000;

    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")]
    [InlineData("005\r\nhello\r\n000\r\n\r\n", "hello")]
    [InlineData("a\r\n0123456789\r\n0\r\n\r\n", "0123456789")]
    [InlineData("A\r\n0123456789\r\n0\r\n\r\n", "0123456789")]
    [InlineData("5;name=value\r\nhello\r\n0;last\r\n\r\n", "hello")]
    [InlineData("5;name=\"quoted\"\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("5 \t\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
    [InlineData("7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n")]
    public void Chunks_are_put_together_however_they_arrive(string wire, string body)
    {
        foreach (string way in Arrival.Ways)
        {
            (BodyFraming framing, byte[] came, int used) = Feed(new ChunkedFraming(Budget), wire + "NEXT", way);
            Assert.True(framing.IsComplete);
            Assert.Equal(body, Encoding.Latin1.GetString(came));
            Assert.Equal(wire.Length, used);
            Assert.Null(framing.EndOfStream());
        }
    }

    [Fact]
    public void Trailers_come_behind_the_last_chunk()
    {
        foreach (string way in Arrival.Ways)
        {
            (BodyFraming framing, _, _) = Feed(new ChunkedFraming(Budget), "1\r\nx\r\n0\r\nChecksum: abc\r\nA: 1\r\na: 2\r\n\r\n", way);
            Assert.Equal(new[] { "Checksum: abc", "A: 1", "a: 2" }, framing.Trailers.Select(static f => f.ToString()));
            Assert.Equal(new[] { "1", "2" }, framing.Trailers["A"]);
        }
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("\r\n")]
    [InlineData("-5\r\nhello\r\n")]
    [InlineData("+5\r\nhello\r\n")]
    [InlineData("0x5\r\nhello\r\n")]
    [InlineData("5 5\r\nhello\r\n")]
    [InlineData(" 5\r\nhello\r\n")]
    [InlineData("5\nhello\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("5\r\nhelloX\r\n")]
    [InlineData("5\r\nhello\rX")]
    [InlineData("4\r\nhello\r\n")]
    [InlineData(";ext\r\n")]
    [InlineData("5;a\rb\r\nhello\r\n")]
    [InlineData("5;a\0b\r\nhello\r\n")]
    [InlineData("8000000000000000\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    [InlineData("10000000000000005\r\nhello\r\n")]
    [InlineData("0\r\nno field\r\n\r\n")]
    [InlineData("0\r\nname : value\r\n\r\n")]
    [InlineData("0\r\nname: a\rb\r\n\r\n")]
    public void What_is_not_chunked_is_a_violation_however_it_arrives(string wire)
    {
        foreach (string way in Arrival.Ways)
        {
            Faulty.Throws(Fault.ProtocolViolation, () => Feed(new ChunkedFraming(Budget), wire, way));
        }
    }

    [Theory]
    [InlineData("5;", "x")]
    [InlineData("", "0")]
    [InlineData("0\r\n", "A: b\r\n")]
    [InlineData("0\r\nA: ", "x")]
    [InlineData("", "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n")]
    public void An_endless_chunk_line_extension_or_trailer_runs_into_the_budget(string start, string again)
    {
        foreach (string way in Arrival.Ways)
        {
            string wire = start + string.Concat(Enumerable.Repeat(again, 3000 / again.Length));
            SocketToolsException fault = Faulty.Throws(Fault.LimitExceeded, () => Feed(new ChunkedFraming(Budget), wire, way));
            Assert.Equal(Limit.HeaderBytes, fault.Limit);
        }
    }

    [Fact]
    public void Many_small_chunks_without_extensions_cost_no_budget()
    {
        string wire = string.Concat(Enumerable.Repeat("1\r\nx\r\n", 2000)) + "0\r\n\r\n";
        foreach (string way in Arrival.Ways)
        {
            Assert.Equal(2000, Feed(new ChunkedFraming(Budget), wire, way).Body.Length);
        }
    }

    [Fact]
    public void Every_prefix_of_a_chunked_body_is_incomplete_and_gives_only_bytes_of_it()
    {
        const string Wire = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nA: b\r\n\r\n";
        for (int length = 0; length < Wire.Length; length++)
        {
            foreach (string way in Arrival.Ways)
            {
                (BodyFraming framing, byte[] body, _) = Feed(new ChunkedFraming(Budget), Wire.Substring(0, length), way);
                Assert.False(framing.IsComplete);
                Assert.StartsWith(Encoding.Latin1.GetString(body), "hello world", StringComparison.Ordinal);
                Assert.NotNull(framing.EndOfStream());
            }
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "hello")]
    public void A_fixed_length_is_taken_and_no_more(int length, string body)
    {
        foreach (string way in Arrival.Ways)
        {
            (BodyFraming framing, byte[] came, int used) = Feed(new FixedLengthFraming(length), body + "NEXT", way);
            Assert.True(framing.IsComplete);
            Assert.Equal(body, Encoding.Latin1.GetString(came));
            Assert.Equal(length, used);
        }
    }

    [Fact]
    public void A_fixed_length_that_did_not_come_says_what_is_due()
    {
        BodyFraming framing = Feed(new FixedLengthFraming(10), "hello", "whole").Framing;
        Assert.False(framing.IsComplete);
        Assert.Contains("5 of the body's 10 bytes", framing.EndOfStream(), StringComparison.Ordinal);
        Assert.False(framing.IsComplete);
    }

    [Fact]
    public void Until_close_is_complete_at_the_end_only()
    {
        foreach (string way in Arrival.Ways)
        {
            (BodyFraming framing, byte[] came, _) = Feed(new UntilCloseFraming(), "hello", way);
            Assert.False(framing.IsComplete);
            Assert.False(framing.EndsBeforeConnection);
            Assert.Null(framing.EndOfStream());
            Assert.True(framing.IsComplete);
            Assert.Equal("hello", Encoding.Latin1.GetString(came));
        }
    }

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\n\r\n", typeof(UntilCloseFraming))]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", typeof(FixedLengthFraming))]
    [InlineData("GET", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nCONTENT-LENGTH: 3\r\n\r\n", typeof(FixedLengthFraming))]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", typeof(ChunkedFraming))]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 3\r\n\r\n", typeof(ChunkedFraming))]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", typeof(FixedLengthFraming))]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", typeof(FixedLengthFraming))]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", typeof(FixedLengthFraming))]
    [InlineData("CONNECT", "HTTP/1.1 200 OK\r\n\r\n", typeof(FixedLengthFraming))]
    public void The_framing_is_chosen_by_method_status_and_fields(string method, string head, Type framing)
    {
        BodyFraming chosen = Choose(method, head);
        Assert.IsType(framing, chosen);
        bool nothingComes = method is "HEAD" or "CONNECT" || head.Contains(" 204 ", StringComparison.Ordinal) || head.Contains(" 304 ", StringComparison.Ordinal);
        Assert.Equal(nothingComes, chosen.IsComplete);
    }

    [Theory]
    [InlineData("Content-Length: ")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: +1")]
    [InlineData("Content-Length: 0x10")]
    [InlineData("Content-Length: 1 1")]
    [InlineData("Content-Length: 5, 6")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 9223372036854775808")]
    [InlineData("Content-Length: 99999999999999999999999999")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    public void A_framing_that_cannot_be_trusted_is_a_violation(string fields) =>
        Faulty.Throws(Fault.ProtocolViolation, () => Choose("GET", "HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n"));

    [Fact]
    public void Transfer_Encoding_in_HTTP_1_0_is_a_violation() =>
        Faulty.Throws(Fault.ProtocolViolation, () => Choose("GET", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));

    [Fact]
    public void A_body_over_its_budget_is_a_fault_that_names_the_parameter_and_keeps_what_fits()
    {
        var body = new MemoryBody(3);
        SocketToolsException fault = Faulty.Throws(Fault.LimitExceeded, () => body.Write(Encoding.ASCII.GetBytes("hello"), 0, 5));
        Assert.Equal(Limit.BodyBytes, fault.Limit);
        Assert.Equal("hel", Encoding.ASCII.GetString(body.ToArray()));
    }

    private static BodyFraming Choose(string method, string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);
        return BodyFraming.Choose(method, ResponseHead.Parse(bytes, 0, bytes.Length), Budget);
    }

    private static (BodyFraming Framing, byte[] Body, int Used) Feed(BodyFraming framing, string wire, string way)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(wire);
        var body = new MemoryBody(1_000_000);
        int used = 0, seen = 0;
        foreach (int piece in Arrival.Pieces(way, bytes.Length))
        {
            if (framing.IsComplete)
            {
                break;
            }

            seen += piece;
            used += framing.Take(bytes, used, seen - used, body);
        }

        return (framing, body.ToArray(), used);
    }
}
