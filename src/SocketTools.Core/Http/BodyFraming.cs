using System;
using System.Linq;
using SocketTools.Bodies;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>Takes a body out of the bytes that carry it. Pure: bytes in, body bytes out.</summary>
public abstract class BodyFraming
{
    /// <summary>Whether the whole body has come.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Trailer fields; empty where the framing has none.</summary>
    public HttpFieldCollection Trailers { get; } = new();

    /// <summary>Whether the connection can carry another message behind this body.</summary>
    public virtual bool EndsBeforeConnection => true;

    /// <summary>Takes what it can from the bytes that came.</summary>
    /// <param name="array">The array they lie in.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many there are; 0 is allowed.</param>
    /// <param name="body">Where the body's bytes go.</param>
    /// <returns>How many bytes were used; the rest has to be shown again, with more behind it.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>, <see cref="Fault.LimitExceeded"/>.</exception>
    public abstract int Take(byte[] array, int offset, int count, IBodySink body);

    /// <summary>The stream has ended.</summary>
    /// <returns>Null where that completes the body; otherwise what was still due, in words.</returns>
    public abstract string? EndOfStream();

    /// <summary>Chooses the framing by the response's fields (RFC 9112, 6.3).</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="head">The response.</param>
    /// <param name="maxHeaderBytes">The budget of trailers and chunk lines, in bytes.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>.</exception>
    public static BodyFraming Choose(string method, ResponseHead head, int maxHeaderBytes)
    {
        if (method == "HEAD" || head.StatusCode is (>= 100 and < 200) or 204 or 304 || BeginsTunnel(method, head))
        {
            return new FixedLengthFraming(0);
        }

        if (head.Headers.Contains("Transfer-Encoding"))
        {
            CheckTransferEncoding(head);
            return new ChunkedFraming(maxHeaderBytes);
        }

        return head.Headers["Content-Length"] is string[] lengths ? new FixedLengthFraming(ContentLength(lengths)) : new UntilCloseFraming();
    }

    /// <summary>Whether what follows the header is no HTTP any more: a protocol that was agreed on, or a tunnel (RFC 9110, 15.2.2 and 9.3.6).</summary>
    internal static bool BeginsTunnel(string method, ResponseHead head) =>
        head.StatusCode == 101 || (method == "CONNECT" && head.StatusCode is >= 200 and < 300);

    private static void CheckTransferEncoding(ResponseHead head)
    {
        // Empty elements of a list count for nothing (RFC 9110, 5.6.1.2).
        string coding = string.Join(", ", head.Headers["Transfer-Encoding"]!
            .SelectMany(static value => value.Split(','))
            .Select(static element => element.Trim(' ', '\t'))
            .Where(static element => element.Length > 0));
        if (head.HttpVersion.Minor == 0)
        {
            // RFC 9112, 6.1: "MUST treat the message as if the framing is faulty". Go ignores the field, curl and .NET obey it: refused.
            throw FaultFactory.ProtocolViolation("An HTTP/1.0 response has Transfer-Encoding: its framing cannot be trusted (RFC 9112, 6.1).");
        }

        // Length with chunked: RFC 9112, 6.3 lets chunked win, and curl, Go and .NET all do so; the exchange then closes the connection.
        if (!string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase))
        {
            // Other codings were not asked for (RFC 9112, 7.4, no TE field). curl and Go refuse them, .NET hands the body over coded.
            throw FaultFactory.ProtocolViolation($"The transfer coding '{FieldParser.Excerpt(coding)}' was not asked for: only 'chunked' is spoken here (RFC 9112, 6.1).");
        }
    }

    // RFC 9112, 6.3: 1*DIGIT. Several fields with the same number count once (RFC 9110, 8.6), as in curl, Go and .NET. The same number in a
    // list may be taken too, but Go refuses it and .NET then reads until close: refused, as are other numbers and signs.
    private static long ContentLength(string[] values)
    {
        long length = -1;
        foreach (string value in values)
        {
            long number = Number(value);
            if (number < 0 || (length >= 0 && number != length))
            {
                throw FaultFactory.ProtocolViolation($"The Content-Length '{FieldParser.Excerpt(string.Join(", ", values))}' is not one number (RFC 9112, 6.3).");
            }

            length = number;
        }

        return length;
    }

    private static long Number(string value)
    {
        long number = 0;
        foreach (char c in value)
        {
            if (c is < '0' or > '9' || number > (long.MaxValue - (c - '0')) / 10)
            {
                return -1;
            }

            number = (number * 10) + (c - '0');
        }

        return value.Length > 0 ? number : -1;
    }
}
