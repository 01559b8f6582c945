using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using SocketTools.Url;

namespace SocketTools.Formatting;

/// <summary>The default view of what a URI named: the URI, the fields, and the start of the content or of the listing.</summary>
public static class UriContentView
{
    private const int MostItems = 20;

    /// <summary>Formats it; what a terminal could take for a command is shown as a dot.</summary>
    public static string Format(UriContent content) =>
        Format(content.Uri.OriginalString, content.Headers, content.Items.Cast<object>().ToArray(), content.Bytes, () => content.Content, content.OutFile);

    /// <summary>Formats one that has been through a job, a remote session or a file.</summary>
    public static string Format(PSObject content) => Format(
        content.Properties["Uri"]?.Value is Uri uri ? uri.OriginalString : "",
        Many(content, "Headers"),
        Many(content, "Items").Cast<object>().ToArray(),
        content.Properties["Bytes"]?.Value is byte[] bytes ? bytes : Array.Empty<byte>(),
        () => content.Properties["Content"]?.Value as string ?? "",
        content.Properties["OutFile"]?.Value as string);

    /// <summary>Text on one line, safe to show.</summary>
    public static string Line(string text) => PrintableText.Of(text.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' '));

    private static IEnumerable Many(PSObject content, string property) =>
        (content.Properties[property]?.Value is PSObject wrapped ? wrapped.BaseObject : content.Properties[property]?.Value) as IEnumerable ?? Array.Empty<object>();

    private static string Format(string uri, IEnumerable fields, object[] items, byte[] bytes, Func<string> decode, string? outFile)
    {
        var text = new StringBuilder();
        text.AppendLine(PrintableText.Of(uri));
        foreach (object field in fields)
        {
            text.AppendLine(PrintableText.Of(field.ToString() ?? ""));
        }

        text.AppendLine();
        if (items.Length > 0)
        {
            for (int i = 0; i < items.Length && i < MostItems; i++)
            {
                text.AppendLine(Item(PSObject.AsPSObject(items[i])));
            }

            if (items.Length > MostItems)
            {
                text.AppendLine("[… " + items.Length.ToString("N0", CultureInfo.InvariantCulture) + " items in all]");
            }
        }
        else if (bytes.Length > 0)
        {
            text.AppendLine(BodyExcerpt.Of(bytes, decode));
        }

        if (outFile is not null)
        {
            text.AppendLine("[in " + PrintableText.Of(outFile) + "]");
        }

        return text.ToString().TrimEnd();
    }

    private static string Item(PSObject item)
    {
        if (item.Properties["Title"]?.Value is string title)
        {
            string type = item.Properties["Type"]?.Value?.ToString() ?? "";
            return Line($"{(type == nameof(GopherType.Information) ? "" : type),-11} {title}");
        }

        string? modified = item.Properties["LastModified"]?.Value is DateTime time ? time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
        string? length = item.Properties["Length"]?.Value is long bytes ? bytes.ToString("N0", CultureInfo.InvariantCulture) : null;
        return Line($"{modified,16} {length,15} {item}");
    }
}
