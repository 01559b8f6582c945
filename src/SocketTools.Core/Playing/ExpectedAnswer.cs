using System;
using System.Linq;
using System.Text.RegularExpressions;
using SocketTools.Bodies;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Tells when a server has answered as it did when it was recorded, though it says other dates, names and lengths now.</summary>
/// <remarks>By what the recorded answer is: a response of HTTP ends where its framing says so; three-digit replies at as many last lines
/// (RFC 5321, 4.2.1); a dot block at its dot; a tagged reply at its tag (RFC 9051, 2.2.2); other lines at as many lines, and anything else
/// at as many bytes.</remarks>
internal sealed class ExpectedAnswer
{
    private static readonly Regex s_lastLine = new(@"^[1-5][0-9]{2}( |$)", RegexOptions.CultureInvariant);

    private readonly byte[] _expected;
    private readonly string? _method;
    private readonly bool _toEnd;
    private readonly string[] _lines;

    /// <summary>Makes it.</summary>
    /// <param name="expected">What the server said then.</param>
    /// <param name="method">The method of the HTTP request that it answers; null: it answers none.</param>
    /// <param name="toEnd">Whether it ended the stream behind it.</param>
    internal ExpectedAnswer(byte[] expected, string? method, bool toEnd)
    {
        _expected = expected;
        _method = method;
        _toEnd = toEnd;
        _lines = Lines(expected, expected.Length);
    }

    /// <summary>Whether this is all of it.</summary>
    internal bool IsWhole(byte[] heard, int count)
    {
        if (_toEnd || count == 0)
        {
            return !_toEnd && _expected.Length == 0;
        }

        if (_method is not null)
        {
            return Framing(heard, count) is { IsComplete: true };
        }

        if (_expected[_expected.Length - 1] != '\n')
        {
            return count >= _expected.Length;
        }

        if (heard[count - 1] != '\n')
        {
            return false;
        }

        string[] lines = Lines(heard, count);
        string last = _lines[_lines.Length - 1];
        string lastHeard = lines[lines.Length - 1];
        if (s_lastLine.IsMatch(last))
        {
            return s_lastLine.IsMatch(lastHeard) && lines.Count(s_lastLine.IsMatch) >= _lines.Count(s_lastLine.IsMatch);
        }

        if (last == ".")
        {
            return lastHeard == "." || (lines.Length == 1 && (lines[0].StartsWith("-ERR", StringComparison.Ordinal) || s_lastLine.IsMatch(lines[0]) && lines[0][0] >= '4'));
        }

        string tag = last.Split(' ')[0];
        return tag.Length > 0 && tag.Length < last.Length && char.IsLetterOrDigit(tag[0]) && _lines.Length > 1
            ? lastHeard.StartsWith(tag + " ", StringComparison.Ordinal)
            : lines.Length >= _lines.Length;
    }

    /// <summary>Whether it can be all, where the server has ended the stream behind it.</summary>
    /// <param name="heard">What came.</param>
    /// <param name="count">How much of it.</param>
    /// <param name="isLast">Whether the transcript has nothing behind it: then fewer lines may have come than did then.</param>
    internal bool MayEnd(byte[] heard, int count, bool isLast) =>
        count == 0 ? _expected.Length == 0
        : _method is not null ? Framing(heard, count) is BodyFraming framing && framing.EndOfStream() is null
        : (_toEnd || isLast) && (_expected[_expected.Length - 1] != '\n' || heard[count - 1] == '\n');

    private static string[] Lines(byte[] data, int count)
    {
        string text = SocketTranscriptEntry.Latin1.GetString(data, 0, count);
        string[] lines = text.Split('\n').Select(static line => line.TrimEnd('\r')).ToArray();
        return text.EndsWith("\n", StringComparison.Ordinal) ? lines.Take(lines.Length - 1).ToArray() : lines;
    }

    // Of the response, as far as its body came; null: its head has not come whole.
    private BodyFraming? Framing(byte[] heard, int count)
    {
        int at = 0;
        while (true)
        {
            ScanResult head = new HeadScanner(Budgets.MaxHeaderBytes).Scan(heard, at, count - at);
            if (!head.Found)
            {
                return null;
            }

            ResponseHead response = ResponseHead.Parse(heard, at, head.Length);
            at += head.Consumed;
            if (response.StatusCode is >= 100 and < 200)
            {
                continue;
            }

            BodyFraming framing = BodyFraming.Choose(_method!, response, Budgets.MaxHeaderBytes);
            framing.Take(heard, at, count - at, DiscardedBody.Instance);
            return framing;
        }
    }
}
