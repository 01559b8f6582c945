using System;
using System.Collections.Generic;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Status line and fields of a response.</summary>
public sealed class ResponseHead
{
    private ResponseHead(Version version, int statusCode, string reason, byte[] raw)
    {
        HttpVersion = version;
        StatusCode = statusCode;
        ReasonPhrase = reason;
        RawHeader = raw;
    }

    /// <summary>1.0 or 1.1.</summary>
    public Version HttpVersion { get; }

    /// <summary>100 to 999.</summary>
    public int StatusCode { get; }

    /// <summary>The words behind the status code; may be empty.</summary>
    public string ReasonPhrase { get; }

    /// <summary>The fields, as received.</summary>
    public HttpFieldCollection Headers { get; } = new();

    /// <summary>The bytes of status line and fields, the empty line included.</summary>
    public byte[] RawHeader { get; }

    /// <summary>Whether another response follows this one (RFC 9110, 15.2); 101 ends the exchange.</summary>
    public bool IsInterim => StatusCode is >= 100 and < 200 and not 101;

    /// <summary>The status line.</summary>
    public override string ToString() => $"HTTP/{HttpVersion} {StatusCode} {ReasonPhrase}".TrimEnd();

    /// <summary>Reads a header block that a <see cref="HeadScanner"/> has found.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>.</exception>
    public static ResponseHead Parse(byte[] array, int offset, int length)
    {
        var raw = new byte[length];
        Buffer.BlockCopy(array, offset, raw, 0, length);
        List<string> lines = FieldParser.Lines(raw, 0, length);
        if (lines.Count == 0 || raw[0] is (byte)'\r' or (byte)'\n')
        {
            // RFC 9112, 2.2 lets a server skip empty lines before a request line; nothing lets a client skip them before a status line.
            throw FaultFactory.ProtocolViolation("An empty line came where a status line was due (RFC 9112, 4).");
        }

        ResponseHead head = StatusLine(lines[0], raw);
        FieldParser.Parse(lines, 1, head.Headers);
        return head;
    }

    // status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112, 4). A missing SP behind the code is accepted, as curl, Go and .NET do.
    // More white space may be accepted (4, too), but they don't agree on that. A higher minor version is taken as 1.1 (RFC 9110, 2.5).
    private static ResponseHead StatusLine(string line, byte[] raw)
    {
        bool shaped = line.Length >= 12 && line.StartsWith("HTTP/", StringComparison.Ordinal) && IsDigit(line[5]) && line[6] == '.' && IsDigit(line[7])
            && line[8] == ' ' && IsDigit(line[9]) && IsDigit(line[10]) && IsDigit(line[11]) && (line.Length == 12 || line[12] == ' ');
        if (!shaped)
        {
            throw FaultFactory.ProtocolViolation($"'{FieldParser.Excerpt(line)}' is not an HTTP status line (RFC 9112, 4).");
        }

        int code = ((line[9] - '0') * 100) + ((line[10] - '0') * 10) + (line[11] - '0');
        var version = new Version(line[5] - '0', line[7] - '0');
        if (version.Major != 1)
        {
            throw FaultFactory.ProtocolViolation($"The server answers in HTTP/{version}; only HTTP/1.x is spoken here (RFC 9112, 2.3).");
        }

        if (code < 100)
        {
            // RFC 9110, 15: 100 to 599 are valid; others are to be treated as 5xx. Those from 600 are handed over; below 100 curl refuses, Go and .NET do not: refused.
            throw FaultFactory.ProtocolViolation($"The status code {code:000} is out of range (RFC 9110, 15).");
        }

        return new ResponseHead(version, code, line.Length > 13 ? line.Substring(13) : "", raw);
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
