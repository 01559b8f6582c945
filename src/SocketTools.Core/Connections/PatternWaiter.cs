using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Connections;

/// <summary>Waits until what has come, or will, matches one of several patterns, as <c>expect</c> does.</summary>
public sealed class PatternWaiter
{
    private const int ReadAhead = 16 * 1024;
    private const int TailShown = 80;

    private readonly IReadOnlyList<Regex> _regexes;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _simple;
    private readonly Encoding _encoding;
    private readonly int _maxBytes;

    private PatternWaiter(IReadOnlyList<Regex> regexes, IReadOnlyList<string> names, bool simple, Encoding encoding, int maxBytes)
    {
        _regexes = regexes;
        _names = names;
        _simple = simple;
        _encoding = encoding;
        _maxBytes = maxBytes;
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

    /// <summary>Makes a regular expression that ends a search that goes astray after 10 s.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not a regular expression, or empty.</exception>
    public static Regex Compile(string pattern, bool caseSensitive)
    {
        if (pattern.Length == 0)
        {
            throw FaultFactory.InvalidRequest("The pattern is empty: give at least one character.");
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | (caseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase), TimeSpan.FromSeconds(10));
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
        using ConnectionGate.Pass pass = connection.EnterReceive();
        bool ended = false;
        while (true)
        {
            ArraySegment<byte> window = connection.Window;
            string text = Decode(window, ended);
            if (Find(text) is (int index, Match match))
            {
                int bytes = BytesThrough(window, text, match.Index + match.Length);
                var found = new PatternMatch(_names[index], match.Value, text.Substring(0, match.Index), _simple ? null : match.Groups);
                clock.ThrowIfStopped();
                connection.Consume(bytes);
                return found;
            }

            if (ended)
            {
                throw Unmatched(FaultFactory.RemoteClosed(connection.Peer, "a match"), text);
            }

            if (window.Count >= _maxBytes)
            {
                throw Unmatched(FaultFactory.LimitExceeded("What came without a match", _maxBytes, "MaxBytes"), text);
            }

            try
            {
                ended = !connection.Fill(ReadAhead, clock);
            }
            catch (SocketToolsException fault)
            {
                throw Unmatched(fault, text);
            }
        }
    }

    // A character that is still incomplete waits for its rest, unless there will be none.
    private string Decode(ArraySegment<byte> window, bool ended)
    {
        if (ended)
        {
            return _encoding.GetString(window.Array!, window.Offset, window.Count);
        }

        Decoder decoder = _encoding.GetDecoder();
        var text = new char[decoder.GetCharCount(window.Array!, window.Offset, window.Count, flush: false)];
        int count = decoder.GetChars(window.Array!, window.Offset, window.Count, text, 0, flush: false);
        return new string(text, 0, count);
    }

    private (int Index, Match Match)? Find(string text)
    {
        (int Index, Match Match)? first = null;
        for (int i = 0; i < _regexes.Count; i++)
        {
            try
            {
                Match match = _regexes[i].Match(text);
                if (match.Success && (first is null || match.Index < first.Value.Match.Index))
                {
                    first = (i, match);
                }
            }
            catch (RegexMatchTimeoutException astray)
            {
                throw FaultFactory.InvalidRequest($"The pattern '{_names[i]}' takes too long on what came: simplify it.", astray);
            }
        }

        return first;
    }

    // Only the encoding knows how many bytes that is: those that are no characters have no length of their own in text. The most that
    // decode to the text through the match are looked for, so what a damaged character consists of goes with it, and half of a whole one
    // that follows does not.
    private int BytesThrough(ArraySegment<byte> window, string text, int characters)
    {
        if (characters > 0 && characters < text.Length && char.IsSurrogatePair(text, characters - 1))
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

    private SocketToolsException Unmatched(SocketToolsException fault, string text)
    {
        string patterns = string.Join("' or '", _names);
        string tail = text.Length <= TailShown ? text : "…" + text.Substring(text.Length - TailShown);
        return FaultFactory.Unmatched(fault, patterns, tail);
    }
}
