using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response: status line, fields, and the start of the body.</summary>
public static class ResponseView
{
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
            text.AppendLine().Append(BodyExcerpt.Of(response.Body, () => response.Content));
        }

        return text.ToString().TrimEnd();
    }
}
