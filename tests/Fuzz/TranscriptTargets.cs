using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Playing;
using SocketTools.Tracing;

namespace SocketTools.Fuzz;

/// <summary>Transcripts' files. What can be read is written, and read again: it has to be the same.</summary>
internal static class TranscriptTargets
{
    internal static IEnumerable<Target> All { get; } = new[]
    {
        new Target("notation", Notation, Splits: false) { MemoryFactor = 20_000 },
        new Target("jsonl", JsonLines, Splits: false) { MemoryFactor = 20_000 },
        new Target("har", Har, Splits: false) { MemoryFactor = 20_000 },
        new Target("captures", Capture, Splits: false) { MemoryFactor = 20_000 },
    };

    private static string Notation(Feed feed)
    {
        SocketTranscript transcript = NotationFile.Read(Text(feed));
        string told = Same(transcript, NotationFile.Write, NotationFile.Read);
        try
        {
            return told + ReplayScript.From(transcript).Count;
        }
        catch (SocketToolsException fault)
        {
            return told + fault.Fault;
        }
    }

    private static string JsonLines(Feed feed) => Same(JsonLinesFile.Read(Text(feed)), JsonLinesFile.Write, JsonLinesFile.Read);

    private static string Har(Feed feed) => string.Join('\n', HarFile.Read(Text(feed).ReadToEnd(), static _ => { }).Select(t => Same(t, NotationFile.Write, NotationFile.Read)));

    private static string Capture(Feed feed)
    {
        var told = new StringBuilder();
        foreach (SocketTranscript transcript in CaptureFile.Read(() => new MemoryStream(feed.Bytes), [0], 100_000, w => told.Append(w)))
        {
            told.Append(Told.Of(transcript.Entries));
        }

        return told.ToString();
    }

    private static StreamReader Text(Feed feed) => new(new MemoryStream(feed.Bytes), new UTF8Encoding(false, throwOnInvalidBytes: false));

    private static string Same(SocketTranscript transcript, Action<SocketTranscript, TextWriter> write, Func<TextReader, SocketTranscript> read)
    {
        string first = Written(transcript);
        SocketTranscript again;
        try
        {
            again = read(new StringReader(first));
        }
        catch (SocketToolsException fault)
        {
            throw new InvalidOperationException("What was written cannot be read: " + fault.Message, fault);
        }

        string second = Written(again);
        return first == second ? first : throw new InvalidOperationException($"Written twice it differs:\n{first}\n--\n{second}");

        string Written(SocketTranscript one)
        {
            var to = new StringWriter();
            write(one, to);
            return to.ToString();
        }
    }
}
