using System;

namespace SocketTools.Url;

/// <summary>One entry of a listing: a menu's or a directory's.</summary>
public abstract class UriItem
{
    private protected UriItem(Uri? uri, string line)
    {
        Uri = uri;
        Line = line;
    }

    /// <summary>Where what it names is found; null where it names nothing.</summary>
    public Uri? Uri { get; }

    /// <summary>The entry as it came; for a local file, its full path.</summary>
    public string Line { get; }
}
