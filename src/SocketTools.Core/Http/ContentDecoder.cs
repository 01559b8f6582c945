using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>Undoes content codings (RFC 9110, 8.4.1).</summary>
internal static class ContentDecoder
{
    /// <summary>What can be undone here, for Accept-Encoding.</summary>
    internal static string Accepted => Brotli.IsSupported ? "gzip, deflate, br" : "gzip, deflate";

    /// <summary>A stream that decodes another; the same where there is nothing to undo.</summary>
    /// <param name="coded">The body as it comes.</param>
    /// <param name="headers">The response's fields.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.NotSupported"/>: a coding that is not known here.</exception>
    internal static Stream Decode(Stream coded, HttpFieldCollection headers)
    {
        string[] codings = (headers["Content-Encoding"] ?? Array.Empty<string>())
            .SelectMany(static value => value.Split(','))
            .Select(static coding => coding.Trim().ToLowerInvariant())
            .Where(static coding => coding.Length > 0)
            .ToArray();

        // Applied in the order in which they are listed, so undone from the last.
        Array.Reverse(codings);
        return codings.Aggregate(coded, static (stream, coding) => coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "deflate" => Deflate(stream),
            "br" when Brotli.IsSupported => Brotli.Decode(stream),
            "identity" => stream,
            _ => throw FaultFactory.NotSupported($"The content coding '{FaultFactory.Visible(coding)}' cannot be undone here: fetch without -Decompress."),
        });
    }

    // "deflate" means the zlib format (RFC 9110, 8.4.1.2), but some servers send bare deflate data: the first two bytes tell them apart.
    private static DeflateStream Deflate(Stream stream)
    {
        var start = new byte[2];
        int count = 0;
        int came;
        while (count < start.Length && (came = stream.Read(start, count, start.Length - count)) > 0)
        {
            count += came;
        }

        bool isZlib = count == 2 && (start[0] & 0x0F) == 8 && ((start[0] << 8) | start[1]) % 31 == 0;
        return new DeflateStream(isZlib ? stream : new PrefixedStream(start, count, stream), CompressionMode.Decompress);
    }
}
