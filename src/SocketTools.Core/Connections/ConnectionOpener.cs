using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>Opens connections: name, addresses, socket.</summary>
public sealed class ConnectionOpener
{
    /// <summary>What the connection remembers.</summary>
    public ConnectionSettings Settings { get; init; } = new();

    /// <summary>Only addresses of this family; unspecified: both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Told of each stage; null: nobody.</summary>
    public IWireObserver? Observer { get; init; }

    /// <summary>Makes the sockets.</summary>
    public SocketRecipe Recipe { get; init; } = new();

    /// <summary>Opens a connection to a host. A datagram or raw socket only locates its peer: nothing is sent.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="clock">Ends the wait; the connect timeout covers all stages together.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="SocketToolsException">No address, nobody there, forbidden, a clock ran out.</exception>
    /// <exception cref="System.OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection Open(HostEndPoint target, CallClock clock)
    {
        string peer = target.ToString();
        clock.BeginConnect(peer);
        var timing = new ConnectionTiming();
        var stage = Stopwatch.StartNew();

        Tell(WireEventKind.Resolving, target.HostName);
        IReadOnlyList<IPAddress> addresses = AddressResolver.Resolve(target.HostName, Family, clock);
        timing.Resolve = stage.Elapsed;
        Tell(WireEventKind.Resolved, string.Join(", ", addresses));

        return Connect(addresses.Select(a => new IPEndPoint(a, target.Port)).ToArray(), peer, target.HostName, target.Port, timing, clock);
    }

    /// <summary>Opens a connection to a Unix socket.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c> for an abstract one.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException">Nobody there, forbidden, not supported here, a clock ran out.</exception>
    /// <exception cref="System.OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection OpenUnix(string path, CallClock clock)
    {
        clock.BeginConnect(path);
        return Connect(new[] { UnixEndPoint.Create(path) }, path, path, 0, new ConnectionTiming(), clock);
    }

    private SocketConnection Connect(IReadOnlyList<EndPoint> addresses, string peer, string hostName, int port, ConnectionTiming timing, CallClock clock)
    {
        var stage = Stopwatch.StartNew();
        var connector = new SocketConnector(peer, Recipe, clock, Observer);
        Socket socket = connector.Connect(addresses);
        timing.Connect = stage.Elapsed;
        ByteTransport transport = Recipe.SocketType == SocketType.Stream ? new SocketTransport(socket) : new DatagramTransport(socket, connector.ConnectedTo);
        var connection = new SocketConnection(transport, peer, hostName, port, Settings, timing);
        Tell(WireEventKind.Connected, HostEndPoint.Format(connection.RemoteEndPoint));
        return connection;
    }

    private void Tell(WireEventKind kind, string detail) => Observer?.OnWireEvent(new WireEvent(kind, detail));
}
