using System.Globalization;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>The id of a connection, which becomes the connection only where the engine converts arguments. It does that after it has looked
/// for a parameter that takes an argument as it is, so that in <c>$c | Send-SocketLine 1</c> the 1 is the line.</summary>
internal sealed class ConnectionId
{
    private readonly int _id;

    /// <summary>An id that somebody wrote.</summary>
    internal ConnectionId(int id) => _id = id;

    /// <summary>The connection.</summary>
    /// <exception cref="System.Management.Automation.ArgumentTransformationMetadataException">No open connection has the id.</exception>
    public static implicit operator SocketConnection(ConnectionId id) => ConnectionTransformationAttribute.Find(id._id);

    /// <inheritdoc/>
    public override string ToString() => _id.ToString(CultureInfo.InvariantCulture);
}
