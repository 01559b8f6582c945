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
            return new GopherItem(null, line, GopherType.Information) { Title = line };
        }

        char character = fields[0].Length > 0 ? fields[0][0] : 'i';
        GopherType type = GopherTypes.Of(character);
        string selector = fields[1];
        string host = fields.Length > 2 ? fields[2].Trim() : "";
        int port = fields.Length > 3 && int.TryParse(fields[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 65535 ? number : 0;
        return new GopherItem(UriOf(character, type, selector, host, port, encoding), line, type)
        {
            Title = fields[0].Length > 0 ? fields[0].Substring(1) : "",
            Selector = selector,
            HostName = host,
            Port = port,
        };
    }

    private static Uri? UriOf(char character, GopherType type, string selector, string host, int port, Encoding encoding)
    {
        if (type == GopherType.Html && (selector.StartsWith("URL:", StringComparison.OrdinalIgnoreCase) || selector.StartsWith("/URL:", StringComparison.OrdinalIgnoreCase)))
        {
            return Made(selector.Substring(selector.IndexOf(':') + 1));
        }

        if (type is GopherType.Information or GopherType.Error || host.Length == 0 || port == 0 || host.IndexOfAny(s_notInAHost) >= 0)
        {
            return null;
        }

        string authority = (host.IndexOf(':') >= 0 ? "[" + host + "]" : host) + (port == GopherScheme.Port ? "" : ":" + port.ToString(CultureInfo.InvariantCulture));
        return Made($"gopher://{authority}/{PercentCoding.Encode(new[] { (byte)character }, keepSlashes: false)}{PercentCoding.Encode(encoding.GetBytes(selector), keepSlashes: true)}");
    }

    private static readonly char[] s_notInAHost = { '/', '\\', '?', '#', '@', ' ', '%', '\r', '\0' };

    private static Uri? Made(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri : null;
}
