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
        int end = Math.Min(content.Length, MostCharacters);
        int lines = 0;
        for (int i = 0; i < end; i++)
        {
            if (content[i] == '\n' && ++lines == MostLines)
            {
                end = i + 1;
            }
        }

        bool cut = end < content.Length || body.Length > 4 * MostCharacters;
        return PrintableText.Of(content.Substring(0, end)) + (cut ? Environment.NewLine + $"[… {Size(body)} in all]" : "");
    }

    private static string Size(byte[] body) => body.Length.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
}
