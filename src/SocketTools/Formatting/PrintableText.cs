using System;
using System.Text;

namespace SocketTools.Formatting;

/// <summary>Text from the wire, safe to show: what a terminal could take for a command becomes a dot.</summary>
public static class PrintableText
{
    private const int StartLength = 200;

    /// <summary>The text, line ends and tabs kept.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            shown.Append((c < ' ' && c is not '\n' and not '\r' and not '\t') || c is >= '\x7F' and < '\xA0' ? '.' : c);
        }

        return shown.ToString();
    }

    /// <summary>The start of some bytes as text on one line.</summary>
    public static string Start(byte[] bytes)
    {
        var shown = new StringBuilder(StartLength);
        foreach (char c in Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, StartLength)))
        {
            shown.Append(char.IsControl(c) || c == '\xFFFD' ? '.' : c);
        }

        return shown.ToString();
    }
}
