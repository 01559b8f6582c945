using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

[Collection(Alone.Name)]
public class SocketTranscriptTests
{
    [Fact]
    public void What_is_over_the_bound_is_counted_and_told()
    {
        var transcript = new SocketTranscript("h:1", default, maxBytes: 10);
        Say(transcript, TranscriptSide.Client, 8);
        Say(transcript, TranscriptSide.Server, 5);
        Say(transcript, TranscriptSide.Client, 100);
        transcript.Add(SocketTranscriptEntry.Event(default, TranscriptSide.Server, "close"));
        Assert.Equal("C. \"xxxxxxxx\"\nS. \"xx\"\nC* missing 100\nS* missing 3\nS* close\n", transcript.ToNotation());
        Assert.Equal(103, transcript.MissingBytes);
        Assert.False(transcript.IsComplete);
        Assert.Equal(103, SocketTranscript.Parse(transcript.ToNotation()).MissingBytes);
    }

    [Fact]
    public void A_gigabyte_takes_no_more_than_the_bound()
    {
        var transcript = new SocketTranscript("h:1", default, maxBytes: SocketTranscript.DefaultMaxBytes);
        long before = GC.GetTotalMemory(true);
        var block = new ArraySegment<byte>(new byte[16 * 1024]);
        for (int i = 0; i < 65536; i++)
        {
            transcript.Add(default, TranscriptSide.Server, block);
        }

        Assert.Equal((1L << 30) - SocketTranscript.DefaultMaxBytes, transcript.MissingBytes);
        Assert.True(GC.GetTotalMemory(true) - before < SocketTranscript.DefaultMaxBytes + (8 << 20));
        GC.KeepAlive(transcript);
    }

    [Fact]
    public void A_byte_at_a_time_takes_no_more_than_the_bound()
    {
        var transcript = new SocketTranscript("h:1", default, maxBytes: 1 << 20);
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < 200_000; i++)
        {
            Say(transcript, TranscriptSide.Server, 1);
            transcript.Add(SocketTranscriptEntry.Event(default, TranscriptSide.Server, "urgent"));
        }

        Assert.True(GC.GetTotalMemory(true) - before < 8 << 20);
        Assert.True(transcript.MissingBytes > 100_000);
    }

    [Fact]
    public void Half_a_masked_stretch_shows_nothing_and_is_none()
    {
        var transcript = new SocketTranscript("h:1", default, maxBytes: 9);
        transcript.Add(default, TranscriptSide.Client, new ArraySegment<byte>("PASS ********\r\n"u8.ToArray()), new[] { new MaskedStretch(5, 8) });
        Assert.Equal("PASS ****", transcript.Entries[0].Text);
        Assert.Empty(transcript.Entries[0].Masked);
    }

    [Fact]
    public void The_listeners_side_receives_what_the_client_says()
    {
        var transcript = new SocketTranscript("h:1", default, TranscriptSide.Server);
        Say(transcript, TranscriptSide.Client, 1);
        Say(transcript, TranscriptSide.Server, 1);
        Assert.Equal(new[] { TranscriptKind.Received, TranscriptKind.Sent }, transcript.Entries.Select(e => e.Kind));
        Assert.Equal("C. \"x\"\nS. \"x\"\n", transcript.ToNotation());
    }

    private static void Say(SocketTranscript transcript, TranscriptSide side, int count) =>
        transcript.Add(default, side, new ArraySegment<byte>(Enumerable.Repeat((byte)'x', count).ToArray()));
}
