using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response: status line, fields, and the start of the body.</summary>
public static class ResponseView
{
    private const int MostCharacters = 1000;
    private const int MostLines = 12;

    /// <summary>Formats a response; what a terminal could take for a command is shown as a dot.</summary>
    public static string Format(RawHttpResponse response) => Format(response.ToString(), response.Headers, response.Body, () => response.Content);

    /// <summary>Formats a response that has been through a job, a remote session or a file.</summary>
    public static string Format(PSObject response) => Format(
        response.ToString(),
        response.Properties["Headers"]?.Value is IEnumerable fields ? fields : Array.Empty<object>(),
        response.Properties["Body"]?.Value is byte[] body ? body : Array.Empty<byte>(),
        () => response.Properties["Content"]?.Value as string ?? "");

    private static string Format(string statusLine, IEnumerable fields, byte[] body, Func<string> content)
    {
        var text = new StringBuilder();
        text.AppendLine(PrintableText.Of(statusLine));
        foreach (object field in fields)
        {
            text.AppendLine(PrintableText.Of(field.ToString() ?? ""));
        }

        if (body.Length > 0)
        {
            text.AppendLine().Append(Body(body, content));
        }

        return text.ToString().TrimEnd();
    }

    private static string Body(byte[] body, Func<string> text)
    {
        if (Array.IndexOf(body, (byte)0, 0, Math.Min(body.Length, MostCharacters)) >= 0)
        {
            return $"[{Size(body)} of binary data]";
        }

        string content = body.Length > 4 * MostCharacters
            ? Encoding.UTF8.GetString(body, 0, 4 * MostCharacters)
            : text();
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
