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
        Property(response, "Headers") as IEnumerable ?? Array.Empty<object>(),
        Property(response, "Body") as byte[] ?? Array.Empty<byte>(),
        () => Property(response, "Content") as string ?? "");

    private static object? Property(PSObject response, string name) =>
        response.Properties[name]?.Value is PSObject wrapped ? wrapped.BaseObject : response.Properties[name]?.Value;

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
