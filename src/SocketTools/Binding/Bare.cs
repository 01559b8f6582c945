using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>What the engine hands over, without its wrapping.</summary>
internal static class Bare
{
    /// <summary>The object itself.</summary>
    internal static object? Of(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
