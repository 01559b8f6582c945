using System;
using System.Globalization;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response: status line, fields, and the start of the body.</summary>
public static class ResponseView
{
    private const int MostCharacters = 1000;
    private const int MostLines = 12;

    /// <summary>Formats a response; what a terminal could take for a command is shown as a dot.</summary>
    public static string Format(RawHttpResponse response)
    {
        var text = new StringBuilder();
        text.AppendLine(PrintableText.Of(response.ToString()));
        foreach (HttpField field in response.Headers)
        {
            text.AppendLine(PrintableText.Of(field.ToString()));
        }

        if (response.Body.Length > 0)
        {
            text.AppendLine().Append(Body(response));
        }

        return text.ToString().TrimEnd();
    }

    private static string Body(RawHttpResponse response)
    {
        if (Array.IndexOf(response.Body, (byte)0, 0, Math.Min(response.Body.Length, MostCharacters)) >= 0)
        {
            return $"[{Size(response)} of binary data]";
        }

        string content = response.Body.Length > 4 * MostCharacters
            ? Encoding.UTF8.GetString(response.Body, 0, 4 * MostCharacters)
            : response.Content;
        int end = Math.Min(content.Length, MostCharacters);
        int lines = 0;
        for (int i = 0; i < end; i++)
        {
            if (content[i] == '\n' && ++lines == MostLines)
            {
                end = i + 1;
            }
        }

        bool cut = end < content.Length || response.Body.Length > 4 * MostCharacters;
        return PrintableText.Of(content.Substring(0, end)) + (cut ? Environment.NewLine + $"[… {Size(response)} in all]" : "");
    }

    private static string Size(RawHttpResponse response) => response.Body.Length.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
}
