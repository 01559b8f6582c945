using System.Management.Automation;
using SocketTools.Tracing;

namespace SocketTools.Formatting;

/// <summary>Views of what clients have sent to a listener that answers by itself.</summary>
public static class RequestView
{
    /// <summary>How it begins, on one line: what follows is counted.</summary>
    /// <param name="request">A request; one that was serialized too.</param>
    public static string Start(PSObject request)
    {
        string text = ClientText.Of(request.Properties["Text"]?.Value?.ToString() ?? "");
        int feed = text.IndexOf('\n');
        string first = PrintableText.Of((feed < 0 ? text : text.Substring(0, feed)).TrimEnd('\r'));
        int more = text.TrimEnd('\r', '\n').Split('\n').Length - 1;
        return more < 1 ? first : $"{first} … ({more + 1} lines)";
    }

    /// <summary>The same of the start of a longer text.</summary>
    public static string Excerpt(string said) => BodyExcerpt.Of(said, Text);

    /// <summary>Text of a client's, or a line of it: passwords and the like as stars.</summary>
    public static string Text(string said) => PrintableText.Of(ClientText.Of(said));
}
