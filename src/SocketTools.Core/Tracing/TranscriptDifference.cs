namespace SocketTools.Tracing;

/// <summary>One line in which two transcripts differ.</summary>
public sealed class TranscriptDifference
{
    internal TranscriptDifference(TranscriptSide? side, int line, string? expected, string? actual)
    {
        Side = side;
        Line = line;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>Who said it, or whom the event is of; null: an event of neither.</summary>
    public TranscriptSide? Side { get; }

    /// <summary>Which line of that side it is, from 1: in the reference, or where the reference lacks it.</summary>
    public int Line { get; }

    /// <summary>What the reference has, in the notation; null: nothing.</summary>
    public string? Expected { get; }

    /// <summary>What the other has, in the notation; null: nothing.</summary>
    public string? Actual { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Side is null ? "Events" : Side.ToString())}, line {Line}: {Expected ?? "nothing"} -> {Actual ?? "nothing"}";
}
