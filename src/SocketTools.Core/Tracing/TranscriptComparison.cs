using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace SocketTools.Tracing;

/// <summary>Compares what was said in two transcripts, side by side; when it was said, and in what pieces, is not compared.</summary>
public static class TranscriptComparison
{
    // Beyond that many pairs of lines, lines are compared in their places.
    private const long MostPairs = 4_000_000;

    /// <summary>Where two transcripts differ.</summary>
    /// <param name="reference">What is expected; its patterns (<c>C~</c>) match any line that fits them.</param>
    /// <param name="other">What is there.</param>
    /// <param name="ignored">What is left out of each line first: dates, ids.</param>
    /// <returns>A difference for each line; none: they are the same. Masked stretches match anything.</returns>
    public static IEnumerable<TranscriptDifference> Compare(SocketTranscript reference, SocketTranscript other, IReadOnlyList<Regex>? ignored = null)
    {
        IReadOnlyList<Regex> left = ignored ?? Array.Empty<Regex>();
        return Differences(null, TranscriptLine.Events(reference), TranscriptLine.Events(other))
            .Concat(Of(TranscriptSide.Client, reference, other, left))
            .Concat(Of(TranscriptSide.Server, reference, other, left));
    }

    private static IEnumerable<TranscriptDifference> Of(TranscriptSide side, SocketTranscript reference, SocketTranscript other, IReadOnlyList<Regex> ignored) =>
        Differences(side, TranscriptLine.Of(reference, side, ignored), TranscriptLine.Of(other, side, ignored));

    private static IEnumerable<TranscriptDifference> Differences(TranscriptSide? side, List<TranscriptLine> expected, List<TranscriptLine> actual)
    {
        int start = 0;
        while (start < expected.Count && start < actual.Count && expected[start].Matches(actual[start]))
        {
            start++;
        }

        int expectedEnd = expected.Count;
        int actualEnd = actual.Count;
        while (expectedEnd > start && actualEnd > start && expected[expectedEnd - 1].Matches(actual[actualEnd - 1]))
        {
            expectedEnd--;
            actualEnd--;
        }

        int rows = expectedEnd - start;
        int columns = actualEnd - start;
        int[,]? common = (long)rows * columns <= MostPairs ? CommonLengths(expected, actual, start, rows, columns) : null;
        for (int i = 0, j = 0; i < rows || j < columns;)
        {
            TranscriptLine? left = i < rows ? expected[start + i] : null;
            TranscriptLine? right = j < columns ? actual[start + j] : null;
            bool isSame = left is not null && right is not null && left.Matches(right);
            bool skipsLeft = right is null || (!isSame && left is not null && common is not null && common[i + 1, j] > common[i, j + 1]);
            bool skipsRight = left is null || (!isSame && right is not null && common is not null && common[i + 1, j] < common[i, j + 1]);
            if (!isSame)
            {
                yield return new TranscriptDifference(side, start + i + 1, skipsRight ? null : left!.Shown, skipsLeft ? null : right!.Shown);
            }

            i += skipsRight ? 0 : 1;
            j += skipsLeft ? 0 : 1;
        }
    }

    // How many lines the rests have in common, from each pair of places on.
    private static int[,] CommonLengths(List<TranscriptLine> expected, List<TranscriptLine> actual, int start, int rows, int columns)
    {
        var common = new int[rows + 1, columns + 1];
        for (int i = rows - 1; i >= 0; i--)
        {
            for (int j = columns - 1; j >= 0; j--)
            {
                common[i, j] = expected[start + i].Matches(actual[start + j]) ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
