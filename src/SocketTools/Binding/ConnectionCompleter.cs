using System.Linq;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the ids of the connections that are open.</summary>
public sealed class ConnectionCompleter : IdCompleter
{
    /// <summary>Makes it.</summary>
    public ConnectionCompleter()
        : base(static () => ConnectionTable.Connections.Select(static c => (c.Id, $"{c.HostName}:{c.Port} ({c.State})")))
    {
    }
}
