using System;
using System.Globalization;
using SocketTools.Connections;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The columns of the default view of a reply: its command, and the start of its text.</summary>
public static class ReplyView
{
    private const int MostLines = 12;
    private const int MostCharacters = 1000;

    /// <summary>The command on one line; empty where none was sent.</summary>
    public static string Command(SocketReply reply) => PrintableText.Of(reply.Command ?? "");

    /// <summary>The first lines; what a terminal could take for a command is shown as a dot.</summary>
    public static string Text(SocketReply reply)
    {
        if (reply.Data is RawHttpResponse)
        {
            return PrintableText.Of(reply.StatusLine);
        }

        string[] lines = reply.Lines;
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
