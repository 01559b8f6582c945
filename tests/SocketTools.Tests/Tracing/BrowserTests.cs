using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>One visit of Chromium, recorded twice at once by Browser/record.mjs: as a HAR by the browser, and on the wire by tcpdump.</summary>
public class BrowserTests
{
    // How the browser decoded what came; the HAR keeps what it was then.
    private static readonly string[] s_ofCoding = { "content-encoding", "transfer-encoding", "content-length" };

    [Fact]
    public void Its_HAR_is_what_was_on_the_wire_decoded()
    {
        var warnings = new List<string>();
        SocketTranscript saved = Assert.Single(TranscriptFile.Read(Recorded("browser.har"), null, warnings.Add));
        SocketTranscript wire = TranscriptFile.Read(Recorded("browser.pcap"), new[] { 0 }, static warning => Assert.Fail(warning)).Single();
        List<HarExchange> had = HarExchange.AllOf(saved);
        List<HarExchange> were = HarExchange.AllOf(wire);
        Assert.Equal(9, were.Count);
        Assert.Equal(were.Select(static e => $"{e.Method} {e.Target} {e.Status} {e.Reason}"), had.Select(static e => $"{e.Method} {e.Target} {e.Status} {e.Reason}"));
        foreach ((HarExchange real, HarExchange read) in were.Zip(had))
        {
            Assert.Equal(Fields(real.RequestFields), Fields(read.RequestFields));
            Assert.Equal(Fields(real.ResponseFields), Fields(read.ResponseFields));
            Assert.Equal(real.Content, read.Content);
            Assert.InRange(read.RequestStart, real.RequestStart - TimeSpan.FromSeconds(1), real.RequestStart + TimeSpan.FromSeconds(1));
            Assert.Equal(real.RequestBody.Length, read.RequestBody.Length + read.RequestMissing);
            Assert.Equal(read.RequestMissing > 0 ? Array.Empty<byte>() : real.RequestBody, read.RequestBody);
        }

        // What is no text, the browser does not keep of a request: told, and not taken for nothing.
        Assert.Equal(new long[] { 4 }, had.Where(static e => e.RequestMissing > 0).Select(static e => e.RequestMissing));
        Assert.Equal(4, saved.MissingBytes);
        Assert.Matches("lacks 4 bytes of PUT http://127.0.0.1:[0-9]+/data", Assert.Single(warnings));
    }

    [Fact]
    public void A_HAR_without_bodies_says_how_much_is_missing_and_keeps_that()
    {
        string text = """{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"headers":[{"name":"Content-Encoding","value":"br"}],"content":{"size":70000}}}]}}""";
        var warnings = new List<string>();
        SocketTranscript read = Assert.Single(HarFile.Read(text, warnings.Add));
        Assert.EndsWith("S: HTTP/1.1 200\nS: Content-Length: 70000\nS:\nS* missing 70000\n", read.ToNotation(), StringComparison.Ordinal);
        Assert.Single(warnings);
        var again = new StringWriter();
        HarFile.Write(new[] { read }, again);
        Assert.Equal(read.ToNotation(), Assert.Single(HarFile.Read(again.ToString(), warnings.Add)).ToNotation());
    }

    private static string Recorded(string name) => Path.Combine(EngineSession.Root, "tests/SocketTools.Tests/Tracing/Browser", name);

    private static IEnumerable<string> Fields(IEnumerable<KeyValuePair<string, string>> fields) => fields
        .Where(f => !s_ofCoding.Contains(f.Key.ToLowerInvariant())).Select(static f => $"{f.Key.ToLowerInvariant()}: {f.Value}").Order(StringComparer.Ordinal);
}
