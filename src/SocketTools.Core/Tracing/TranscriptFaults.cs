using System;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>What goes wrong with transcripts and their files.</summary>
internal static class TranscriptFaults
{
    /// <summary>A line that is none of the notation's.</summary>
    internal static SocketToolsException NotNotation(int number, string line, string problem) => new(
        Fault.InvalidRequest,
        $"Line {number} is not in the notation of transcripts: '{FaultFactory.Visible(line.Length > 80 ? line.Substring(0, 80) + "…" : line)}': {problem}.");

    /// <summary>A file that is not of the kind that its name says.</summary>
    internal static SocketToolsException NotAFileOf(string kind, string problem, Exception? inner = null) =>
        new(Fault.InvalidRequest, $"This is no {kind}: {problem}.", inner);
}
