using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Formatting;

/// <summary>Views of transcripts: the conversation, in the notation of RFCs, a colour for each side.</summary>
public static class TranscriptView
{
    private const int MostLines = 1000;
    private const int LongestLine = 400;

    /// <summary>The lines of the conversation.</summary>
    /// <param name="transcript">The transcript; one that was serialized too.</param>
    /// <param name="client">What begins the client's lines; empty where there are no colours.</param>
    /// <param name="server">What begins the server's.</param>
    /// <param name="other">What begins all others.</param>
    /// <param name="end">What ends each.</param>
    public static IEnumerable<string> Lines(PSObject transcript, string? client = null, string? server = null, string? other = null, string? end = null)
    {
        // Nothing of the peer's in it can command a terminal: the notation has escapes for that.
        string[] lines = transcript.ToString().TrimEnd('\n').Split('\n');
        foreach (string line in lines.Take(MostLines))
        {
            bool isEvent = line.Length > 1 && line[1] == '*';
            string colour = (isEvent || line.Length == 0 ? other : line[0] switch { 'C' => client, 'S' => server, _ => other }) ?? "";
            string shown = line.Length <= LongestLine ? line : FormattableString.Invariant($"{line.Substring(0, LongestLine)}… ({line.Length:N0} characters)");
            yield return colour.Length > 0 ? colour + shown + end : shown;
        }

        if (lines.Length > MostLines)
        {
            yield return FormattableString.Invariant($"… {lines.Length - MostLines:N0} more lines: Export-SocketTranscript writes them all");
        }
    }

    /// <summary>An entry on one line.</summary>
    /// <param name="entry">The entry; one that was serialized too.</param>
    public static string Format(PSObject entry)
    {
        string text = entry.ToString();
        int feed = text.IndexOf('\n');
        return feed < 0 ? text : FormattableString.Invariant($"{text.Substring(0, feed)} … ({(entry.Properties["Data"]?.Value as byte[])?.Length:N0} bytes)");
    }
}
