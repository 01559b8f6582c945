using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>Transcripts in files, whose names say in what form: .txt (the notation), .jsonl, .pcapng and .pcap, .har.</summary>
public static class TranscriptFile
{
    private const long MostBytes = SocketTranscript.DefaultMaxBytes * 16;

    private static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes transcripts into a file, in place of what is there.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="transcripts">What to write; .txt and .jsonl hold one.</param>
    /// <param name="overReadOnly">Whether a read-only file is written all the same, and left read-only.</param>
    /// <param name="clock">Ends the work; null: nobody stops it.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: another extension, several where one is held, no HTTP for
    /// .har; <see cref="Fault.AccessDenied"/> or <see cref="Fault.InvalidRequest"/>: the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<SocketTranscript> transcripts, bool overReadOnly = false, CallClock? clock = null)
    {
        FileFaults.RefuseFolder(path);
        string extension = Extension(path);
        if (extension == ".pcap")
        {
            throw FaultFactory.InvalidRequest($"'{path}': captures are written as .pcapng, which Wireshark and tshark read.");
        }

        if (extension is ".txt" or ".jsonl" && transcripts.Count != 1)
        {
            throw FaultFactory.InvalidRequest($"'{path}' holds one transcript, and {transcripts.Count} were given: .pcapng and .har hold several.");
        }

        // Whole, or not at all: what cannot be written in this form leaves the file that is there.
        var made = new Draft(clock);
        using (var text = new StreamWriter(made, s_utf8, 64 * 1024, leaveOpen: true) { NewLine = "\n" })
        {
            switch (extension)
            {
                case ".txt":
                    NotationFile.Write(transcripts[0], text);
                    break;
                case ".jsonl":
                    JsonLinesFile.Write(transcripts[0], text);
                    break;
                case ".har":
                    HarFile.Write(transcripts, text);
                    break;
                default:
                    PcapngWriter.Write(transcripts, made);
                    break;
            }
        }

        WaitingFile.Refuse(path);
        if (!overReadOnly)
        {
            ResumableFile.RefuseReadOnly(path);
        }

        try
        {
            using LiftedProtection? lifted = overReadOnly ? LiftedProtection.Of(SymbolicLink.FinalPath(path)) : null;
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            made.WriteTo(file);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw FaultFactory.CannotWrite(path, unwritable);
        }
    }

    /// <summary>Reads the transcripts of a file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="streams">Of a capture's streams, or a HAR's connections, those of these numbers, from 0; null: of a capture the only
    /// one, of a HAR all.</param>
    /// <param name="warn">Told what of it could not be read, and why.</param>
    /// <param name="clock">Ends the reading; null: nobody stops it.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not what its name says, or several streams and none chosen;
    /// <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public static IEnumerable<SocketTranscript> Read(string path, IReadOnlyList<int>? streams, Action<string> warn, CallClock? clock = null)
    {
        FileFaults.RefuseFolder(path);
        string extension = Extension(path);
        if (extension is ".pcap" or ".pcapng")
        {
            return CaptureFile.Read(() => Open(path, clock), streams, MostBytes, warn);
        }

        using var text = new StreamReader(Open(path, clock), s_utf8);
        try
        {
            IReadOnlyList<SocketTranscript> all = extension switch
            {
                ".txt" => new[] { NotationFile.Read(text) },
                ".jsonl" => new[] { JsonLinesFile.Read(text) },
                _ => HarFile.Read(text.ReadToEnd(), warn),
            };
            return streams is null ? all : streams.Select(n => n >= 0 && n < all.Count
                ? all[n]
                : throw FaultFactory.InvalidRequest($"'{path}' has no transcript {n}: it has 0 to {all.Count - 1}.")).ToList();
        }
        catch (DecoderFallbackException wrong)
        {
            throw TranscriptFaults.NotAFileOf("text", $"'{path}' is not in UTF-8", wrong);
        }
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".cap" => ".pcap",
        ".json" or ".ndjson" => ".jsonl",
        ".txt" or ".jsonl" or ".pcapng" or ".pcap" or ".har" => Path.GetExtension(path).ToLowerInvariant(),
        _ => throw FaultFactory.InvalidRequest($"'{path}': the extension says in what form: .txt (as RFCs write dialogues), .jsonl, .pcapng (Wireshark, tshark) or .har."),
    };

    // A device may go on for ever; how long a file is, whoever names it knows.
    private static BoundedStream Open(string path, CallClock? clock)
    {
        WaitingFile.Refuse(path);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024);
            return new BoundedStream(file, ResumableFile.IsWrittenDirectly(path) ? MostBytes : null, clock);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new SocketToolsException(Fault.AccessDenied, $"The system does not allow reading '{path}'.", forbidden);
        }
        catch (IOException missing)
        {
            throw FaultFactory.InvalidRequest($"'{path}' cannot be read: {missing.Message}", missing);
        }
    }

    /// <summary>A file in the making, which a stop leaves at that.</summary>
    private sealed class Draft : MemoryStream
    {
        private readonly CallClock? _clock;

        internal Draft(CallClock? clock) => _clock = clock;

        /// <inheritdoc/>
        /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
        public override void Write(byte[] buffer, int offset, int count)
        {
            _clock?.ThrowIfStopped();
            base.Write(buffer, offset, count);
        }
    }
}
