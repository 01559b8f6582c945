using System;
using System.Globalization;
using System.Text;

namespace SocketTools.Formatting;

/// <summary>The start of a body, safe to show.</summary>
internal static class BodyExcerpt
{
    private const int MostCharacters = 1000;
    private const int MostLines = 12;

    /// <summary>The first lines of a text, or how many bytes there are.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="decode">Makes text of all of them; asked where they are few.</param>
    internal static string Of(byte[] body, Func<string> decode)
    {
        if (Array.IndexOf(body, (byte)0, 0, Math.Min(body.Length, MostCharacters)) >= 0)
        {
            return $"[{Size(body)} of binary data]";
        }

        string content = body.Length > 4 * MostCharacters ? Encoding.UTF8.GetString(body, 0, 4 * MostCharacters) : decode();
        string start = Start(content);
        return PrintableText.Of(start) + (start.Length < content.Length || body.Length > 4 * MostCharacters ? Environment.NewLine + $"[… {Size(body)} in all]" : "");
    }

    /// <summary>The first lines of a text, and how long it is where it is longer.</summary>
    /// <param name="content">The text.</param>
    /// <param name="show">Makes of its start what can be shown.</param>
    internal static string Of(string content, Func<string, string> show)
    {
        string start = Start(content);
        return show(start) + (start.Length < content.Length ? Environment.NewLine + $"[… {content.Length.ToString("N0", CultureInfo.InvariantCulture)} characters in all]" : "");
    }

    private static string Start(string content)
    {
        int end = Math.Min(content.Length, MostCharacters);
        int lines = 0;
        for (int i = 0; i < end; i++)
        {
            if (content[i] == '\n' && ++lines == MostLines)
            {
                end = i + 1;
            }
        }

        return content.Substring(0, end);
    }

    private static string Size(byte[] body) => body.Length.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
}
