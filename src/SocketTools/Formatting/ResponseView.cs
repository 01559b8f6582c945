using System;
using System.Collections;
using System.Management.Automation;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response: status line, fields, and the start of the body.</summary>
public static class ResponseView
{
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
            text.AppendLine().Append(BodyExcerpt.Of(body, content));
        }

        return text.ToString().TrimEnd();
    }
}
