using System;
using System.Collections.Generic;

namespace SocketTools.Replies;

/// <summary>A command as the user gives it.</summary>
public sealed class SocketCommand
{
    /// <summary>A command in words.</summary>
    /// <param name="text">The line, without its end; empty where only <see cref="Secret"/> is sent.</param>
    public SocketCommand(string text) => Text = text;

    /// <summary>The line, without its end.</summary>
    public string Text { get; }

    /// <summary>What the line cannot carry: each a string or a <c>byte[]</c>, framed as the protocol says.</summary>
    public IReadOnlyList<object> Arguments { get; init; } = Array.Empty<object>();

    /// <summary>The last argument, which is shown nowhere; null: none.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether a success brings a dot block, where the command is not one that is known to.</summary>
    public bool MultiLine { get; init; }
}
