using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

public class NotationTests
{
    private static readonly Encoding s_latin1 = Encoding.Latin1;

    [Theory]
    [InlineData("EHLO me\r\n", "C: EHLO me\n")]
    [InlineData("\r\n", "C:\n")]
    [InlineData("no end", "C. \"no end\"\n")]
    [InlineData("a\nb\r\n", "C. \"a\\n\"\nC: b\n")]
    [InlineData("a\rb\r\n", "C. \"a\\rb\\r\\n\"\n")]
    [InlineData("tab\there\r\n", "C. \"tab\\there\\r\\n\"\n")]
    [InlineData("nul\0\x01\x7F\r\n", "C. \"nul\\0\\x01\\x7F\\r\\n\"\n")]
    [InlineData("say \"hi\" \\ me", "C. \"say \\\"hi\\\" \\\\ me\"\n")]
    [InlineData("ends with a blank \r\n", "C. \"ends with a blank \\r\\n\"\n")]
    [InlineData("  begins with two\r\n", "C:   begins with two\n")]
    [InlineData("********\r\n", "C. \"\\x2A\\x2A\\x2A\\x2A\\x2A\\x2A\\x2A\\x2A\\r\\n\"\n")]
    [InlineData("*********\r\n", "C: *********\n")]
    [InlineData("\xED\xA0\x80\r\n", "C. \"\\xED\\xA0\\x80\\r\\n\"\n")]
    [InlineData("\xC3\xA4\r\n", "C: ä\n")]
    [InlineData("\xE2\x80\xAE\r\n", "C. \"\\xE2\\x80\\xAE\\r\\n\"\n")]
    [InlineData("\xF0\x9F\x98\x80 ok\xFF", "C. \"😀 ok\\xFF\"\n")]
    public void Bytes_have_one_form_and_come_back(string said, string notation)
    {
        SocketTranscript transcript = Saying(s_latin1.GetBytes(said));
        Assert.Equal(notation, transcript.ToNotation());
        SocketTranscript read = SocketTranscript.Parse(notation);
        Assert.Equal(said, s_latin1.GetString(read.BytesOf(TranscriptSide.Client)));
        Assert.Equal(notation, read.ToNotation());
    }

    [Fact]
    public void Every_byte_comes_back()
    {
        byte[] all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        byte[] reversed = all.Reverse().ToArray();
        SocketTranscript read = SocketTranscript.Parse(Saying(all, reversed).ToNotation());
        Assert.Equal(all.Concat(reversed), read.BytesOf(TranscriptSide.Client));
    }

    [Fact]
    public void Ten_megabytes_on_one_line_come_back()
    {
        var data = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(data);
        data = data.Select(b => b is (byte)'\n' ? (byte)'*' : b).ToArray();
        SocketTranscript read = SocketTranscript.Parse(Saying(data).ToNotation());
        Assert.True(data.AsSpan().SequenceEqual(read.BytesOf(TranscriptSide.Client)));
    }

    [Fact]
    public void A_masked_stretch_is_told_from_stars_that_were_said()
    {
        var transcript = new SocketTranscript();
        byte[] data = Encoding.ASCII.GetBytes("AUTH PLAIN ********\r\n*********\r\n********x\r\n");
        transcript.Add(default, TranscriptSide.Client, new ArraySegment<byte>(data), new[] { new MaskedStretch(11, 8), new MaskedStretch(21, 8) });
        string notation = transcript.ToNotation();
        Assert.Equal("C: AUTH PLAIN ********\nC. \"********\\x2A\\r\\n\"\nC. \"\\x2A\\x2A\\x2A\\x2A\\x2A\\x2A\\x2A\\x2Ax\\r\\n\"\n", notation);
        SocketTranscript read = SocketTranscript.Parse(notation);
        Assert.Equal(new[] { 11, 0 }, read.Entries.SelectMany(e => e.Masked).Select(m => m.Offset));
        Assert.Equal(notation, read.ToNotation());
    }

    [Fact]
    public void Masked_stretches_that_touch_stay_two()
    {
        var transcript = new SocketTranscript();
        transcript.Add(default, TranscriptSide.Client, new ArraySegment<byte>(Encoding.ASCII.GetBytes("****************\r\n")), new[] { new MaskedStretch(0, 8), new MaskedStretch(8, 8) });
        SocketTranscript read = SocketTranscript.Parse(transcript.ToNotation());
        Assert.Equal(2, read.Entries.Sum(e => e.Masked.Count));
        Assert.Equal(transcript.ToNotation(), read.ToNotation());
    }

    [Fact]
    public void A_dialogue_written_by_hand_is_read()
    {
        SocketTranscript read = SocketTranscript.Parse("""

            # by hand
            * connected tls=1.3 cipher=TLS_AES_256_GCM_SHA384 subject="CN=a, O=\"b\""
            S: 220 hi
            @ 0.250
            C~ ^EHLO (\S+)$
            S% 250 Hello {1}
            C: AUTH PLAIN ********
            S. "235 ok\r\n\0\x41"
            C* half-close
            S* reset
            """.Replace("\n", "\r\n"));
        Assert.Equal(new[] { "connected", "220 hi\r\n", "^EHLO (\\S+)$", "250 Hello {1}", "AUTH PLAIN ********\r\n", "235 ok\r\n\0A", "half-close", "reset" },
            read.Entries.Select(e => e.IsEvent("connected") ? "connected" : e.Text));
        Assert.Equal(new TranscriptForm[] { 0, 0, TranscriptForm.Pattern, TranscriptForm.Template, 0, 0, 0, 0 }, read.Entries.Select(e => e.Form));
        Assert.Equal(0.25, read.Entries[2].Offset.TotalSeconds);
        Assert.Equal(TranscriptKind.Received, read.Entries[1].Kind);
        Assert.Equal(TranscriptKind.Sent, read.Entries[4].Kind);
        Assert.Equal(new MaskedStretch(11, 8), Assert.Single(read.Entries[4].Masked));
        Assert.Equal(new TranscriptSide?[] { TranscriptSide.Client, TranscriptSide.Server }, read.Entries.Skip(6).Select(e => e.Side));
        Assert.Equal("Tls13, TLS_AES_256_GCM_SHA384", read.Tls!.ToString());
        Assert.Equal("CN=a, O=\"b\"", read.Tls.Subject);
        Assert.Equal(read.ToNotation(), SocketTranscript.Parse(read.ToNotation()).ToNotation());
    }

