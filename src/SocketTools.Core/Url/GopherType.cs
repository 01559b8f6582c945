namespace SocketTools.Url;

/// <summary>What a gopher menu's line leads to (RFC 1436, 3.8, and what came after it).</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum GopherType : long
{
    /// <summary>A type that is not known here; fetched as bytes.</summary>
    Other,

    /// <summary>0: text.</summary>
    Text,

    /// <summary>1: a menu.</summary>
    Menu,

    /// <summary>2: a CSO phone book.</summary>
    PhoneBook,

    /// <summary>3: an error.</summary>
    Error,

    /// <summary>4: a Macintosh file in BinHex.</summary>
    BinHex,

    /// <summary>5: a DOS archive.</summary>
    DosBinary,

    /// <summary>6: a uuencoded file.</summary>
    Uuencoded,

    /// <summary>7: a search, which gives a menu.</summary>
    Search,

    /// <summary>8: a telnet session.</summary>
    Telnet,

    /// <summary>9: bytes.</summary>
    Binary,

    /// <summary>+: another server that has the same as the item before.</summary>
    Mirror,

    /// <summary>g: a GIF.</summary>
    Gif,

    /// <summary>I: an image of any kind.</summary>
    Image,

    /// <summary>T: a telnet session with a 3270 terminal.</summary>
    Telnet3270,

    /// <summary>h: HTML, or with a selector that begins with URL: another place.</summary>
    Html,

    /// <summary>i: words in the menu that lead nowhere.</summary>
    Information,

    /// <summary>s: sound.</summary>
    Sound,

    /// <summary>d: a document, such as PDF.</summary>
    Document,
}
