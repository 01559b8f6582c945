using System;
using System.Collections.Generic;
using System.Globalization;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Playing;

/// <summary>An HTTP request as a server finds it (RFC 9112, 3), as far as it has come.</summary>
internal sealed class HttpMessage
{
    private readonly HeadScanner _head = new(Budgets.MaxHeaderBytes);
    private readonly MemoryBody _body = new(Budgets.MaxBodyBytes);
    private BodyFraming? _framing;

    internal string Method { get; private set; } = "";

    internal string Target { get; private set; } = "";

    internal HttpFieldCollection Fields { get; } = new();

    /// <summary>The body as far as it came, its transfer coding undone.</summary>
    internal byte[] Body => _body.ToArray();

    /// <summary>How many bytes it takes, as far as it came.</summary>
    internal int Length { get; private set; }

    /// <summary>Whether its head has come.</summary>
    internal bool HasHead => _framing is not null && !IsNone;

    /// <summary>Whether all of it has come.</summary>
    internal bool IsWhole => HasHead && _framing!.IsComplete;

    /// <summary>Whether what came is no request of HTTP, or one beyond the budgets.</summary>
    internal bool IsNone { get; private set; }

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
        var message = new HttpMessage();
        message.Read(data, offset, count);
        return message.HasHead ? message : null;
    }

    /// <summary>Reads on: the window is what it was last time, and more.</summary>
    internal void Read(byte[] data, int offset, int count)
    {
        try
        {
            if (_framing is null && !IsNone)
            {
                ReadHead(data, offset, count);
            }

            if (HasHead && !_framing!.IsComplete)
            {
                Length += _framing.Take(data, offset + Length, count - Length, _body);
            }
        }
        catch (SocketToolsException)
        {
            // Whatever it is, it is no request of HTTP.
            IsNone = true;
        }
    }

    private void ReadHead(byte[] data, int offset, int count)
    {
        ScanResult head = _head.Scan(data, offset, count);
        if (!head.Found)
        {
            return;
        }

        List<string> lines = FieldParser.Lines(data, offset, head.Length);
        string[] words = lines.Count == 0 ? Array.Empty<string>() : lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/", StringComparison.Ordinal) || !HttpText.IsToken(words[0]))
        {
            IsNone = true;
            return;
        }

        (Method, Target) = (words[0], words[1]);
        FieldParser.Parse(lines, 1, Fields);
        Length = head.Consumed;
        _framing = Fields.ListNames("Transfer-Encoding", "chunked")
            ? new ChunkedFraming(Budgets.MaxHeaderBytes)
            : new FixedLengthFraming(ContentLength(Fields));
    }

    private static long ContentLength(HttpFieldCollection fields) =>
        fields["Content-Length"] is string[] values && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : 0;
}
