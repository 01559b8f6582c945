using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>Undoes content codings (RFC 9110, 8.4.1).</summary>
internal static class ContentDecoder
{
    /// <summary>What can be undone here, for Accept-Encoding.</summary>
    internal static string Accepted => Brotli.IsSupported ? "gzip, deflate, br" : "gzip, deflate";

    /// <summary>How many codings are undone, one inside the other: as many as curl undoes.</summary>
    private const int MostCodings = 5;

    /// <summary>Makes the streams that decode another, each the one before; none where there is nothing to undo. The last gives the content.</summary>
    /// <param name="coded">The body as it comes.</param>
    /// <param name="headers">The response's fields.</param>
    /// <param name="decoders">Where they go.</param>
    /// <param name="clock">Ends the work: a few bytes may hold gigabytes.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.NotSupported"/>: a coding that is not known here;
    /// <see cref="Fault.LimitExceeded"/>: very many.</exception>
    internal static void Decode(Stream coded, HttpFieldCollection headers, List<Stream> decoders, CallClock clock)
    {
        string[] codings = (headers["Content-Encoding"] ?? Array.Empty<string>())
            .SelectMany(static value => value.Split(','))
            .Select(static coding => coding.Trim().ToLowerInvariant())

            // "none" is none that was registered; there are servers that say it, and mean what it says. curl takes it so.
            .Where(static coding => coding is not ("" or "identity" or "none"))
            .ToArray();

        if (codings.Length > MostCodings)
        {
            throw HttpFaults.TooManyCodings(codings.Length, MostCodings);
        }

        // Applied in the order in which they are listed, so undone from the last.
        Array.Reverse(codings);
        foreach (string coding in codings)
        {
            decoders.Add(Undo(coding, decoders.Count == 0 ? coded : decoders[decoders.Count - 1], clock));
        }
    }

    private static CheckedDecoder Undo(string coding, Stream stream, CallClock clock) => coding switch
    {
        "gzip" or "x-gzip" => new CheckedDecoder(stream, "gzip", hasMembers: true, clock, static source => new GZipStream(source, CompressionMode.Decompress)),
        "deflate" => new CheckedDecoder(stream, "deflate", hasMembers: false, clock, Deflate),
        "br" when Brotli.IsSupported => new CheckedDecoder(stream, "brotli", hasMembers: false, clock, Brotli.Decode),
        _ => throw FaultFactory.NotSupported($"The content coding '{FaultFactory.Visible(coding)}' cannot be undone here.", Advice.FetchUndecoded),
    };

    // "deflate" means the zlib format (RFC 9110, 8.4.1.2), but some servers send bare deflate data: the first two bytes tell them apart.
    private static Stream Deflate(Stream stream)
    {
        var start = new byte[2];
        int count = 0;
        int came;
        while (count < start.Length && (came = stream.Read(start, count, start.Length - count)) > 0)
        {
            count += came;
        }

        bool isZlib = count == 2 && (start[0] & 0x0F) == 8 && ((start[0] << 8) | start[1]) % 31 == 0;
        var whole = new PrefixedStream(start, count, stream);
        return isZlib ? Zlib.Decode(whole) : new DeflateStream(whole, CompressionMode.Decompress);
    }
}
