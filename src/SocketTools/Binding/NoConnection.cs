using System.Management.Automation;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>What is no connection, where another parameter might take it: told only where the engine converts arguments, as with <see cref="ConnectionId"/>.</summary>
internal sealed class NoConnection
{
    private readonly string _told;

    /// <summary>Something else.</summary>
    /// <param name="told">What to say of it.</param>
    internal NoConnection(string told) => _told = told;

    /// <summary>Never a connection.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">What there is to say.</exception>
    public static implicit operator SocketConnection(NoConnection other) => throw new ArgumentTransformationMetadataException(other._told);

    /// <inheritdoc/>
    public override string ToString() => "that listener";
}
