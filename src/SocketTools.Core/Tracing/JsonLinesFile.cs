using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>Transcripts as lines of JSON, one for each entry, the bytes in base64. The first line also has what the transcript knows.</summary>
internal static class JsonLinesFile
{
    /// <summary>Writes a transcript.</summary>
    internal static void Write(SocketTranscript transcript, TextWriter to)
    {
        bool isFirst = true;
        foreach (SocketTranscriptEntry entry in transcript.Entries)
        {
            var line = new StringBuilder();
            JsonText.Write(line, Pairs(transcript, entry, isFirst));
            to.Write(line.Append('\n').ToString());
            isFirst = false;
        }
    }

    /// <summary>Reads a transcript.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not such a file.</exception>
    internal static SocketTranscript Read(TextReader from)
    {
        SocketTranscript? transcript = null;
        int number = 0;
        for (string? line = from.ReadLine(); line is not null; line = from.ReadLine())
        {
            number++;
            if (line.Trim().Length == 0)
            {
                continue;
            }

            try
            {
                var fields = JsonText.Parse(line) as Dictionary<string, object?> ?? throw new FormatException("a line is an object");
                transcript ??= Begin(fields);
                Add(transcript, fields);
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException or OverflowException)
            {
                throw TranscriptFaults.NotAFileOf("transcript in lines of JSON", $"line {number}: {wrong.Message}", wrong);
            }
        }

        return transcript ?? new SocketTranscript();
    }

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(SocketTranscript transcript, SocketTranscriptEntry entry, bool isFirst)
    {
        if (isFirst)
        {
            TranscriptTiming timing = transcript.Timing;
            yield return Pair("peer", transcript.Peer);
            yield return Pair("started", transcript.Started == default ? null : transcript.Started.ToString("o", CultureInfo.InvariantCulture));
            yield return Pair("recordedBy", transcript.RecordedBy.ToString());
            yield return Pair("client", transcript.ClientEndPoint?.ToString());
            yield return Pair("server", transcript.ServerEndPoint?.ToString());
            yield return Pair("datagrams", transcript.IsDatagram);
            yield return Pair("timing", new[] { timing.Resolve, timing.Connect, timing.Proxy, timing.Tls }.Select(t => (object?)Seconds(t)));
        }

        yield return Pair("offset", Seconds(entry.Offset));
        yield return Pair("kind", entry.Kind.ToString());
        yield return Pair("side", entry.Side switch { TranscriptSide.Client => "C", TranscriptSide.Server => "S", _ => null });
        if (entry.Kind == TranscriptKind.Event)
        {
            yield return Pair("text", entry.Text);
            yield break;
        }

        yield return Pair("data", Convert.ToBase64String(entry.Data));
        if (entry.Masked.Count > 0)
        {
            yield return Pair("masked", entry.Masked.Select(m => (object?)new object?[] { m.Offset, m.Length }));
        }

        if (entry.Form != TranscriptForm.Exact)
        {
            yield return Pair("form", entry.Form.ToString());
        }
    }

    private static KeyValuePair<string, object?> Pair(string name, object? value) => new(name, value);

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    private static TimeSpan Time(object? seconds) => TimeSpan.FromTicks(checked((long)Math.Round((seconds as double? ?? 0) * TimeSpan.TicksPerSecond)));

    private static SocketTranscript Begin(Dictionary<string, object?> fields)
    {
        List<TimeSpan> timing = (fields.TryGetValue("timing", out object? stages) && stages is List<object?> list ? list : new List<object?>()).Select(Time).ToList();
        while (timing.Count < 4)
        {
            timing.Add(default);
        }

        return new SocketTranscript(
            Text(fields, "peer") ?? "",
            Text(fields, "started") is string started ? DateTimeOffset.Parse(started, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : default,
            Text(fields, "recordedBy") == nameof(TranscriptSide.Server) ? TranscriptSide.Server : TranscriptSide.Client)
        {
            ClientEndPoint = EndPointOf(Text(fields, "client")),
            ServerEndPoint = EndPointOf(Text(fields, "server")),
            IsDatagram = fields.TryGetValue("datagrams", out object? datagrams) && datagrams is true,
            Timing = new TranscriptTiming { Resolve = timing[0], Connect = timing[1], Proxy = timing[2], Tls = timing[3] },
        };
    }

    private static void Add(SocketTranscript transcript, Dictionary<string, object?> fields)
    {
        TimeSpan offset = Time(fields.TryGetValue("offset", out object? seconds) ? seconds : null);
        TranscriptSide? side = Text(fields, "side") switch { "C" => TranscriptSide.Client, "S" => TranscriptSide.Server, _ => null };
        if (Text(fields, "data") is not string data)
        {
            string text = Text(fields, "text") ?? throw new FormatException("neither data nor text");
            transcript.Tls ??= TranscriptTls.Parse(text);
            transcript.Add(SocketTranscriptEntry.Event(offset, side, text));
            return;
        }

        byte[] bytes = Convert.FromBase64String(data);
        var masked = new List<MaskedStretch>();
        foreach (object? stretch in fields.TryGetValue("masked", out object? stretches) && stretches is List<object?> all ? all : new List<object?>())
        {
            masked.Add(stretch is List<object?> { Count: 2 } pair && pair[0] is double at && pair[1] is double length && at >= 0 && length >= 1 && at + length <= bytes.Length && at % 1 == 0 && length % 1 == 0
                ? new MaskedStretch((int)at, (int)length)
                : throw new FormatException("a masked stretch outside the data"));
        }

        TranscriptSide who = side ?? throw new FormatException("data of neither side");
        TranscriptForm form = Text(fields, "form") switch { "Pattern" => TranscriptForm.Pattern, "Template" => TranscriptForm.Template, _ => TranscriptForm.Exact };
        transcript.Add(new SocketTranscriptEntry(offset, transcript.KindOf(who), who, bytes, masked, form));
    }

    private static string? Text(Dictionary<string, object?> fields, string name) => fields.TryGetValue(name, out object? value) ? value as string : null;

    private static IPEndPoint? EndPointOf(string? text)
    {
        int colon = text?.LastIndexOf(':') ?? -1;
        return colon > 0 && IPAddress.TryParse(text!.Substring(0, colon).Trim('[', ']'), out IPAddress? address)
            && ushort.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? new IPEndPoint(address, port) : null;
    }
}
