using System.Collections.Generic;

namespace SocketTools.Url;

/// <summary>What there is to know of each gopher type, by its character.</summary>
internal static class GopherTypes
{
    private static readonly Dictionary<char, (GopherType Type, string Media)> s_types = new()
    {
        ['0'] = (GopherType.Text, "text/plain"),
        ['1'] = (GopherType.Menu, GopherScheme.MenuMedia),
        ['2'] = (GopherType.PhoneBook, MediaTypes.Unknown),
        ['3'] = (GopherType.Error, MediaTypes.Unknown),
        ['4'] = (GopherType.BinHex, "application/mac-binhex40"),
        ['5'] = (GopherType.DosBinary, MediaTypes.Unknown),
        ['6'] = (GopherType.Uuencoded, "text/x-uuencode"),
        ['7'] = (GopherType.Search, GopherScheme.MenuMedia),
        ['8'] = (GopherType.Telnet, MediaTypes.Unknown),
        ['9'] = (GopherType.Binary, MediaTypes.Unknown),
        ['+'] = (GopherType.Mirror, MediaTypes.Unknown),
        ['g'] = (GopherType.Gif, "image/gif"),
        ['I'] = (GopherType.Image, MediaTypes.Unknown),
        ['T'] = (GopherType.Telnet3270, MediaTypes.Unknown),
        ['h'] = (GopherType.Html, "text/html"),
        ['i'] = (GopherType.Information, MediaTypes.Unknown),
        ['s'] = (GopherType.Sound, MediaTypes.Unknown),
        ['d'] = (GopherType.Document, MediaTypes.Unknown),
    };

    /// <summary>The type that a character stands for.</summary>
    internal static GopherType Of(char character) => s_types.TryGetValue(character, out (GopherType Type, string Media) known) ? known.Type : GopherType.Other;

    /// <summary>The media type of what a selector gives: the gopher type's own, else by the selector's extension.</summary>
    internal static string MediaTypeOf(char character, string selector)
    {
        string media = s_types.TryGetValue(character, out (GopherType Type, string Media) known) ? known.Media : MediaTypes.Unknown;
        return media == MediaTypes.Unknown ? MediaTypes.OfName(selector) : media;
    }

    /// <summary>Whether it comes as lines that a dot may end (RFC 1436, 3.2 and 3.8).</summary>
    internal static bool IsText(GopherType type) => type is GopherType.Text or GopherType.BinHex or GopherType.Uuencoded;

    /// <summary>Whether it comes as a menu.</summary>
    internal static bool IsMenu(GopherType type) => type is GopherType.Menu or GopherType.Search;
}
