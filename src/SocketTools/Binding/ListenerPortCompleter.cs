using System.Linq;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the ports that are listened on.</summary>
public sealed class ListenerPortCompleter : IdCompleter
{
    /// <summary>Makes it.</summary>
    public ListenerPortCompleter()
        : base(static () => ConnectionTable.Listeners.Where(static l => l.Port > 0).Select(static l => (l.Port, l.ToString())))
    {
    }
}
