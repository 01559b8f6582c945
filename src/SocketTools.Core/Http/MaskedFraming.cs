using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>How the bodies of responses are framed in which secrets are masked: stars are longer or shorter than what they stand for, so that
/// the sizes that the server announced do not fit what is recorded.</summary>
internal static class MaskedFraming
{
    private static readonly Regex s_length = new(@"^(?i:content-length):[ \t]*([0-9]{1,18})[ \t]*\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline);
    private static readonly Regex s_chunked = new(@"^(?i:transfer-encoding):[^\r\n]*(?i:chunked)[ \t]*\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <summary>The responses with secrets in their bodies, in what a server said in a row.</summary>
    /// <param name="said">The bytes.</param>
    /// <param name="start">Where it began to speak.</param>
    /// <param name="end">Where somebody else spoke next: a body of which the length is not known ends there.</param>
    /// <param name="masked">Where secrets are.</param>
    internal static List<MaskedResponse> Find(byte[] said, int start, int end, IReadOnlyList<MaskedStretch> masked)
    {
        var found = new List<MaskedResponse>();
        while (start < end && HeadEnd(said, start, end) is int bodyAt)
        {
            string head = SocketTranscriptEntry.Latin1.GetString(said, start, bodyAt - start);
            Match length = s_length.Match(head);
            MaskedResponse? response = null;
            if (!head.StartsWith("HTTP/1.", StringComparison.Ordinal))
            {
                break;
            }

            if (head.Length < 10 || head[9] == '1')
            {
                // An interim response has no body.
                start = bodyAt;
                continue;
            }

            if (s_chunked.IsMatch(head))
            {
                response = Chunks(said, bodyAt, end, masked);
            }
            else if (length.Success)
            {
                int announced = (int)Math.Min(long.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture), end - bodyAt);
                bool isMasked = masked.Any(m => m.Offset >= bodyAt && m.Offset < bodyAt + announced);
                int count = isMasked ? end - bodyAt : announced;
                var size = new MaskedSize(start + length.Groups[1].Index, length.Groups[1].Length, count.ToString(CultureInfo.InvariantCulture));
                response = new MaskedResponse(bodyAt, bodyAt + count, new[] { (bodyAt, count) }, isMasked ? new[] { size } : Array.Empty<MaskedSize>());
            }

            if (response is null)
            {
                break;
            }

            if (response.Sizes.Count > 0)
            {
                found.Add(response);
            }

            start = response.End;
        }

        return found;
    }

    private static int? HeadEnd(byte[] said, int start, int end)
    {
        int count = Math.Min(end - start, Budgets.MaxHeaderBytes - 1);
        ScanResult head = new HeadScanner(Budgets.MaxHeaderBytes).Scan(said, start, count);
        return head.Found ? start + head.Consumed : null;
    }

    // Null: they do not end here.
    private static MaskedResponse? Chunks(byte[] said, int bodyAt, int end, IReadOnlyList<MaskedStretch> masked)
    {
        var pieces = new List<(int At, int Count)>();
        var sizes = new List<MaskedSize>();
        for (int at = bodyAt; at < end;)
        {
            int feed = Array.IndexOf(said, (byte)'\n', at, end - at);
            int digits = Digits(said, at, end);
            if (feed < 0 || digits == 0)
            {
                return null;
            }

            int data = feed + 1;
            int size = int.Parse(SocketTranscriptEntry.Latin1.GetString(said, at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                int? trailersEnd = HeadEnd(said, at, end);
                return new MaskedResponse(bodyAt, trailersEnd ?? end, pieces, sizes);
            }

            int announcedEnd = (int)Math.Min((long)data + size, end);
            int chunkEnd = announcedEnd;
            if (masked.Where(m => m.Offset >= data && m.Offset < announcedEnd).Select(static m => (MaskedStretch?)m).FirstOrDefault() is MaskedStretch secret)
            {
                chunkEnd = NextSize(said, secret.End, end);
                sizes.Add(new MaskedSize(at, digits, (chunkEnd - data).ToString("x", CultureInfo.InvariantCulture)));
            }

            pieces.Add((data, chunkEnd - data));
            at = chunkEnd + 2;
        }

        return null;
    }

    // Where data end behind which CR LF and the next size come.
    private static int NextSize(byte[] said, int from, int end)
    {
        for (int at = from; at + 2 < end; at++)
        {
            int digits = said[at] == '\r' && said[at + 1] == '\n' ? Digits(said, at + 2, end) : 0;
            if (digits > 0 && at + 2 + digits < end && said[at + 2 + digits] is (byte)'\r' or (byte)';')
            {
                return at;
            }
        }

        return end;
    }

    private static int Digits(byte[] said, int at, int end)
    {
        int digits = 0;
        while (at + digits < end && digits < 8 && Uri.IsHexDigit((char)said[at + digits]))
        {
            digits++;
        }

        return digits < 8 ? digits : 0;
    }
}
