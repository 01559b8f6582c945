using System;
using System.Collections.Generic;
using System.Globalization;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Playing;

/// <summary>An HTTP request as a server finds it (RFC 9112, 3).</summary>
internal sealed class HttpMessage
{
    private HttpMessage(string method, string target, HttpFieldCollection fields, byte[] body, int length, bool isWhole)
    {
        Method = method;
        Target = target;
        Fields = fields;
        Body = body;
        Length = length;
        IsWhole = isWhole;
    }

    internal string Method { get; }

    internal string Target { get; }

    internal HttpFieldCollection Fields { get; }

    /// <summary>The body as far as it came, its transfer coding undone.</summary>
    internal byte[] Body { get; }

    /// <summary>How many bytes it takes, as far as it came.</summary>
    internal int Length { get; }

    /// <summary>Whether all of it has come.</summary>
    internal bool IsWhole { get; }

    /// <summary>Whether bytes begin as a request does, as far as they go.</summary>
    internal static bool MayBegin(byte[] data, int offset, int count)
    {
        int spaces = 0;
        for (int i = offset; i < offset + count && data[i] is not ((byte)'\r' or (byte)'\n'); i++)
        {
            spaces += data[i] == ' ' ? 1 : 0;
            if (spaces == 0 && data[i] is < (byte)'!' or > (byte)'~')
            {
                return false;
            }
        }

        int end = Array.IndexOf(data, (byte)'\n', offset, count);
        return end < 0 || (spaces == 2 && HttpText.Latin1.GetString(data, offset, end - offset).Contains(" HTTP/"));
    }

    /// <summary>The request at the start of bytes; null: its head has not come whole, or it is none.</summary>
    internal static HttpMessage? TryRead(byte[] data, int offset, int count)
    {
        try
        {
            ScanResult head = new HeadScanner(Budgets.MaxHeaderBytes).Scan(data, offset, count);
            if (!head.Found)
            {
                return null;
            }

            List<string> lines = FieldParser.Lines(data, offset, head.Length);
            string[] words = lines.Count == 0 ? Array.Empty<string>() : lines[0].Split(' ');
            if (words.Length != 3 || !words[2].StartsWith("HTTP/", StringComparison.Ordinal) || !HttpText.IsToken(words[0]))
            {
                return null;
            }

            var fields = new HttpFieldCollection();
            FieldParser.Parse(lines, 1, fields);
            var body = new MemoryBody(int.MaxValue);
            BodyFraming framing = fields.ListNames("Transfer-Encoding", "chunked")
                ? new ChunkedFraming(Budgets.MaxHeaderBytes)
                : new FixedLengthFraming(ContentLength(fields));
            int start = offset + head.Consumed;
            int used = framing.IsComplete ? 0 : framing.Take(data, start, count - head.Consumed, body);
            return new HttpMessage(words[0], words[1], fields, body.ToArray(), head.Consumed + used, framing.IsComplete);
        }
        catch (SocketToolsException)
        {
            // Whatever it is, it is no request of HTTP.
            return null;
        }
    }

    private static long ContentLength(HttpFieldCollection fields) =>
        fields["Content-Length"] is string[] values && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : 0;
}
