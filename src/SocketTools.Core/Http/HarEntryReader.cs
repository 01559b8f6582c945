using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using SocketTools.Framing;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>Makes of a HAR's entry what would have crossed the wire: exactly, where the entry keeps the bytes; else as HTTP/1.1, decoded.</summary>
internal static class HarEntryReader
{
    // What the body of a browser's HAR is no more, once it was decoded.
    private static readonly string[] s_undone = { "Content-Encoding", "Transfer-Encoding", "Content-Length" };

    /// <summary>Begins a transcript with a connection's first entry.</summary>
    internal static SocketTranscript Begin(Dictionary<string, object?> entry, Uri uri, DateTimeOffset started)
    {
        Dictionary<string, object?>? timings = HarFile.Child(entry, "timings");
        TimeSpan tls = Time(HarFile.Number(timings, "ssl"));
        TimeSpan proxy = Time(HarFile.Number(entry, "_proxy"));
        TimeSpan connect = Time(HarFile.Number(timings, "connect")) - tls - proxy;
        bool isKnown = started != default && started.Year > 1970;
        var transcript = new SocketTranscript(HarFile.Text(entry, "_peer") ?? $"{uri.Host}:{uri.Port}", isKnown ? started - Time(HarFile.Number(entry, "_offset")) : default)
        {
            Tls = HarFile.Text(entry, "_tls") is string words ? TranscriptTls.Parse(words) : uri.Scheme == "https" ? new TranscriptTls() : null,
            ServerEndPoint = IPAddress.TryParse((HarFile.Text(entry, "serverIPAddress") ?? "").Trim('[', ']'), out IPAddress? address) ? new IPEndPoint(address, uri.Port) : null,
            Timing = new TranscriptTiming { Resolve = Time(HarFile.Number(timings, "dns")), Tls = tls, Proxy = proxy, Connect = connect > default(TimeSpan) ? connect : default },
        };
        transcript.Add(SocketTranscriptEntry.Event(default, null, transcript.Tls is TranscriptTls known ? "connected " + known.ToWords() : "connected"));
        return transcript;
    }

    /// <summary>Adds an entry.</summary>
    internal static void Add(SocketTranscript transcript, Dictionary<string, object?> entry, Dictionary<string, object?> request, Uri uri, DateTimeOffset started, Action<string> warn)
    {
        Dictionary<string, object?>? timings = HarFile.Child(entry, "timings");
        double offset = HarFile.Number(entry, "_offset");
        TimeSpan at = offset >= 0 ? Time(offset) : transcript.Started == default ? default : started - transcript.Started;
        TimeSpan sent = at + Time(HarFile.Number(timings, "send"));
        TimeSpan came = sent + Time(HarFile.Number(timings, "wait"));
        byte[]? kept = Kept(entry, "_request");
        long missing = kept is null ? MissingFrom(request) : Count(entry, HarFile.RequestMissing);
        Say(transcript, TranscriptSide.Client, at, sent, kept ?? Request(request, uri, missing), missing);
        Dictionary<string, object?> response = HarFile.Child(entry, "response") ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        byte[]? answer = Kept(entry, "_response");
        long unanswered = answer is null ? MissingFrom(response) : Count(entry, HarFile.ResponseMissing);
        answer ??= HarFile.Number(response, "status") >= 100 ? Response(response, unanswered) : Array.Empty<byte>();
        Say(transcript, TranscriptSide.Server, came, came + Time(HarFile.Number(timings, "receive")), answer, unanswered);
        if (missing + unanswered > 0)
        {
            warn($"The HAR lacks {missing + unanswered} bytes of {HarFile.Text(request, "method")} {uri}: it was saved without that content.");
        }
    }

    // Of a message that a browser wrote down: how long its body was, where the body is not there.
    private static long MissingFrom(Dictionary<string, object?> message)
    {
        Dictionary<string, object?>? content = HarFile.Child(message, "content");
        Dictionary<string, object?>? body = content ?? HarFile.Child(message, "postData");
        return string.IsNullOrEmpty(HarFile.Text(body, "text")) ? (content is null ? Count(message, "bodySize") : Count(content, "size")) : 0;
    }

    private static long Count(Dictionary<string, object?> of, string name) => HarFile.Number(of, name) is double count and > 0 and < 1e15 ? (long)count : 0;

