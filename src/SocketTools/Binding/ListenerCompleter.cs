using System.Linq;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the ids of the listeners that listen.</summary>
public sealed class ListenerCompleter : IdCompleter
{
    /// <summary>Makes it.</summary>
    public ListenerCompleter()
        : base(static () => ConnectionTable.Listeners.Select(static l => (l.Id, l.ToString())))
    {
    }
}
