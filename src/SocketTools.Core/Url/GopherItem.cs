using System;

namespace SocketTools.Url;

/// <summary>One line of a gopher menu.</summary>
public sealed class GopherItem : UriItem
{
    internal GopherItem(Uri? uri, string line, GopherType type)
        : base(uri, line) => Type = type;

    /// <summary>What it leads to.</summary>
    public GopherType Type { get; }

    /// <summary>The words to show.</summary>
    public string Title { get; init; } = "";

    /// <summary>What to send to the server for it.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The server.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The server's port, 1 to 65535; 0 where the line names none.</summary>
    public int Port { get; init; }

    /// <summary>The title.</summary>
    public override string ToString() => Title;
}
