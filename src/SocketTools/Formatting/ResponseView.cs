using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response: 1xx responses before it, status line, fields, the start of the body or its file, trailers.</summary>
public static class ResponseView
{
    /// <summary>Formats a response; what a terminal could take for a command is shown as a dot.</summary>
    public static string Format(RawHttpResponse response) => Format(PSObject.AsPSObject(response));

    /// <summary>Formats a response that may have been through a job, a remote session or a file.</summary>
    public static string Format(PSObject response)
    {
        List<string> parts = Many(response, "Informational").Select(static interim => Head(PSObject.AsPSObject(interim))).ToList();
        parts.Add(Head(response));
        if (Property(response, "Body") is byte[] { Length: > 0 } body)
        {
            parts.Add(BodyExcerpt.Of(body, () => Property(response, "Content") as string ?? ""));
        }

        if (Property(response, "OutFile") is string outFile)
        {
            parts.Add("[in " + PrintableText.Of(outFile) + "]");
        }

        parts.Add(Lines(Many(response, "Trailers")));
        string gap = Environment.NewLine + Environment.NewLine;
        return string.Join(gap, parts.Select(static part => part.TrimEnd()).Where(static part => part.Length > 0));
    }

    /// <summary>The start of a body for a list, where a whole one would run for minutes through a terminal.</summary>
    /// <param name="body">The bytes; null: there are none.</param>
    /// <param name="owner">What has them, and their text as Content.</param>
    public static string Start(byte[]? body, PSObject owner) => body is null ? "" : BodyExcerpt.Of(body, () => Property(owner, "Content") as string ?? "");

    private static string Head(PSObject head) => Lines(Many(head, "Headers").Prepend(
        $"HTTP/{Property(head, "HttpVersion")} {Property(head, "StatusCode")} {Property(head, "ReasonPhrase")}".TrimEnd()));

    private static string Lines(IEnumerable<object> lines) =>
        string.Join(Environment.NewLine, lines.Select(static line => PrintableText.Of(line.ToString() ?? "")));

    private static IEnumerable<object> Many(PSObject owner, string name) =>
        (Property(owner, name) as IEnumerable ?? Array.Empty<object>()).Cast<object>();

    private static object? Property(PSObject owner, string name) =>
        owner.Properties[name]?.Value is PSObject wrapped ? wrapped.BaseObject : owner.Properties[name]?.Value;
}
