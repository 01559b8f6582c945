using System;

namespace SocketTools.Url;

/// <summary>One file or directory in a directory.</summary>
public sealed class DirectoryItem : UriItem
{
    internal DirectoryItem(Uri? uri, string line, string name)
        : base(uri, line) => Name = name;

    /// <summary>Its name, without the directory; where the line could not be read, the line.</summary>
    public string Name { get; }

    /// <summary>Its length, in bytes; null for a directory, and where it is not told.</summary>
    public long? Length { get; init; }

    /// <summary>When it was changed; null where that is not told. Servers that name no time zone are taken to mean UTC.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>The name, with a slash behind a directory's.</summary>
    public override string ToString() => IsDirectory ? Name + "/" : Name;
}
