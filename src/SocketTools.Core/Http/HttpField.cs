using System;

namespace SocketTools.Http;

/// <summary>One header or trailer line.</summary>
/// <param name="Name">As received.</param>
/// <param name="Value">As received, the white space around it left out (RFC 9112, 5).</param>
public sealed record HttpField(string Name, string Value)
{
    /// <summary><c>Name: Value</c>.</summary>
    public override string ToString() => Name + ": " + Value;

    /// <summary>Whether it has that name, ignoring case.</summary>
    internal bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
