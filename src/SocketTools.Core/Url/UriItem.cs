using System;

namespace SocketTools.Url;

/// <summary>One entry of a listing: a menu's or a directory's.</summary>
public abstract class UriItem
{
    private protected UriItem(string line) => Line = line;

    /// <summary>Where what it names is found; null where it names nothing.</summary>
    /// <remarks>Made when asked for: a listing may have very many entries, and few of them are opened.</remarks>
    public abstract Uri? Uri { get; }

    /// <summary>The entry as it came; for a local file, its full path.</summary>
    public string Line { get; }
}
