using System.Globalization;
using System.Text;
using SocketTools.Http;
using SocketTools.Url;

namespace SocketTools.Formatting;

/// <summary>The default view of what a URI named: the URI, the fields, and the start of the content or of the listing.</summary>
public static class UriContentView
{
    private const int MostItems = 20;

    /// <summary>Formats it; what a terminal could take for a command is shown as a dot.</summary>
    public static string Format(UriContent content)
    {
        var text = new StringBuilder();
        text.AppendLine(PrintableText.Of(content.Uri.OriginalString));
        foreach (HttpField field in content.Headers)
        {
            text.AppendLine(PrintableText.Of(field.ToString()));
        }

        text.AppendLine();
        if (content.Items.Count > 0)
        {
            for (int i = 0; i < content.Items.Count && i < MostItems; i++)
            {
                text.AppendLine(Item(content.Items[i]));
            }

            if (content.Items.Count > MostItems)
            {
                text.AppendLine("[… " + content.Items.Count.ToString("N0", CultureInfo.InvariantCulture) + " items in all]");
            }
        }
        else if (content.Bytes.Length > 0)
        {
            text.Append(BodyExcerpt.Of(content.Bytes, () => content.Content));
        }

        if (content.OutFile is not null)
        {
            text.AppendLine("[in " + PrintableText.Of(content.OutFile) + "]");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Text on one line, safe to show.</summary>
    public static string Line(string text) => PrintableText.Of(text.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' '));

    private static string Item(UriItem item) => item switch
    {
        GopherItem { Type: GopherType.Information } words => Line("           " + words.Title),
        GopherItem entry => Line($"{entry.Type,-10} {entry.Title}"),
        DirectoryItem file => Line($"{file.LastModified?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),16} {file.Length?.ToString("N0", CultureInfo.InvariantCulture),15} {file}"),
        _ => Line(item.Line),
    };
}
