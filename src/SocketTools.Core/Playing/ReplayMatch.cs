using System;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>How what a client sent compares with a step.</summary>
/// <param name="State">Whether it is the step.</param>
/// <param name="Length">How many bytes the step takes, where it is.</param>
/// <param name="Groups">The pattern's match; null where the step has none.</param>
internal readonly record struct ReplayMatch(ReplayMatch.Verdict State, int Length, Match? Groups)
{
    /// <summary>The verdicts.</summary>
    internal enum Verdict
    {
        /// <summary>So far it could be: more has to come.</summary>
        NeedMore,

        /// <summary>It is.</summary>
        Matched,

        /// <summary>It is not, whatever comes.</summary>
        Differs,
    }

    private static ReplayMatch NeedMore => new(Verdict.NeedMore, 0, null);

    private static ReplayMatch Differs => new(Verdict.Differs, 0, null);

    /// <summary>Compares the bytes at the start of a window with a step.</summary>
    /// <param name="step">The client's step.</param>
    /// <param name="window">What has come.</param>
    /// <param name="isEnded">Whether no more will come.</param>
    internal static ReplayMatch Of(ReplayStep step, ArraySegment<byte> window, bool isEnded) =>
        step.Kind == ReplayStepKind.ClientPattern ? OfPattern(step.Pattern!, window, isEnded) : OfData(step, window, isEnded);

    private static ReplayMatch OfPattern(Regex pattern, ArraySegment<byte> window, bool isEnded)
    {
        int end = Array.IndexOf(window.Array!, (byte)'\n', window.Offset, window.Count);
        if (end < 0 && (!isEnded || window.Count == 0))
        {
            return isEnded ? Differs : NeedMore;
        }

        int length = end < 0 ? window.Count : end - window.Offset + 1;
        string line = LooseText.Decode(window.Array!, window.Offset, length).TrimEnd('\r', '\n');
        try
        {
            Match match = pattern.Match(line);
            return match.Success ? new ReplayMatch(Verdict.Matched, length, match) : Differs;
        }
        catch (RegexMatchTimeoutException)
        {
            return Differs;
        }
    }

    // Between masked stretches the bytes have to be the same; a masked one reaches to the first place of its line where what follows it stands.
    private static ReplayMatch OfData(ReplayStep step, ArraySegment<byte> window, bool isEnded)
    {
        int at = 0;
        int from = 0;
        bool isAnything = false;
        for (int i = 0; i <= step.Masked.Count; i++)
        {
            int to = i < step.Masked.Count ? step.Masked[i].Offset : step.Data.Length;
            int length = to - from;
            if (length > 0 || i == step.Masked.Count)
            {
                if (!isAnything)
                {
                    int same = CommonLength(step.Data, from, length, window, at);
                    if (same < length)
                    {
                        return same == window.Count - at && !isEnded ? NeedMore : Differs;
                    }
                }
                else
                {
                    // A secret at the very end is as long as its line.
                    int found = length > 0 ? IndexOf(window, at, step.Data, from, length, out bool mayCome) : EndOfLine(window, at, isEnded, out mayCome);
                    if (found < 0)
                    {
                        return isEnded || !mayCome ? Differs : NeedMore;
                    }

                    at = found;
                }

                at += length;
                isAnything = false;
            }

            if (i < step.Masked.Count)
            {
                isAnything = true;
                from = step.Masked[i].End;
            }
        }

        return new ReplayMatch(Verdict.Matched, at, null);
    }

    private static int CommonLength(byte[] data, int from, int length, ArraySegment<byte> window, int at)
    {
        int same = 0;
        while (same < length && at + same < window.Count && window.Array![window.Offset + at + same] == data[from + same])
        {
            same++;
        }

        return same;
    }

    // Where the bytes begin, in this line; -1: nowhere, and whether more bytes may change that.
    private static int IndexOf(ArraySegment<byte> window, int at, byte[] data, int from, int length, out bool mayCome)
    {
        mayCome = false;
        for (int i = at; i < window.Count; i++)
        {
            int same = CommonLength(data, from, length, window, i);
            if (same == length)
            {
                return i;
            }

            mayCome |= same == window.Count - i;
            if (window.Array![window.Offset + i] == '\n')
            {
                return -1;
            }
        }

        mayCome = true;
        return -1;
    }

    private static int EndOfLine(ArraySegment<byte> window, int at, bool isEnded, out bool mayCome)
    {
        mayCome = true;
        int end = Array.IndexOf(window.Array!, (byte)'\n', window.Offset + at, window.Count - at);
        return end >= 0 ? end - window.Offset + 1 : isEnded || window.Count > at ? window.Count : -1;
    }
}
