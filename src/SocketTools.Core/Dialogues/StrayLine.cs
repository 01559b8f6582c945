using SocketTools.Faults;

namespace SocketTools.Dialogues;

/// <summary>A line that a protocol has no place for.</summary>
internal static class StrayLine
{
    private const int MostShown = 60;

    /// <summary>The fault that it is.</summary>
    /// <param name="line">The line, or its start.</param>
    /// <param name="due">What was due in its place.</param>
    /// <param name="protocol">What the line is not.</param>
    internal static SocketToolsException Fault(string line, string due, string protocol) =>
        FaultFactory.ProtocolViolation($"'{Shown(line)}' came where {due} was due: that is not {protocol}.");

    /// <summary>The start of a line, for an error.</summary>
    internal static string Shown(string line) => FaultFactory.Visible(line.Length > MostShown ? line.Substring(0, MostShown) + "…" : line);
}
