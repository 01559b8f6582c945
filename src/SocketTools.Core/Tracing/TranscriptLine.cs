using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace SocketTools.Tracing;

/// <summary>One line of a side, as comparisons see it: what was ignored left out, masked stretches matching anything.</summary>
internal sealed class TranscriptLine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _text;
    private readonly IReadOnlyList<MaskedStretch> _masked;
    private readonly Regex? _pattern;

    private TranscriptLine(SocketTranscriptEntry entry, IReadOnlyList<Regex> ignored)
    {
        Shown = entry.ToString();
        if (entry.Form == TranscriptForm.Pattern)
        {
            _pattern = new Regex(entry.Text, RegexOptions.CultureInvariant, s_patience);
        }

        // A character for each byte, so that places in the bytes are places in the text.
        string text = entry.Kind == TranscriptKind.Event ? entry.Text : SocketTranscriptEntry.Latin1.GetString(entry.Data);
        _masked = entry.Masked;
        if (ignored.Count > 0)
        {
            string told = entry.Text.TrimEnd('\r', '\n');
            string left = ignored.Aggregate(told, (rest, regex) => regex.Replace(rest, "\uFFFC"));
            if (left != told)
            {
                // Ignored and masked alike stand for anything; what is ignored is the same on both sides.
                text = left;
                _masked = NotationParser.FindMasks(Encoding.UTF8.GetBytes(left)).Count == 0 ? Array.Empty<MaskedStretch>() : MasksIn(left);
            }
        }

        _text = text;
    }

    /// <summary>The line in the notation.</summary>
    internal string Shown { get; }

    /// <summary>The lines of one side, however they came in pieces.</summary>
    internal static List<TranscriptLine> Of(SocketTranscript transcript, TranscriptSide side, IReadOnlyList<Regex> ignored)
    {
        var said = new SocketTranscript();
        foreach (SocketTranscriptEntry entry in transcript.Entries.Where(e => e.Side == side && (e.Kind != TranscriptKind.Event || e.MissingBytes > 0)))
        {
            said.Add(entry.Kind == TranscriptKind.Event ? entry : new SocketTranscriptEntry(default, entry.Kind, side, entry.Data, entry.Masked, entry.Form));
        }

        // The notation cuts what was said into lines.
        return SocketTranscript.Parse(said.ToNotation()).Entries.Select(e => new TranscriptLine(e, ignored)).ToList();
    }

    /// <summary>The events that a comparison looks at: TLS or none, and resets.</summary>
    internal static List<TranscriptLine> Events(SocketTranscript transcript) => transcript.Entries
        .Where(e => e.IsEvent("reset") || e.IsEvent("protected") || (e.IsEvent("connected") && TranscriptTls.Parse(e.Text) is not null))
        .Select(e => new TranscriptLine(SocketTranscriptEntry.Event(default, e.Side, e.Text.Split(' ')[0] + (e.IsEvent("reset") ? "" : " tls")), Array.Empty<Regex>()))
        .ToList();

    /// <summary>Whether two lines are the same.</summary>
    internal bool Matches(TranscriptLine other) =>
        _text == other._text || Allows(other) || other.Allows(this);

    private bool Allows(TranscriptLine other)
    {
        if (_pattern is not null)
        {
            return _pattern.IsMatch(other._text.TrimEnd('\r', '\n'));
        }

        if (_masked.Count == 0)
        {
            return false;
        }

        // What stands between the masks comes in this order, the first at the start and the last at the end.
        int at = 0;
        int from = 0;
        for (int i = 0; i < _masked.Count; i++)
        {
            string literal = _text.Substring(from, _masked[i].Offset - from);
            int found = i == 0 ? (other._text.StartsWith(literal, StringComparison.Ordinal) ? 0 : -1) : other._text.IndexOf(literal, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + literal.Length;
            from = _masked[i].End;
        }

        string last = _text.Substring(from);
        return other._text.Length - at >= last.Length && other._text.EndsWith(last, StringComparison.Ordinal);
    }

    private static List<MaskedStretch> MasksIn(string text)
    {
        var masks = new List<MaskedStretch>();
        foreach (Match match in Regex.Matches(text, @"(?<!\*)\*{8}(?!\*)"))
        {
            masks.Add(new MaskedStretch(match.Index, match.Length));
        }

        return masks;
    }
}
