using System.IO.Compression;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>-Decompress: content codings undone, whole or not at all, within the budget.</summary>
public class CodingTests : EngineTest
{
    private const string Text = "hello, Grüße, hello, hello, hello";

    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(Text);

    private static bool HasBrotli => HttpFetcher.AcceptedCodings.Contains("br", StringComparison.Ordinal);

    public static TheoryData<string> Codings() => new(
        new[] { "gzip", "x-gzip", "GZIP", "deflate", "raw deflate", "gzip, deflate", "deflate, gzip", " , gzip ,", "gzip of two members", "gzip with a name" }
            .Concat(HasBrotli ? new[] { "br", "br, gzip" } : Array.Empty<string>()));

    [Theory]
    [InlineData("identity")]
    [InlineData("none")]
    [MemberData(nameof(Codings))]
    public void A_coding_is_undone_in_every_framing_and_delivery(string coding)
    {
        byte[] coded = Encode(s_text, coding);
        foreach (bool chunked in new[] { false, true })
        {
            foreach (Delivery delivery in Enum.GetValues<Delivery>())
            {
                using var server = ScriptedServer.Answering(Response(coding, coded, chunked), delivery);
                RawHttpResponse response = Fetch(server, decompress: true);
                Assert.Equal(Text, response.Content);
                Assert.Equal(Name(coding), response.Headers["Content-Encoding"]!.Single());
            }
        }
    }