    // In two pieces where it took time, so that its first and its last byte have theirs.
    private static void Say(SocketTranscript transcript, TranscriptSide side, TimeSpan from, TimeSpan to, byte[] data, long missing)
    {
        int first = to > from && data.Length > 1 ? 1 : data.Length;
        if (data.Length > 0)
        {
            Say(transcript, side, from, data, 0, first);
        }

        if (first < data.Length)
        {
            Say(transcript, side, to, data, first, data.Length - first);
        }

        if (missing > 0)
        {
            transcript.Add(SocketTranscriptEntry.Missing(to, side, missing));
        }
    }

    private static void Say(SocketTranscript transcript, TranscriptSide side, TimeSpan offset, byte[] data, int start, int count)
    {
        var piece = new byte[count];
        Buffer.BlockCopy(data, start, piece, 0, count);
        transcript.Add(new SocketTranscriptEntry(offset, transcript.KindOf(side), side, piece, NotationParser.FindMasks(piece)));
    }

    private static byte[]? Kept(Dictionary<string, object?> entry, string name) => HarFile.Text(entry, name) is string text ? Convert.FromBase64String(text) : null;

    private static byte[] Request(Dictionary<string, object?> request, Uri uri, long missing)
    {
        byte[] body = Encoding.UTF8.GetBytes(HarFile.Text(HarFile.Child(request, "postData"), "text") ?? "");
        List<KeyValuePair<string, string>> fields = Fields(request);
        if (!fields.Any(f => f.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            fields.Insert(0, new KeyValuePair<string, string>("Host", uri.Authority));
        }

        return Message($"{HarFile.Text(request, "method") ?? "GET"} {uri.PathAndQuery} HTTP/1.1", fields, body, missing, body.Length + missing > 0);
    }

    private static byte[] Response(Dictionary<string, object?> response, long missing)
    {
        Dictionary<string, object?>? content = HarFile.Child(response, "content");
        string text = HarFile.Text(content, "text") ?? "";
        byte[] body = HarFile.Text(content, "encoding") == "base64" ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        int status = (int)HarFile.Number(response, "status");
        string line = string.Format(CultureInfo.InvariantCulture, "HTTP/1.1 {0} {1}", status, HarFile.Text(response, "statusText") ?? "").TrimEnd();
        return Message(line, Fields(response), body, missing, status >= 200 && status is not (204 or 304));
    }

    // HTTP/2's fields that begin with a colon are the first line in HTTP/1.1.
    private static List<KeyValuePair<string, string>> Fields(Dictionary<string, object?> message) => HarFile.List(message, "headers").OfType<Dictionary<string, object?>>()
        .Select(f => new KeyValuePair<string, string>(HarFile.Text(f, "name") ?? "", HarFile.Text(f, "value") ?? ""))
        .Where(f => f.Key.Length > 0 && f.Key[0] != ':').ToList();

    private static byte[] Message(string line, List<KeyValuePair<string, string>> fields, byte[] body, long missing, bool hasBody)
    {
        var head = new StringBuilder(OneLine(line)).Append("\r\n");
        foreach (KeyValuePair<string, string> field in fields.Where(f => !hasBody || !s_undone.Contains(f.Key, StringComparer.OrdinalIgnoreCase)))
        {
            // A browser joins fields of one name by line feeds.
            foreach (string value in field.Value.Split('\n'))
            {
                head.Append(OneLine(field.Key)).Append(": ").Append(OneLine(value.TrimEnd('\r'))).Append("\r\n");
            }
        }

        if (hasBody)
        {
            head.Append("Content-Length: ").Append((body.Length + missing).ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        var message = new MemoryStream();
        byte[] bytes = HttpText.Latin1.GetBytes(head.Append("\r\n").ToString());
        message.Write(bytes, 0, bytes.Length);
        message.Write(body, 0, body.Length);
        return message.ToArray();
    }

    // What ends a line would make fields, and whole messages, that never crossed a wire.
    private static string OneLine(string text) => LineBreak.NameOfFirst(text) is null
        ? text
        : throw new FormatException($"a message of it has CR, LF or NUL inside a line: '{text}'");

    private static TimeSpan Time(double milliseconds) => milliseconds > 0 && milliseconds < 1e12 ? TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)) : default;
}
