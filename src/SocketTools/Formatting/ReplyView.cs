using System;
using System.Globalization;
using System.Management.Automation;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The columns of the default view of a reply, one that has been through a job, a remote session or a file too: its command, and
/// the start of its text.</summary>
public static class ReplyView
{
    private const int MostLines = 12;
    private const int MostCharacters = 1000;

    /// <summary>The command on one line; empty where none was sent.</summary>
    public static string Command(PSObject reply) => PrintableText.Of(reply.Properties["Command"]?.Value as string ?? "");

    /// <summary>The first lines; what a terminal could take for a command is shown as a dot.</summary>
    public static string Text(PSObject reply)
    {
        if (reply.Properties["Data"]?.Value is { } data && PSObject.AsPSObject(data).TypeNames[0].EndsWith("." + nameof(RawHttpResponse), StringComparison.Ordinal))
        {
            return PrintableText.Of(reply.Properties["StatusLine"]?.Value as string ?? "");
        }

        string[] lines = LanguagePrimitives.ConvertTo<string[]>(reply.Properties["Lines"]?.Value) ?? Array.Empty<string>();
        bool cut = lines.Length > MostLines;
        string text = string.Join(Environment.NewLine, lines, 0, Math.Min(lines.Length, MostLines));
        if (text.Length > MostCharacters)
        {
            text = text.Substring(0, MostCharacters);
            cut = true;
        }

        return PrintableText.Of(text) + (cut ? Environment.NewLine + $"[… {lines.Length.ToString("N0", CultureInfo.InvariantCulture)} lines in all]" : "");
    }
}
