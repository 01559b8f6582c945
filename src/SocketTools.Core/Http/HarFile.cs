using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>Transcripts of HTTP as HAR 1.2, and back; what browsers' tools save is read too.</summary>
/// <remarks>Beside what HAR has, an entry keeps the bytes as they were (<c>_request</c>, <c>_response</c>: base64), so that reading it back loses nothing.</remarks>
internal static class HarFile
{
    /// <summary>How many bytes of the request are not in the entry.</summary>
    internal const string RequestMissing = "_requestMissing";

    /// <summary>How many bytes of the response are not in the entry.</summary>
    internal const string ResponseMissing = "_responseMissing";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>Writes every exchange of some transcripts.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: one is not of HTTP.</exception>
    internal static void Write(IEnumerable<SocketTranscript> transcripts, TextWriter to)
    {
        var entries = new List<object?>();
        int number = 0;
        foreach (SocketTranscript transcript in transcripts)
        {
            number++;
            List<HarExchange> exchanges = HarExchange.AllOf(transcript);
            if (exchanges.Count == 0)
            {
                throw new SocketToolsException(Fault.InvalidRequest, $"The transcript with '{transcript.Peer}' has no HTTP request: a HAR is for HTTP. Export it as .txt, .jsonl or .pcapng.");
            }

            entries.AddRange(exchanges.Select(exchange => Entry(transcript, exchange, number, exchange == exchanges[0])));
        }

        var json = new StringBuilder();
        JsonText.Write(json, Object(("log", Object(
            ("version", "1.2"),
            ("creator", Object(("name", "SocketTools"), ("version", typeof(HarFile).Assembly.GetName().Version?.ToString(3) ?? "0"))),
            ("entries", entries)))));
        to.Write(json.Append('\n').ToString());
    }

    /// <summary>Reads the exchanges of a HAR: a transcript for each connection; where the HAR names none, for each server.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="warn">Told what was on the wire and is not in the HAR.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no HAR.</exception>
    internal static IReadOnlyList<SocketTranscript> Read(string text, Action<string> warn)
    {
        try
        {
            Dictionary<string, object?> log = Child(JsonText.Parse(text) as Dictionary<string, object?>, "log") ?? throw new FormatException("there is no log in it");
            var made = new List<SocketTranscript>();
            var known = new Dictionary<string, SocketTranscript>(StringComparer.Ordinal);
            foreach (Dictionary<string, object?> entry in List(log, "entries").OfType<Dictionary<string, object?>>().OrderBy(Started))
            {
                Dictionary<string, object?> request = Child(entry, "request") ?? throw new FormatException("an entry without a request");
                var uri = new Uri(Text(request, "url") ?? throw new FormatException("a request without a URL"));
                if (uri.Port < 0)
                {
                    // data:, blob: and their like: browsers list them too, and nothing of them crossed a wire.
                    continue;
                }

                string key = (Text(entry, "connection") ?? "") + " " + uri.GetLeftPart(UriPartial.Authority);
                if (!known.TryGetValue(key, out SocketTranscript? transcript))
                {
                    transcript = HarEntryReader.Begin(entry, uri, Started(entry));
                    known.Add(key, transcript);
                    made.Add(transcript);
                }

                HarEntryReader.Add(transcript, entry, request, uri, Started(entry), warn);
            }

            return made;
        }
        catch (Exception wrong) when (wrong is FormatException or UriFormatException)
        {
            throw TranscriptFaults.NotAFileOf("HAR", wrong.Message, wrong);
        }
    }

    internal static Dictionary<string, object?>? Child(Dictionary<string, object?>? of, string name) =>
        of is not null && of.TryGetValue(name, out object? value) ? value as Dictionary<string, object?> : null;

    internal static List<object?> List(Dictionary<string, object?>? of, string name) =>
        of is not null && of.TryGetValue(name, out object? value) && value is List<object?> list ? list : new List<object?>();

    internal static string? Text(Dictionary<string, object?>? of, string name) => of is not null && of.TryGetValue(name, out object? value) ? value as string : null;

    internal static double Number(Dictionary<string, object?>? of, string name) => of is not null && of.TryGetValue(name, out object? value) && value is double number ? number : -1;

    private static DateTimeOffset Started(Dictionary<string, object?> entry) => Text(entry, "startedDateTime") is string text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : default;

    private static List<KeyValuePair<string, object?>> Entry(SocketTranscript transcript, HarExchange exchange, int connection, bool isFirst)
    {
        TranscriptTiming timing = isFirst ? transcript.Timing : new TranscriptTiming();
        DateTimeOffset start = transcript.Started == default ? new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero) : transcript.Started.ToUniversalTime();
        double send = Milliseconds(exchange.RequestEnd - exchange.RequestStart);
        double wait = Milliseconds(exchange.ResponseStart - exchange.RequestEnd);
        double receive = Milliseconds(exchange.ResponseEnd - exchange.ResponseStart);
        double tls = timing.Tls > default(TimeSpan) ? Milliseconds(timing.Tls) : -1;
        double dns = timing.Resolve > default(TimeSpan) ? Milliseconds(timing.Resolve) : -1;