    [Theory]
    [InlineData("X: what", 1)]
    [InlineData("C: fine\nC", 2)]
    [InlineData("\n\nC? no", 3)]
    [InlineData("S. no quotes", 1)]
    [InlineData("S. \"open", 1)]
    [InlineData("S. \"x\" y", 1)]
    [InlineData("S. \"\\q\"", 1)]
    [InlineData("S. \"\\x4\"", 1)]
    [InlineData("@ soon", 1)]
    [InlineData("@ -1", 1)]
    [InlineData("* a\0b", 1)]
    public void What_is_no_notation_is_told_with_its_line(string text, int line)
    {
        SocketToolsException fault = Assert.Throws<SocketToolsException>(() => SocketTranscript.Parse(text));
        Assert.Equal(Fault.InvalidRequest, fault.Fault);
        Assert.StartsWith($"Line {line} ", fault.Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        foreach (string text in new[] { "C: \uD800", "C. \"\uDC00\"", "S~ \uD800x" })
        {
            Assert.Contains("surrogate", Assert.Throws<SocketToolsException>(() => SocketTranscript.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Datagrams_stay_apart()
    {
        var transcript = new SocketTranscript { IsDatagram = true };
        foreach (string text in new[] { "a", "", "b\r\nc" })
        {
            transcript.Add(default, TranscriptSide.Client, new ArraySegment<byte>(Encoding.ASCII.GetBytes(text)));
        }

        Assert.Equal("C. \"a\"\nC. \"\"\nC. \"b\\r\\nc\"\n", transcript.ToNotation());
        var file = new StringWriter();
        NotationFile.Write(transcript, file);
        SocketTranscript read = NotationFile.Read(new StringReader(file.ToString()));
        Assert.True(read.IsDatagram);
        Assert.Equal(3, read.Entries.Count);
        Assert.Equal(transcript.ToNotation(), read.ToNotation());
    }

    [Fact]
    public void Whatever_is_recorded_is_written_the_same_after_reading()
    {
        var random = new Random(20261128);
        for (int run = 0; run < 3000; run++)
        {
            SocketTranscript transcript = Random(random);
            string once = transcript.ToNotation();
            SocketTranscript read = SocketTranscript.Parse(once);
            Assert.Equal(once, read.ToNotation());
            Assert.Equal(transcript.BytesOf(TranscriptSide.Client), read.BytesOf(TranscriptSide.Client));
            Assert.Equal(transcript.BytesOf(TranscriptSide.Server), read.BytesOf(TranscriptSide.Server));
            Assert.Equal(transcript.Entries.Sum(e => e.Masked.Count), read.Entries.Sum(e => e.Masked.Count));
        }
    }

    [Fact]
    public void Whatever_is_read_is_notation_or_told_so()
    {
        var random = new Random(5);
        const string Signs = "CS:.~%*@# \"\\xr0\n\r\t\u00e4\uD83D\uDE00\uD800a1.";
        for (int run = 0; run < 20000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Signs[random.Next(Signs.Length)]));
            try
            {
                string once = SocketTranscript.Parse(text).ToNotation();
                Assert.Equal(once, SocketTranscript.Parse(once).ToNotation());
            }
            catch (SocketToolsException fault) when (fault.Fault == Fault.InvalidRequest)
            {
            }
        }
    }

    private static SocketTranscript Random(Random random)
    {
        string[] pieces = { "*", "********", "\r\n", "\n", "\r", "a", " ", "\"", "\\", "ä", "\u202E", "\0", "EHLO", "\t", "#" };
        var transcript = new SocketTranscript();
        TimeSpan now = default;
        for (int i = random.Next(8); i > 0; i--)
        {
            now += TimeSpan.FromTicks(random.Next(3) == 0 ? random.Next(500000) : 0);
            TranscriptSide side = random.Next(2) == 0 ? TranscriptSide.Client : TranscriptSide.Server;
            if (random.Next(6) == 0)
            {
                transcript.Add(SocketTranscriptEntry.Event(now, random.Next(2) == 0 ? null : side, "close now"));
                continue;
            }

            var data = new List<byte>();
            var masks = new List<MaskedStretch>();
            for (int p = random.Next(6); p > 0; p--)
            {
                if (random.Next(5) == 0)
                {
                    masks.Add(new MaskedStretch(data.Count, 8));
                    data.AddRange("********"u8.ToArray());
                }
                else
                {
                    data.AddRange(random.Next(6) == 0 ? new[] { (byte)random.Next(256) } : Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                }
            }

            transcript.Add(now, side, new ArraySegment<byte>(data.ToArray()), masks);
        }

        return transcript;
    }

    private static SocketTranscript Saying(params byte[][] data)
    {
        var transcript = new SocketTranscript();
        foreach (byte[] piece in data)
        {
            transcript.Add(default, TranscriptSide.Client, new ArraySegment<byte>(piece));
        }

        return transcript;
    }
}
