using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Url;

/// <summary>Reads gopher menus (RFC 1436, 3.5). Pure: bytes in, items out.</summary>
internal static class GopherMenu
{
    /// <summary>The items of a menu.</summary>
    /// <param name="bytes">The menu, its dot line left out.</param>
    /// <param name="encoding">Of the titles.</param>
    internal static IReadOnlyList<GopherItem> Parse(ArraySegment<byte> bytes, Encoding encoding)
    {
        var items = new List<GopherItem>();
        int end = bytes.Offset + bytes.Count;
        for (int at = bytes.Offset; at < end;)
        {
            int newLine = Array.IndexOf(bytes.Array!, (byte)'\n', at, end - at);
            int stop = newLine < 0 ? end : newLine;
            int length = stop - at;
            if (length > 0 && bytes.Array![stop - 1] == '\r')
            {
                length--;
            }

            items.Add(Item(encoding.GetString(bytes.Array!, at, length), encoding));
            at = stop + 1;
        }

        return items;
    }

    /// <summary>The server's words, where a reply is nothing but an error; null: it is not.</summary>
    /// <param name="items">The reply, read as a menu.</param>
    internal static string? ErrorOf(IReadOnlyList<GopherItem> items)
    {
        string? words = null;
        foreach (GopherItem item in items)
        {
            if (item.Type == GopherType.Error)
            {
                words ??= item.Title;
            }
            else if (item.Type != GopherType.Information)
            {
                return null;
            }
        }

        return words;
    }

    /// <summary>Whether any line is one of a menu: with tabs.</summary>
    internal static bool IsMenu(IReadOnlyList<GopherItem> items)
    {
        foreach (GopherItem item in items)
        {
            if (item.Line.IndexOf('\t') >= 0)
            {
                return true;
            }
        }

        return items.Count == 0;
    }

    // A line without tabs is what somebody wrote into a menu by hand: shown as it is, leading nowhere.
    private static GopherItem Item(string line, Encoding encoding)
    {
        string[] fields = line.Split('\t');
        if (fields.Length == 1)
        {
            return new GopherItem(line, 'i', encoding) { Title = line };
        }

        return new GopherItem(line, fields[0].Length > 0 ? fields[0][0] : 'i', encoding)
        {
            Title = fields[0].Length > 0 ? fields[0].Substring(1) : "",
            Selector = fields[1],
            HostName = fields.Length > 2 ? fields[2].Trim() : "",
            Port = fields.Length > 3 && int.TryParse(fields[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535 ? port : 0,
        };
    }
}
