using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>Reads the notation that RFCs use for dialogues. Pure: text in, entries out.</summary>
/// <remarks>
/// <code>
///   # comment                      C: a line with CR LF           S. "exact bytes\0"
///   * connected tls=1.3            C* half-close                  @ 0.250
///   C~ ^any line that matches$     S% its groups: {1}
/// </code>
/// </remarks>
internal sealed class NotationParser
{
    private readonly TranscriptSide _recordedBy;
    private TimeSpan _now;

    private NotationParser(TranscriptSide recordedBy) => _recordedBy = recordedBy;

    /// <summary>The entries of a text, with the times that its pauses give.</summary>
    /// <param name="text">Lines, with CR LF or LF behind them.</param>
    /// <param name="recordedBy">Whose sending is <see cref="TranscriptKind.Sent"/>.</param>
    /// <param name="comment">Given each comment, without its <c>#</c>; null: nobody wants them.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a line that is none of the notation's.</exception>
    internal static IEnumerable<SocketTranscriptEntry> Parse(TextReader text, TranscriptSide recordedBy, Action<string>? comment = null)
    {
        var parser = new NotationParser(recordedBy);
        int number = 0;
        for (string? line = text.ReadLine(); line is not null; line = text.ReadLine())
        {
            number++;
            string content = line.TrimStart(' ', '\t', '\uFEFF');
            if (content.Length == 0)
            {
                continue;
            }

            if (content[0] == '#')
            {
                comment?.Invoke(content.Substring(1).Trim());
            }
            else if (parser.Read(content, number) is SocketTranscriptEntry entry)
            {
                yield return entry;
            }
        }
    }

    private SocketTranscriptEntry? Read(string line, int number)
    {
        if (line[0] == '@')
        {
            _now = Later(line.Substring(1).Trim(), number);
            return null;
        }

        if (line[0] == '*')
        {
            return Event(null, line.Substring(1), number);
        }

        TranscriptSide? who = line[0] switch { 'C' => TranscriptSide.Client, 'S' => TranscriptSide.Server, _ => null };
        if (who is not TranscriptSide side || line.Length < 2)
        {
            throw TranscriptFaults.NotNotation(number, line, "a line begins with C or S and one of : . ~ % *, or with * @ #");
        }

        string rest = line.Length > 2 && line[2] == ' ' ? line.Substring(3) : line.Substring(2);
        switch (line[1])
        {
            case ':':
                return Said(side, Encode(rest + "\r\n", line, number), null);
            case '.':
                var escaped = new HashSet<int>();
                return NotationText.TryUnquote(rest.TrimStart(), allowRest: false, escaped, out byte[]? data, out string problem)
                    ? Said(side, data!, escaped)
                    : throw TranscriptFaults.NotNotation(number, line, problem);
            case '~':
            case '%':
                TranscriptForm form = line[1] == '~' ? TranscriptForm.Pattern : TranscriptForm.Template;
                if (form == TranscriptForm.Pattern && FaultOf(rest) is string fault)
                {
                    throw TranscriptFaults.NotNotation(number, line, "behind ~ stands a regular expression: " + fault);
                }

                return new SocketTranscriptEntry(_now, KindOf(side), side, Encode(rest, line, number), null, form);
            case '*':
                return Event(side, rest, number);
            default:
                throw TranscriptFaults.NotNotation(number, line, "behind C or S stands one of : . ~ % *");
        }
    }

    private SocketTranscriptEntry Said(TranscriptSide side, byte[] data, HashSet<int>? escapedStars) =>
        new(_now, KindOf(side), side, data, FindMasks(data, escapedStars));

    private SocketTranscriptEntry Event(TranscriptSide? side, string text, int number)
    {
        try
        {
            return SocketTranscriptEntry.Event(_now, side, text);
        }
        catch (ArgumentException)
        {
            throw TranscriptFaults.NotNotation(number, text, "an event has no control characters");
        }
    }

    private static string? FaultOf(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException invalid)
        {
            // A sentence of the platform's goes on in one of ours.
            return invalid.Message.TrimEnd('.');
        }
    }

    private TranscriptKind KindOf(TranscriptSide side) => side == _recordedBy ? TranscriptKind.Sent : TranscriptKind.Received;

    /// <summary>Where rows of exactly eight stars stand, those written as escapes left out: each stands for a secret.</summary>
    internal static IReadOnlyList<MaskedStretch> FindMasks(byte[] data, ICollection<int>? escapedStars = null)
    {
        List<MaskedStretch>? masks = null;
        for (int at = Array.IndexOf(data, (byte)'*'); at >= 0; at = at < data.Length ? Array.IndexOf(data, (byte)'*', at) : -1)
        {
            int end = at;
            while (end < data.Length && data[end] == '*' && (escapedStars is null || !escapedStars.Contains(end)))
            {
                end++;
            }

            if (end - at == MaskedStretch.Width)
            {
                (masks ??= new List<MaskedStretch>()).Add(new MaskedStretch(at, end - at));
            }

            at = Math.Max(end, at + 1);
        }

        return masks ?? (IReadOnlyList<MaskedStretch>)Array.Empty<MaskedStretch>();
    }

    private TimeSpan Later(string text, int number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < (TimeSpan.MaxValue - _now).TotalSeconds - 1
            ? _now + TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : throw TranscriptFaults.NotNotation(number, "@ " + text, "a pause is a number of seconds, such as 0.250");

    private static byte[] Encode(string text, string line, int number)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw TranscriptFaults.NotNotation(number, line, "half a surrogate pair stands alone");
        }
    }
}
