using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>What is recorded of far more than is kept.</summary>
[Collection(Alone.Name)]
public sealed class BoundTests : EngineTest
{
    private const long Large = 128L << 20;

    [Fact]
    public void A_large_fetch_keeps_the_bound_and_tells_the_rest()
    {
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["large"]))
        {
            // No room on the disk: all zeros.
            file.SetLength(Large);
        }

        using var nginx = new NginxServer(folder.Path);
        Run($"$null = Invoke-RawHttpGet {nginx.Url}plain/large -MaxBodyBytes 1 -Transcript -ErrorAction Ignore");
        long before = GC.GetTotalMemory(true);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {nginx.Url}plain/large -OutFile /dev/null -Transcript").Single<RawHttpResponse>();
        SocketTranscript transcript = response.Transcript!;
        Assert.InRange(GC.GetTotalMemory(true) - before, 0, SocketTranscript.DefaultMaxBytes + (8 << 20));
        Assert.Equal(Large + response.RawHeader.Length, transcript.BytesOf(TranscriptSide.Server).Length + transcript.MissingBytes);
        Assert.InRange(transcript.Entries.Sum(static e => (long)e.Data.Length), SocketTranscript.DefaultMaxBytes / 2, SocketTranscript.DefaultMaxBytes);
        Assert.Contains($"S* missing {transcript.MissingBytes}", transcript.ToNotation(), StringComparison.Ordinal);
        GC.KeepAlive(response);
    }
}