    [Fact]
    public void Without_being_asked_the_body_stays_coded()
    {
        byte[] coded = Encode(s_text, "gzip");
        using var server = ScriptedServer.Answering(Response("gzip", coded, chunked: false));
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>();
        Assert.Equal(coded, response.Body);
        Assert.DoesNotContain("Accept-Encoding", Encoding.Latin1.GetString(response.RequestBytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("-Headers @{ 'accept-encoding' = 'gzip;q=0.5' }", "accept-encoding: gzip;q=0.5")]
    [InlineData("-Headers @{ 'Accept-Encoding' = $null }", "")]
    public void What_is_asked_for_can_be_undone_unless_somebody_says_otherwise(string parameters, string? expected)
    {
        using var server = ScriptedServer.Answering(Response("gzip", Encode(s_text, "gzip"), chunked: false));
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -Decompress {parameters}").Single<RawHttpResponse>();
        string line = Encoding.Latin1.GetString(response.RequestBytes).Split("\r\n").SingleOrDefault(static l => l.StartsWith("accept-encoding", StringComparison.OrdinalIgnoreCase)) ?? "";
        Assert.Equal(expected ?? "Accept-Encoding: " + HttpFetcher.AcceptedCodings, line);
        Assert.Equal(Text, response.Content);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void A_coding_that_is_cut_off_inside_a_whole_body_is_never_taken_for_whole(string coding)
    {
        byte[] coded = Encode(s_text, coding);
        for (int length = 1; length < coded.Length; length++)
        {
            byte[] cut = coded[..length];
            if (coding == "gzip of two members" && length == Encode(s_text[..10], "gzip").Length)
            {
                continue;
            }

            foreach (bool chunked in new[] { false, true })
            {
                try
                {
                    RawHttpResponse response = HttpExchange.Parse(Response(coding, cut, chunked), "GET", new ReceiveOptions { Decompress = true }).Single();
                    Assert.Fail($"{length} of {coded.Length} bytes of {coding} were taken for whole: '{response.Content}'");
                }
                catch (SocketToolsException fault)
                {
                    Assert.True(fault.Fault is Fault.Truncated or Fault.ProtocolViolation, fault.ToString());
                    string came = Encoding.UTF8.GetString(((RawHttpResponse)fault.Partial!).Body);
                    Assert.StartsWith(came.TrimEnd('\uFFFD'), Text, StringComparison.Ordinal);
                    if (length > 20 && !coding.Contains(',', StringComparison.Ordinal))
                    {
                        Assert.Equal(Fault.Truncated, fault.Fault);
                    }
                }
            }
        }
    }

    public static TheoryData<string, string> Trash() =>
        new(from coding in new[] { "gzip", "gzip of two members", "deflate", "raw deflate", "br" } where coding != "br" || HasBrotli
            from trash in new[] { "TRASH", "x", "\0", "\0\0\0\0\0\0\0\0", new string('x', 4096) }
            select (coding, trash));

    [Theory]
    [MemberData(nameof(Trash))]
    public void What_follows_the_end_of_coded_data_and_is_none_is_refused(string coding, string trash)
    {
        byte[] coded = Encode(s_text, coding).Concat(Encoding.Latin1.GetBytes(trash)).ToArray();
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            using var server = ScriptedServer.Answering(Response(coding, coded, chunked: true), delivery);
            ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
            Assert.Equal(Text, ((RawHttpResponse)((SocketToolsException)error.Exception).Partial!).Content);
        }
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    public void So_is_it_wherever_the_end_lies_in_what_is_read_at_a_time(string coding)
    {
        Assert.SkipWhen(coding == "br" && !HasBrotli, ".NET Framework has no Brotli.");
        var options = new ReceiveOptions { Decompress = true };
        byte[] random = new byte[4200];
        new Random(6).NextBytes(random);
        for (int length = 4060; length < 4110; length++)
        {
            byte[] coded = Encode(random[..length], coding);
            Bytes.Same(random.AsSpan(0, length), HttpExchange.Parse(Response(coding, coded, chunked: false), "GET", options).Single().Body);
            foreach (int more in new[] { 1, 4, 5, 4096 })
            {
                byte[] longer = coded.Concat(new byte[more]).ToArray();
                var fault = Faulty.Throws(Fault.ProtocolViolation, () => _ = HttpExchange.Parse(Response(coding, longer, chunked: false), "GET", options).Single());
                Bytes.Same(random.AsSpan(0, length), ((RawHttpResponse)fault.Partial!).Body);
            }

            foreach (int fewer in new[] { 1, 4 })
            {
                Faulty.Throws(Fault.Truncated, () => _ = HttpExchange.Parse(Response(coding, coded[..^fewer], chunked: false), "GET", options).Single());
            }
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    public void A_body_that_is_cut_off_behind_whole_coded_data_is_cut_off(string coding)
    {
        Assert.SkipWhen(coding == "br" && !HasBrotli, ".NET Framework has no Brotli.");
        byte[] coded = Encode(s_text, coding);
        byte[] head = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {Name(coding)}\r\nContent-Length: {coded.Length + 9}\r\n\r\n");
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            using var server = ScriptedServer.Answering(head.Concat(coded).ToArray(), delivery);
            ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").SingleError("Truncated", ErrorCategory.InvalidData);
            Assert.Equal(Text, ((RawHttpResponse)((SocketToolsException)error.Exception).Partial!).Content);
        }
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("deflate", false)]
    [InlineData("raw deflate", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public void So_are_large_ones(string coding, bool random)
    {
        Assert.SkipWhen(coding == "br" && !HasBrotli, ".NET Framework has no Brotli.");

        // Bytes that cannot be compressed are stored as they are: there a decoder makes something of whatever it is given.
        var content = new byte[300_000];
        new Random(5).NextBytes(random ? content : content.AsSpan(0, 100_000));
        byte[] coded = Encode(content, coding);
        var options = new ReceiveOptions { Decompress = true };
        Bytes.Same(content, HttpExchange.Parse(Response(coding, coded, chunked: false), "GET", options).Single().Body);
        foreach (int length in Enumerable.Range(1, 40).Select(i => coded.Length * i / 41))
        {
            SocketToolsException fault = Assert.Throws<SocketToolsException>(() => HttpExchange.Parse(Response(coding, coded[..length], chunked: false), "GET", options).Single());
            Assert.Equal(Fault.Truncated, fault.Fault);
            byte[] came = ((RawHttpResponse)fault.Partial!).Body;
            Bytes.Same(content.AsSpan(0, came.Length), came);
        }
    }

    [Theory]
    [InlineData("gzip", "not gzip at all")]
    [InlineData("gzip", "\u001f\u008b\u0008")]
    [InlineData("deflate", "not deflate at all")]
    public void A_body_that_is_not_in_its_coding_is_a_violation(string coding, string body)
    {
        using var server = ScriptedServer.Answering(Response(coding, Encoding.Latin1.GetBytes(body), chunked: false));
        ErrorRecord error = Assert.Single(Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").Errors);
        Assert.Matches("^(ProtocolViolation|Truncated),", error.FullyQualifiedErrorId);
        Assert.DoesNotContain('\n', error.Exception.Message);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void A_check_that_does_not_fit_is_a_violation(string coding)
    {
        byte[] coded = Encode(s_text, coding);
        coded[coding == "gzip" ? ^6 : ^3] ^= 1;
        using var server = ScriptedServer.Answering(Response(coding, coded, chunked: false));
        Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, aes128gcm")]
    [InlineData("g\u001bzip")]
    public void A_coding_that_is_not_known_is_an_error_that_says_so(string coding)
    {
        using var server = ScriptedServer.Answering($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: 2\r\n\r\nok");
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").SingleError("NotSupported", ErrorCategory.NotImplemented);
        Assert.Contains("-Decompress", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Exception.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n")]
    public void No_body_is_no_coded_body(string wire)
    {
        using var server = ScriptedServer.Answering(wire);
        Assert.Empty(Fetch(server, decompress: true).Body);
    }

    [Fact]
    public void It_is_written_to_a_file_decoded()
    {
        using var folder = new TemporaryFolder();
        Session["file"] = folder["out"];
        using var server = ScriptedServer.Answering(Response("gzip", Encode(s_text, "gzip"), chunked: true));
        Run($"Invoke-RawHttpGet {server.Url} -Decompress -OutFile $file");
        Assert.Equal(Text, File.ReadAllText(folder["out"]));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("br")]
    public void A_bomb_runs_into_the_budget_with_memory_bounded(string coding)
    {
        Assert.SkipWhen(coding == "br" && !HasBrotli, ".NET Framework has no Brotli.");

        // 256 MiB of zeros in a few hundred KiB, or far less.
        byte[] coded = Encode(new byte[256 * 1024 * 1024], coding);
        Assert.InRange(coded.Length, 1, 600_000);
        using var server = ScriptedServer.Answering(Response(coding, coded, chunked: false));
        using var fetcher = new HttpFetcher { Options = new ReceiveOptions { Decompress = true, MaxBodyBytes = 1024 * 1024 } };
        long before = GC.GetAllocatedBytesForCurrentThread();
        SocketToolsException fault = Faulty.Throws(
            Fault.LimitExceeded, () => fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Connections.Pair.Clock()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12 * 1024 * 1024);
        Assert.Equal(Limit.BodyBytes, fault.Limit);
        Assert.Equal(1024 * 1024, ((RawHttpResponse)fault.Partial!).Body.Length);
    }

    [Theory]
    [InlineData("utf-8", "c3a4")]
    [InlineData("iso-8859-1", "e4")]
    [InlineData("ISO-8859-1", "e4")]
    [InlineData("\"us-ascii\"", "61", "a")]
    [InlineData("utf-16le", "e400")]
    [InlineData("utf-16be", "00e4")]
    [InlineData("utf-32", "e4000000")]
    [InlineData("utf-8", "efbbbfc3a4")]
    [InlineData("iso-8859-1", "efbbbfc3a4")]
    [InlineData("nonsense", "c3a4")]
    [InlineData("", "c3a4")]
    public void Content_is_text_by_the_charset_or_a_byte_order_mark(string charset, string hex, string text = "ä")
    {
        byte[] body = Convert.FromHexString(hex);
        byte[] wire = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; a=b; Charset={charset}; c=d\r\nContent-Length: {body.Length}\r\n\r\n").Concat(body).ToArray();
        Assert.Equal(text, HttpExchange.Parse(wire, "GET", new ReceiveOptions()).Single().Content);
    }

    private RawHttpResponse Fetch(ScriptedServer server, bool decompress) =>
        Run($"Invoke-RawHttpGet {server.Url} {(decompress ? "-Decompress" : "")}").Single<RawHttpResponse>();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Broken_data_give_the_same_bytes_however_they_come(string coding)
    {
        Assert.SkipUnless(HttpFetcher.AcceptedCodings.Contains(coding, StringComparison.Ordinal), "this build has no such decoder");
        var random = new Random(5);
        byte[] content = Enumerable.Range(0, 60_000).Select(_ => (byte)random.Next(64)).ToArray();
        byte[] coded = Encode(content, coding);
        random.NextBytes(coded.AsSpan(coded.Length / 2));
        var bodies = new List<byte[]>();
        foreach (int piece in new[] { 1, 3, 1000, 4096, 5000, coded.Length })
        {
            using var server = ScriptedServer.Start(async client =>
            {
                await client.ReadUntilBlankLineAsync();
                await client.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n");
                await client.SendAsync(coded.Chunk(piece).SelectMany(static c => Encoding.ASCII.GetBytes($"{c.Length:x}\r\n").Concat(c).Concat("\r\n"u8.ToArray())).Concat("0\r\n\r\n"u8.ToArray()).ToArray());
            });
            var fault = (SocketToolsException)Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress").Errors.Single().Exception;

            // Random bits may be data as good as any, up to their end.
            Assert.True(fault.Fault == Fault.ProtocolViolation || (coding == "br" && fault.Fault == Fault.Truncated), fault.ToString());
            bodies.Add(((RawHttpResponse)fault.Partial!).Body);
        }

        Assert.All(bodies, body => Bytes.Same(bodies[0], body));
        Assert.NotEmpty(bodies[0]);
    }

    [Fact]
    public void Five_codings_are_undone_and_six_are_not()
    {
        string five = "gzip, gzip, gzip, gzip, gzip";
        Assert.Equal(Text, HttpExchange.Parse(Response(five, Encode(s_text, five), chunked: false), "GET", new ReceiveOptions { Decompress = true }).Single().Content);
        string six = five + ", gzip";
        Faulty.Throws(Fault.LimitExceeded, () => _ = HttpExchange.Parse(Response(six, Encode(s_text, six), chunked: false), "GET", new ReceiveOptions { Decompress = true }).Single());
    }

    [Theory]
    [InlineData("output", "Invoke-RawHttpGet {0} -Decompress -TimeoutSec 0.5 -OutFile /dev/null")]
    [InlineData("output", "Invoke-RawHttpGet {0} -Decompress -TimeoutSec 0.5 -OutFile /dev/null -MaximumRedirection 1")]
    [InlineData("no output", "Invoke-RawHttpGet {0} -Decompress -TimeoutSec 0.5")]
    [InlineData("no output", "Invoke-RawHttpGet {0} -Decompress -TimeoutSec 0.5 -ThrottleLimit 2")]
    [InlineData("output", "New-SocketConnection {1} | Send-RawHttpRequest {0} -PassThru | Receive-RawHttpResponse -Decompress -TimeoutSec 0.5 -OutFile /dev/null")]
    public void Bytes_that_decode_for_a_very_long_time_end_by_the_clock(string kind, string script)
    {
        // Either much comes of little, or nothing comes of very much that comes of little.
        byte[] inner = kind == "output" ? Repeat(Encode(new byte[16 * 1024 * 1024], "gzip"), 2048) : Repeat(s_nothing, 8_000_000);
        byte[] wire = Response("gzip, gzip", Encode(inner, "gzip"), chunked: false);
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(wire);
            await client.StayAsync();
        });
        EngineResult result = Session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, server.Url, server.Address));
        result.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.InRange(result.Elapsed.TotalSeconds, 0, 60);
    }

    // A gzip member that holds nothing (RFC 1952, 2.3).
    private static readonly byte[] s_nothing = { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

    private static byte[] Repeat(byte[] bytes, int count)
    {
        var all = new byte[bytes.Length * count];
        for (int i = 0; i < count; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        return all;
    }

    private static string Name(string coding) => coding switch { "raw deflate" => "deflate", "gzip of two members" or "gzip with a name" => "gzip", _ => coding.Trim() };

    private static byte[] Response(string coding, byte[] body, bool chunked)
    {
        string head = $"HTTP/1.1 200 OK\r\nContent-Encoding: {Name(coding)}\r\n" + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n");
        return Encoding.Latin1.GetBytes(head)
            .Concat(chunked ? body.Chunk(7).SelectMany(static c => Encoding.ASCII.GetBytes($"{c.Length:x}\r\n").Concat(c).Concat("\r\n"u8.ToArray())) : body)
            .Concat(chunked ? "0\r\n\r\n"u8.ToArray() : Array.Empty<byte>())
            .ToArray();
    }

    private static byte[] Encode(byte[] content, string coding)
    {
        switch (coding)
        {
            case "gzip of two members":
                return Encode(content[..10], "gzip").Concat(Encode(content[10..], "gzip")).ToArray();
            case "gzip with a name":
                byte[] plain = Encode(content, "gzip");
                plain[3] |= 8;
                return plain[..10].Concat("name\0"u8.ToArray()).Concat(plain[10..]).ToArray();
        }

        foreach (string one in coding.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var coded = new MemoryStream();
            using (Stream encoder = one switch
            {
                "gzip" or "x-gzip" => new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true),
                "deflate" => new ZLibStream(coded, CompressionLevel.Optimal, leaveOpen: true),
                "raw deflate" => new DeflateStream(coded, CompressionLevel.Optimal, leaveOpen: true),
                "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
                "identity" or "none" => new BufferedStream(new Leaving(coded)),
                _ => throw new ArgumentOutOfRangeException(nameof(coding), one, null),
            })
            {
                encoder.Write(content);
            }

            content = coded.ToArray();
        }

        return content;
    }

    /// <summary>Passes on what is written, and leaves the stream below open.</summary>
    private sealed class Leaving(Stream below) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => below.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => below.Write(buffer);
    }
}
