using SocketTools.Faults;
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
        SocketTranscript transcript = Assert.Single(HarFile.Read("""{"log":{"entries":[""" + entry + "," + real + "]}}", static _ => { }));
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

    [Fact]
    public void A_segment_half_the_sequence_numbers_away_is_an_old_one()
    {
        byte[] capture = Capture(Segment(0x80000000, 0x18, "new"), Segment(3, 0x18, "old"));
        SocketTranscript transcript = Assert.Single(CaptureFile.Read(() => new MemoryStream(capture), null, 1000, static _ => { }));
        Assert.Equal("new", Encoding.ASCII.GetString(transcript.BytesOf(TranscriptSide.Client)));
    }

    [Theory]
    [InlineData("[1,0.8]")]
    [InlineData("[0.5,1]")]
    [InlineData("[0,0]")]
    public void A_masked_stretch_is_of_whole_bytes(string stretch) => Assert.Equal(
        Fault.InvalidRequest,
        Assert.Throws<SocketToolsException>(() => JsonLinesFile.Read(new StringReader($$"""{"side":"C","data":"AAAA","masked":[{{stretch}}]}"""))).Fault);

    [Theory]
    [InlineData("@ 900000000\nC: a\n")]
    [InlineData("@ 30000000.25\n@ 30000000.25\nC: a\n")]
    public void Long_pauses_are_pauses(string notation) => Assert.Equal(
        notation.Split('\n').Where(static l => l[..Math.Min(1, l.Length)] == "@").Sum(static l => double.Parse(l[2..], System.Globalization.CultureInfo.InvariantCulture)),
        SocketTranscript.Parse(notation).Entries[0].Offset.TotalSeconds);

    [Fact]
    public void Pauses_beyond_the_end_of_time_are_refused() =>
        Assert.Throws<SocketToolsException>(() => SocketTranscript.Parse("@ 900000000000\n@ 900000000000\nC: a\n"));

    // As raw IPv4 (link type 101).
    private static byte[] Capture(params byte[][] packets)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write(Convert.FromHexString("D4C3B2A1020004000000000000000000FFFF000065000000"));
        foreach (byte[] packet in packets)
        {
            writer.Write(0L);
            writer.Write(packet.Length);
            writer.Write(packet.Length);
            writer.Write(packet);
        }

        return file.ToArray();
    }

    private static byte[] Segment(uint sequence, byte flags, string data)
    {
        string tcp = $"13880050{sequence:X8}0000000050{flags:X2}03E800000000" + Convert.ToHexString(Encoding.ASCII.GetBytes(data));
        return Convert.FromHexString($"4500{20 + (tcp.Length / 2):X4}00010000400600007F0000017F000001" + tcp);
    }
}