        // As HAR has it: connect holds the time of TLS too, and here the proxy's talk.
        double connect = timing.Connect > default(TimeSpan) ? Milliseconds(timing.Connect + timing.Proxy + timing.Tls) : -1;
        List<KeyValuePair<string, object?>> entry = Object(
            ("startedDateTime", (start + exchange.RequestStart).ToString(TimeFormat, CultureInfo.InvariantCulture)),
            ("time", Math.Max(dns, 0) + Math.Max(connect, 0) + send + wait + receive),
            ("request", Request(transcript, exchange)),
            ("response", Response(transcript, exchange)),
            ("cache", Object()),
            ("timings", Object(("blocked", -1), ("dns", dns), ("connect", connect), ("ssl", tls), ("send", send), ("wait", wait), ("receive", receive))),
            ("connection", connection.ToString(CultureInfo.InvariantCulture)),
            ("_peer", transcript.Peer),
            ("_tls", transcript.Tls?.ToWords()),
            ("_offset", Milliseconds(exchange.RequestStart)),
            ("_proxy", Milliseconds(timing.Proxy)),
            ("_request", Convert.ToBase64String(exchange.RequestBytes)),
            ("_response", Convert.ToBase64String(exchange.ResponseBytes)));
        if (transcript.ServerEndPoint is IPEndPoint server)
        {
            // An address or nothing: no text stands for one that is not known.
            entry.Add(new KeyValuePair<string, object?>("serverIPAddress", server.Address.ToString()));
        }

        foreach ((string name, long missing) in new[] { (RequestMissing, exchange.RequestMissing), (ResponseMissing, exchange.ResponseMissing) })
        {
            if (missing > 0)
            {
                entry.Add(new KeyValuePair<string, object?>(name, missing));
            }
        }

        return entry;
    }

    private static List<KeyValuePair<string, object?>> Request(SocketTranscript transcript, HarExchange exchange)
    {
        List<KeyValuePair<string, object?>> request = Object(
            ("method", exchange.Method),
            ("url", exchange.UrlOn(transcript)),
            ("httpVersion", exchange.RequestVersion),
            ("cookies", new List<object?>()),
            ("headers", Fields(exchange.RequestFields)),
            ("queryString", Query(exchange.Target)),
            ("headersSize", exchange.RequestHeadLength),
            ("bodySize", exchange.RequestBytes.Length - exchange.RequestHeadLength));
        if (exchange.RequestBody.Length > 0)
        {
            request.Add(new KeyValuePair<string, object?>("postData", Object(
                ("mimeType", exchange.RequestField("Content-Type") ?? ""),
                ("params", new List<object?>()),
                ("text", Encoding.UTF8.GetString(exchange.RequestBody)))));
        }

        return request;
    }

    private static List<KeyValuePair<string, object?>> Response(SocketTranscript transcript, HarExchange exchange)
    {
        byte[] content = transcript.Secrets?.Hide(exchange.Content) ?? exchange.Content;
        bool isText = Utf8Text.IsValid(content, 0, content.Length);
        List<KeyValuePair<string, object?>> held = Object(
            ("size", content.Length),
            ("compression", content.Length - exchange.ResponseBody.Length),
            ("mimeType", exchange.ResponseField("Content-Type") ?? ""),
            ("text", isText ? Encoding.UTF8.GetString(content) : Convert.ToBase64String(content)));
        if (!isText)
        {
            held.Add(new KeyValuePair<string, object?>("encoding", "base64"));
        }

        return Object(
            ("status", exchange.Status),
            ("statusText", exchange.Reason),
            ("httpVersion", exchange.ResponseVersion),
            ("cookies", new List<object?>()),
            ("headers", Fields(exchange.ResponseFields)),
            ("content", held),
            ("redirectURL", exchange.ResponseField("Location") ?? ""),
            ("headersSize", exchange.ResponseHeadLength),
            ("bodySize", exchange.ResponseBytes.Length == 0 ? -1 : exchange.ResponseBody.Length));
    }

    private static IEnumerable<object?> Fields(IEnumerable<KeyValuePair<string, string>> fields) => fields.Select(f => (object?)Object(("name", f.Key), ("value", f.Value)));

    private static IEnumerable<object?> Query(string target)
    {
        int mark = target.IndexOf('?');
        return mark < 0 ? Array.Empty<object?>() : target.Substring(mark + 1).Split('&').Where(p => p.Length > 0).Select(part =>
        {
            int equals = part.IndexOf('=');
            return (object?)Object(("name", equals < 0 ? part : part.Substring(0, equals)), ("value", equals < 0 ? "" : part.Substring(equals + 1)));
        });
    }

    private static double Milliseconds(TimeSpan time) => Math.Max(0, time.Ticks / (double)TimeSpan.TicksPerMillisecond);

    private static List<KeyValuePair<string, object?>> Object(params (string Name, object? Value)[] pairs) =>
        pairs.Select(p => new KeyValuePair<string, object?>(p.Name, p.Value)).ToList();
}
