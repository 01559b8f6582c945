using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>The connections and listeners that are alive, so that they can be listed, and closed when the module goes.</summary>
public static class ConnectionTable
{
    private static readonly ConcurrentDictionary<int, SocketConnection> s_connections = new();
    private static readonly ConcurrentDictionary<int, SocketListener> s_listeners = new();
    private static int s_lastId;

    // How long the end of a session waits for what was sent to arrive. What is left then the system still sends, where nothing lies unread.
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(1);

    static ConnectionTable() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        CloseAll();
        OrderlyEnd.Wait(s_lastPatience);
    };

    /// <summary>The connections that are not closed, oldest first.</summary>
    public static IReadOnlyList<SocketConnection> Connections => s_connections.Values.OrderBy(static c => c.Id).ToArray();

    /// <summary>The listeners that are not stopped, oldest first.</summary>
    public static IReadOnlyList<SocketListener> Listeners => s_listeners.Values.OrderBy(static l => l.Id).ToArray();

    /// <summary>The connection with this id; null where there is none, or it is closed.</summary>
    public static SocketConnection? Find(int id) => s_connections.TryGetValue(id, out SocketConnection? found) ? found : null;

    /// <summary>The listener with this id; null where there is none, or it is stopped.</summary>
    public static SocketListener? FindListener(int id) => s_listeners.TryGetValue(id, out SocketListener? found) ? found : null;

    /// <summary>Closes every connection and stops every listener.</summary>
    public static void CloseAll()
    {
        foreach (SocketListener listener in s_listeners.Values)
        {
            listener.Dispose();
        }

        foreach (SocketConnection connection in s_connections.Values)
        {
            connection.Dispose();
        }
    }

    internal static int NextId() => Interlocked.Increment(ref s_lastId);

    internal static void Add(SocketConnection connection) => s_connections[connection.Id] = connection;

    internal static void Add(SocketListener listener) => s_listeners[listener.Id] = listener;

    internal static void Remove(SocketConnection connection) => s_connections.TryRemove(connection.Id, out _);

    internal static void Remove(SocketListener listener) => s_listeners.TryRemove(listener.Id, out _);
}
