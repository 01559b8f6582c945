using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Reading;

/// <summary>Waits until what has come, or will, matches one of several patterns, as <c>expect</c> does.</summary>
public sealed class PatternWaiter
{
    private const int TailShown = 80;
    private const int GrowthShare = 4;

    private readonly IReadOnlyList<PatientMatcher> _regexes;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _simple;
    private readonly Encoding _encoding;
    private readonly int _maxBytes;
    private readonly int _overlap;

    private PatternWaiter(IReadOnlyList<Regex> regexes, IReadOnlyList<string> names, bool simple, Encoding encoding, int maxBytes)
    {
        _regexes = regexes.Select(static r => new PatientMatcher(r)).ToArray();
        _names = names;
        _simple = simple;
        _encoding = encoding;
        _maxBytes = maxBytes;

        // Plain text that was not there can only end in what comes next.
        _overlap = simple ? names.Max(static n => n.Length) - 1 : int.MaxValue;
    }

    /// <summary>Prepares to wait for regular expressions.</summary>
    /// <param name="patterns">The expressions.</param>
    /// <param name="encoding">How the text is decoded.</param>
    /// <param name="maxBytes">How much may wait unmatched, in bytes.</param>
    public static PatternWaiter ForRegexes(IReadOnlyList<Regex> patterns, Encoding encoding, int maxBytes) =>
        new(patterns, patterns.Select(static p => p.ToString()).ToArray(), simple: false, encoding, maxBytes);

    /// <summary>Prepares to wait for plain text.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="caseSensitive">Whether case counts.</param>
    /// <param name="encoding">How the text is decoded.</param>
    /// <param name="maxBytes">How much may wait unmatched, in bytes.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: empty text.</exception>
    public static PatternWaiter ForText(IReadOnlyList<string> texts, bool caseSensitive, Encoding encoding, int maxBytes) =>
        new(texts.Select(t => Compile(Regex.Escape(t), caseSensitive)).ToArray(), texts, simple: true, encoding, maxBytes);

    /// <summary>Makes a regular expression whose search ends even where it goes astray.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a regular expression, or empty.</exception>
    public static Regex Compile(string pattern, bool caseSensitive)
    {
        if (pattern.Length == 0)
        {
            throw FaultFactory.InvalidRequest("The pattern is empty: give at least one character.");
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | (caseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase), PatientMatcher.FirstAttempt);
        }
        catch (ArgumentException invalid)
        {
            throw FaultFactory.InvalidRequest($"'{pattern}' is not a regular expression: {invalid.Message}", invalid);
        }
    }

    /// <summary>Waits for the match that begins first; of two that begin together, the pattern named first wins.</summary>
    /// <param name="connection">Consumed through the match and not a byte more.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException">A timeout, the end of the stream, a reset, the budget: each with the patterns and the tail of
    /// what came, all of which stays readable.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public PatternMatch Wait(SocketConnection connection, CallClock clock)
    {
        using Receiving receiving = connection.Receive(clock);
        var text = new GrowingText(_encoding);
        int searched = 0;
        for (bool ended = false; ;)
        {
            ArraySegment<byte> window = receiving.Window;
            text.Take(window, ended);
            int start = Math.Max(0, searched - _overlap);
            string part = text.From(start);
            if (Find(part, receiving, text) is (int index, Match match))
            {
                int end = start + match.Index + match.Length;
                int bytes = BytesThrough(window, text, end);
                var found = new PatternMatch(_names[index], match.Value, text.UpTo(start + match.Index), _simple ? null : match.Groups);
                clock.ThrowIfStopped();
                receiving.Consume(bytes);
                return found;
            }

            searched = text.Length;
            if (ended)
            {
                throw Unmatched(FaultFactory.RemoteClosed(connection.Peer, "a match"), text, receiving);
            }

            if (window.Count >= _maxBytes)
            {
                throw Unmatched(FaultFactory.LimitExceeded("What came without a match", _maxBytes, Limit.Bytes), text, receiving);
            }

            try
            {
                ended = !FillWell(receiving, window.Count);
            }
            catch (SocketToolsException fault)
            {
                throw Unmatched(fault, text, receiving);
            }
        }
    }

    // A regular expression is searched for from the start each time, because more text can change where it matches. So that many small
    // packets do not cost a search each, what has come already is taken first, until the text has grown by a share of itself.
    private bool FillWell(Receiving receiving, int before)
    {
        if (!receiving.Fill())
        {
            return false;
        }

        while (!_simple && receiving.Window.Count < Math.Min(before + (before / GrowthShare), _maxBytes) && receiving.HasMoreAtOnce)
        {
            try
            {
                if (!receiving.Fill())
                {
                    break;
                }
            }
            catch (SocketToolsException)
            {
                // This and the end are told again by the next fill, when all that came before has been searched.
                break;
            }
        }

        return true;
    }

    private (int Index, Match Match)? Find(string text, Receiving receiving, GrowingText all)
    {
        (int Index, Match Match)? first = null;
        for (int i = 0; i < _regexes.Count; i++)
        {
            try
            {
                Match match = _regexes[i].Match(text, receiving.Peer, receiving.Clock);
                if (match.Success && (first is null || match.Index < first.Value.Match.Index))
                {
                    first = (i, match);
                }
            }
            catch (SocketToolsException fault) when (fault.Fault != Fault.InvalidRequest)
            {
                throw Unmatched(fault, all, receiving);
            }
        }

        return first;
    }

    // Only the encoding knows how many bytes that is: those that are no characters have no length of their own in text. The most that
    // decode to the text through the match are looked for, so what a damaged character consists of goes with it, and half of a whole one
    // that follows does not.
    private int BytesThrough(ArraySegment<byte> window, GrowingText text, int characters)
    {
        if (characters > 0 && characters < text.Length && text.IsSurrogatePair(characters - 1))
        {
            characters++;
        }

        int least = 0;
        int most = window.Count;
        while (least < most)
        {
            int middle = most - ((most - least) / 2);
            if (_encoding.GetCharCount(window.Array!, window.Offset, middle) <= characters)
            {
                least = middle;
            }
            else
            {
                most = middle - 1;
            }
        }

        return least;
    }

    // The cause, the patterns, and the tail of what came.
    private SocketToolsException Unmatched(SocketToolsException cause, GrowingText text, Receiving receiving)
    {
        string patterns = string.Join("' or '", _names);
        string tail = text.Length <= TailShown ? text.ToString() : "…" + text.From(text.Length - TailShown);
        string unread = tail.Length == 0 ? "Nothing is unread." : $"Unread: '{FaultFactory.Visible(receiving.Hide(tail))}'.";
        return new(cause.Fault, $"No match for '{patterns}'. {cause.Message} {unread}", cause) { Limit = cause.Limit, Advice = cause.Advice };
    }
}
