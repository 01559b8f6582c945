using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>One request and its response in a transcript, with their times.</summary>
internal sealed class HarExchange
{
    private const int MostContent = 64 * 1024 * 1024;

    private static readonly string[] s_lineEnds = { "\r\n", "\n" };

    internal string Method { get; private set; } = "";

    internal string Target { get; private set; } = "";

    internal string RequestVersion { get; private set; } = "";

    internal IReadOnlyList<KeyValuePair<string, string>> RequestFields { get; private set; } = Array.Empty<KeyValuePair<string, string>>();

    internal byte[] RequestBytes { get; private set; } = Array.Empty<byte>();

    internal int RequestHeadLength { get; private set; }

    internal byte[] RequestBody { get; private set; } = Array.Empty<byte>();

    internal int Status { get; private set; }

    internal string Reason { get; private set; } = "";

    internal string ResponseVersion { get; private set; } = "";

    internal IReadOnlyList<KeyValuePair<string, string>> ResponseFields { get; private set; } = Array.Empty<KeyValuePair<string, string>>();

    internal byte[] ResponseBytes { get; private set; } = Array.Empty<byte>();

    internal int ResponseHeadLength { get; private set; } = -1;

    /// <summary>The body, transfer coding undone.</summary>
    internal byte[] ResponseBody { get; private set; } = Array.Empty<byte>();

    /// <summary>The body, content coding undone where it can be.</summary>
    internal byte[] Content { get; private set; } = Array.Empty<byte>();

    /// <summary>How many bytes of the request crossed the wire and are not kept.</summary>
    internal long RequestMissing { get; private set; }

    /// <summary>How many bytes of the response crossed the wire and are not kept.</summary>
    internal long ResponseMissing { get; private set; }

    internal TimeSpan RequestStart { get; private set; }

    internal TimeSpan RequestEnd { get; private set; }

    internal TimeSpan ResponseStart { get; private set; }

    internal TimeSpan ResponseEnd { get; private set; }

    /// <summary>The exchanges of a transcript, as far as they are HTTP.</summary>
    internal static List<HarExchange> AllOf(SocketTranscript transcript)
    {
        var made = new List<HarExchange>();
        var asked = new SaidBytes(transcript, TranscriptSide.Client);
        var answered = new SaidBytes(transcript, TranscriptSide.Server);
        for (var exchange = new HarExchange(); asked.Left > 0 && exchange.TakeRequest(asked); exchange = new HarExchange())
        {
            exchange.TakeResponse(answered);
            made.Add(exchange);
        }

        return made;
    }

    internal string? RequestField(string name) => Field(RequestFields, name);

    internal string? ResponseField(string name) => Field(ResponseFields, name);

    /// <summary>The URL that was asked for; one whose host is nobody's where that is not known (RFC 2606).</summary>
    internal string UrlOn(SocketTranscript transcript)
    {
        string start = transcript.Tls is null ? "http://" : "https://";
        string path = Target.StartsWith("/", StringComparison.Ordinal) ? Target : "/" + Target;
        string[] candidates = { Target, $"{start}{RequestField("Host")}{path}", $"{start}{transcript.Peer}{path}" };
        string url = candidates.FirstOrDefault(static c => c.IndexOf("://", StringComparison.Ordinal) > 0 && Uri.TryCreate(c, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0)
            ?? $"{start}unknown.invalid{path}";
        return Uri.IsWellFormedUriString(url, UriKind.Absolute) ? url : new Uri(url).AbsoluteUri;
    }

    private bool TakeRequest(SaidBytes said)
    {
        int start = said.At;
        if (said.TakeHead() is not string head)
        {
            return false;
        }

        string[] lines = head.Split(s_lineEnds, StringSplitOptions.None);
        string[] words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return false;
        }

        (Method, Target, RequestVersion) = (words[0], words[1], words[2]);
        RequestFields = FieldsOf(lines);
        RequestHeadLength = said.At - start;
        RequestBody = said.TakeBody(RequestFields, untilEnd: false);
        RequestBytes = said.Since(start);
        RequestMissing = said.TakeMissing();
        RequestStart = said.TimeOf(start);
        RequestEnd = said.TimeOf(said.At - 1);
        ResponseStart = ResponseEnd = RequestEnd;
        return true;
    }

    private void TakeResponse(SaidBytes said)
    {
        int start = said.At;
        while (said.Left > 0 && said.TakeHead() is string head && TakeHead(head))
        {
            ResponseHeadLength = said.At - start;
            if (Status >= 200 || Status == 101)
            {
                bool hasBody = Method != "HEAD" && Status is not (101 or 204 or 304) && !(Method == "CONNECT" && Status < 300);
                ResponseBody = hasBody ? said.TakeBody(ResponseFields, untilEnd: true) : Array.Empty<byte>();
                Content = Decoded();
                break;
            }
        }

        ResponseMissing = said.TakeMissing();
        if (said.At > start)
        {
            ResponseBytes = said.Since(start);
            ResponseStart = said.TimeOf(start);
            ResponseEnd = said.TimeOf(said.At - 1);
        }
    }

    private bool TakeHead(string head)
    {
        string[] lines = head.Split(s_lineEnds, StringSplitOptions.None);
        string[] words = lines[0].Split(new[] { ' ' }, 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/", StringComparison.Ordinal) || !int.TryParse(words[1], out int status))
        {
            return false;
        }

        (Status, ResponseVersion, Reason) = (status, words[0], words.Length > 2 ? words[2] : "");
        ResponseFields = FieldsOf(lines);
        return true;
    }

    private byte[] Decoded()
    {
        var fields = new HttpFieldCollection();
        foreach (KeyValuePair<string, string> field in ResponseFields)
        {
            fields.Add(field.Key, field.Value);
        }

        if (!fields.Contains("Content-Encoding"))
        {
            return ResponseBody;
        }

        var decoders = new List<Stream>();
        try
        {
            ContentDecoder.Decode(new MemoryStream(ResponseBody), fields, decoders, new CallClock(default, default));
            return decoders.Count == 0 ? ResponseBody : Drained(decoders[decoders.Count - 1]) ?? ResponseBody;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException or InvalidOperationException)
        {
            // A coding that is unknown, or a body that is not in it: as it came.
            return ResponseBody;
        }
        finally
        {
            decoders.ForEach(static d => d.Dispose());
        }
    }

    // Null: it would become larger than anybody wants to look at.
    private static byte[]? Drained(Stream decoder)
    {
        var content = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int count; (count = decoder.Read(block, 0, block.Length)) > 0;)
        {
            content.Write(block, 0, count);
            if (content.Length > MostContent)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    private static string? Field(IEnumerable<KeyValuePair<string, string>> fields, string name) =>
        fields.Where(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value).FirstOrDefault();

    private static List<KeyValuePair<string, string>> FieldsOf(string[] lines)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            if (colon > 0)
            {
                fields.Add(new KeyValuePair<string, string>(line.Substring(0, colon), line.Substring(colon + 1).Trim(' ', '\t')));
            }
        }

        return fields;
    }
}
