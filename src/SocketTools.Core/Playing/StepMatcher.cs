using System;
using System.Text.RegularExpressions;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Compares what comes with a step of a replay. Pure, and goes on where it stopped: each byte is looked at once, however small the
/// pieces are in which they come.</summary>
/// <remarks>A line that a pattern or a mask stands for has the budget of lines: one that is longer is not what was said then.</remarks>
internal sealed class StepMatcher
{
    private readonly ReplayStep _step;
    private int _part;
    private int _at;
    private int _scanned;

    /// <summary>Begins with a step.</summary>
    /// <param name="step">The client's step.</param>
    internal StepMatcher(ReplayStep step) => _step = step;

    /// <summary>Compares the bytes that have come, all from where the step begins.</summary>
    /// <param name="window">What has come: what it was last time, and more.</param>
    /// <param name="isEnded">Whether no more will come.</param>
    internal ReplayMatch Match(ArraySegment<byte> window, bool isEnded)
    {
        ReplayMatch match = _step.Pattern is Regex pattern ? MatchPattern(pattern, window, isEnded) : MatchData(window, isEnded);
        return match.State != ReplayMatch.Verdict.NeedMore || !isEnded ? match : ReplayMatch.Differs;
    }

    private ReplayMatch MatchPattern(Regex pattern, ArraySegment<byte> window, bool isEnded)
    {
        int end = EndOfLine(window);
        if (end < 0 && (!isEnded || window.Count == 0))
        {
            return TooLong(window) ? ReplayMatch.Differs : ReplayMatch.NeedMore;
        }

        int length = end < 0 ? window.Count : end;
        string line = LooseText.Decode(window.Array!, window.Offset, length).TrimEnd('\r', '\n');
        try
        {
            Match match = pattern.Match(line);
            return match.Success ? new ReplayMatch(ReplayMatch.Verdict.Matched, length, match) : ReplayMatch.Differs;
        }
        catch (RegexMatchTimeoutException)
        {
            return ReplayMatch.Differs;
        }
    }

    // Between masked stretches the bytes have to be the same; a masked one reaches to the first place of its line where what follows it stands.
    private ReplayMatch MatchData(ArraySegment<byte> window, bool isEnded)
    {
        for (; _part <= _step.Masked.Count; _part++)
        {
            int from = _part == 0 ? 0 : _step.Masked[_part - 1].End;
            int length = (_part < _step.Masked.Count ? _step.Masked[_part].Offset : _step.Data.Length) - from;
            int start = _part == 0 ? Same(window, length)
                : length > 0 ? Find(window, from, length)
                : _part < _step.Masked.Count ? _at
                : EndOfSecret(window, isEnded);
            if (start < 0)
            {
                return start == NotYet && !TooLong(window) ? ReplayMatch.NeedMore : ReplayMatch.Differs;
            }

            _at = _scanned = start + length;
        }

        return new ReplayMatch(ReplayMatch.Verdict.Matched, _at, null);
    }

    private const int NotYet = -1;
    private const int Never = -2;

    private int Same(ArraySegment<byte> window, int length)
    {
        _scanned += CommonLength(_scanned, length - _scanned, window, _scanned);
        return _scanned == length ? 0 : _scanned == window.Count ? NotYet : Never;
    }

    // Where the bytes begin, in this line.
    private int Find(ArraySegment<byte> window, int from, int length)
    {
        for (int i = _scanned; i < window.Count; i++)
        {
            int same = CommonLength(from, length, window, i);
            if (same == length)
            {
                return i;
            }

            if (same == window.Count - i)
            {
                _scanned = i;
                return NotYet;
            }

            if (window.Array![window.Offset + i] == '\n')
            {
                return Never;
            }
        }

        _scanned = window.Count;
        return NotYet;
    }

    // A secret at the very end is as long as its line.
    private int EndOfSecret(ArraySegment<byte> window, bool isEnded)
    {
        int end = EndOfLine(window);
        return end >= 0 ? end : isEnded || window.Count > _at ? window.Count : NotYet;
    }

    // Behind the line's end; -1: it has not come.
    private int EndOfLine(ArraySegment<byte> window)
    {
        int end = Array.IndexOf(window.Array!, (byte)'\n', window.Offset + _scanned, window.Count - _scanned);
        _scanned = window.Count;
        return end < 0 ? -1 : end - window.Offset + 1;
    }

    // What has to be the same byte by byte is as long as it was then.
    private bool TooLong(ArraySegment<byte> window) => (_part > 0 || _step.Pattern is not null) && window.Count - _at > Budgets.MaxLineLength;

    private int CommonLength(int from, int length, ArraySegment<byte> window, int at)
    {
        int same = 0;
        while (same < length && at + same < window.Count && window.Array![window.Offset + at + same] == _step.Data[from + same])
        {
            same++;
        }

        return same;
    }
}
