using System.Management.Automation;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>A device without an end, where a transcript or a certificate is read: no memory holds it.</summary>
public class EndlessFileTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("Import-SocketTranscript {0}", ".jsonl", "LimitExceeded")]
    [InlineData("New-SocketConnection 127.0.0.1 1 -Tls -Certificate {0}", ".pem", "InvalidRequest")]
    public void Is_read_up_to_a_bound(string script, string extension, string error)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such device.");
        string link = _folder["endless" + extension];
        File.CreateSymbolicLink(link, "/dev/zero");
        ErrorRecord bounded = Session.Run("try { " + string.Format(null, script, link) + " } catch { Write-Error $_ }").Errors[^1];
        Assert.Contains("has not ended", bounded.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(bounded.Exception.Message.Split(link).Length, 1, 2);
        Assert.StartsWith(error, bounded.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".txt")]
    [InlineData(".jsonl")]
    [InlineData(".pcap")]
    [InlineData(".har")]
    public void Is_read_and_written_no_further_once_it_is_stopped(string extension)
    {
        string file = _folder["a" + extension];
        File.WriteAllText(file, "C: hello\n");
        var stopped = new CallClock(default, new CancellationToken(canceled: true));
        if (extension is not ".pcap" and not ".har")
        {
            Assert.Throws<OperationCanceledException>(() => TranscriptFile.Write(file, new[] { SocketTranscript.Parse("C: other\n") }, clock: stopped));
            Assert.Equal("C: hello\n", File.ReadAllText(file));
        }

        Assert.Throws<OperationCanceledException>(() => TranscriptFile.Read(file, null, static _ => { }, stopped).ToList());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
