using SocketTools.Http;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>Files that tests/Fuzz made, and what they broke.</summary>
public class FuzzedFileTests
{
    [Theory]
    [InlineData("data:text/plain,hello")]
    [InlineData("blob:http://h/1234")]
    [InlineData("hvtp://h/")]
    public void An_entry_of_a_HAR_that_crossed_no_wire_is_passed_over(string url)
    {
        string entry = """{"serverIPAddress":"127.0.0.1","request":{"method":"GET","url":"URL","headers":[]}}""".Replace("URL", url, StringComparison.Ordinal);
        string real = """{"request":{"method":"GET","url":"http://h/","headers":[]},"response":{"status":204,"headers":[]}}""";
        SocketTranscript transcript = Assert.Single(HarFile.Read("""{"log":{"entries":[""" + entry + "," + real + "]}}"));
        Assert.Equal("h:80", transcript.Peer);
    }

    [Fact]
    public void A_length_that_nothing_stands_behind_costs_no_memory()
    {
        // A packet of 64 MiB, of which 3 bytes are there.
        byte[] capture = Convert.FromHexString("D4C3B2A1020004000000000000000000FFFF000001000000" + "0000000000000000" + "00000004" + "00000004" + "010203");
        var warnings = new List<string>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<Exception>(() => CaptureFile.Read(() => new MemoryStream(capture), null, 1000, warnings.Add).ToList());
        Assert.Contains(warnings, static w => w.Contains("cut off", StringComparison.Ordinal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }
}
