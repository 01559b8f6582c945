using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>Transcripts as files in the notation; what they know beside the dialogue stands in comments at their top.</summary>
internal static class NotationFile
{
    private const string PeerMark = "peer: ";
    private const string StartedMark = "started: ";
    private const string RecordedMark = "recorded by: ";
    private const string DatagramMark = "each line a datagram";

    /// <summary>Writes a transcript.</summary>
    internal static void Write(SocketTranscript transcript, TextWriter to)
    {
        if (transcript.Peer.Length > 0)
        {
            to.Write($"# {PeerMark}{FaultFactory.Visible(transcript.Peer)}\n");
        }

        if (transcript.Started != default)
        {
            to.Write($"# {StartedMark}{transcript.Started.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}\n");
        }

        if (transcript.RecordedBy == TranscriptSide.Server)
        {
            to.Write($"# {RecordedMark}server\n");
        }

        if (transcript.IsDatagram)
        {
            to.Write($"# {DatagramMark}\n");
        }

        NotationWriter.Write(transcript.Entries, to, transcript.IsDatagram);
    }

    /// <summary>Reads a transcript.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a line that is none of the notation's.</exception>
    internal static SocketTranscript Read(TextReader text)
    {
        string peer = "";
        DateTimeOffset started = default;
        var recordedBy = TranscriptSide.Client;
        bool isDatagram = false;
        var entries = new List<SocketTranscriptEntry>(NotationParser.Parse(text, TranscriptSide.Client, comment =>
        {
            if (comment.StartsWith(PeerMark, StringComparison.Ordinal))
            {
                peer = comment.Substring(PeerMark.Length);
            }
            else if (comment.StartsWith(StartedMark, StringComparison.Ordinal)
                && DateTimeOffset.TryParse(comment.Substring(StartedMark.Length), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                started = time;
            }
            else
            {
                recordedBy = comment == RecordedMark + "server" ? TranscriptSide.Server : recordedBy;
                isDatagram |= comment == DatagramMark;
            }
        }));

        var transcript = new SocketTranscript(peer, started, recordedBy) { IsDatagram = isDatagram };
        foreach (SocketTranscriptEntry entry in entries)
        {
            transcript.Tls ??= entry.Kind == TranscriptKind.Event ? TranscriptTls.Parse(entry.Text) : null;
            transcript.Add(entry.Kind == TranscriptKind.Event || recordedBy == TranscriptSide.Client
                ? entry
                : new SocketTranscriptEntry(entry.Offset, transcript.KindOf(entry.Side!.Value), entry.Side.Value, entry.Data, entry.Masked, entry.Form));
        }

        return transcript;
    }
}
