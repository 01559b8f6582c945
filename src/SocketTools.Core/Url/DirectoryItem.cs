using System;
using System.Text;
using SocketTools.Framing;

namespace SocketTools.Url;

/// <summary>One file or directory in a directory.</summary>
public sealed class DirectoryItem : UriItem
{
    private readonly string? _directory;
    private readonly string _said;
    private readonly Encoding _encoding;

    /// <summary>An entry.</summary>
    /// <param name="directory">The URI of the directory, a slash at its end; null where the line could not be read.</param>
    /// <param name="line">The entry as it came.</param>
    /// <param name="name">Its name, to show.</param>
    /// <param name="said">Its name as it was said.</param>
    /// <param name="encoding">How that becomes the bytes that its URI names.</param>
    internal DirectoryItem(string? directory, string line, string name, string said, Encoding encoding)
        : base(line)
    {
        _directory = directory;
        _said = said;
        _encoding = encoding;
        Name = name;
    }

    /// <summary>Its name, without the directory; where the line could not be read, the line.</summary>
    public string Name { get; }

    /// <summary>Its length, in bytes; null for a directory, and where it is not told.</summary>
    public long? Length { get; init; }

    /// <summary>When it was changed, in local time; null where that is not told. Servers that name no time zone are taken to mean UTC.</summary>
    public DateTime? LastModified { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <inheritdoc/>
    public override Uri? Uri =>
        _directory is not null && Uri.TryCreate(_directory + PercentCoding.Encode(_encoding.GetBytes(_said), keepSlashes: false) + (IsDirectory ? "/" : ""), UriKind.Absolute, out Uri? uri) ? uri : null;

    /// <summary>The name, with a slash behind a directory's.</summary>
    public override string ToString() => IsDirectory ? Name + "/" : Name;
}
