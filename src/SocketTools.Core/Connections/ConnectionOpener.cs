using System.Diagnostics;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
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

    /// <summary>Opens a TCP connection.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="clock">Ends the wait; the connect timeout covers all stages together.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="Faults.SocketToolsException">No address, nobody there, a clock ran out.</exception>
    /// <exception cref="System.OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection Open(HostEndPoint target, CallClock clock)
    {
        clock.BeginConnect(target.ToString());
        var timing = new ConnectionTiming();
        var stage = Stopwatch.StartNew();

        Tell(WireEventKind.Resolving, target.HostName);
        IReadOnlyList<IPAddress> addresses = AddressResolver.Resolve(target.HostName, Family, clock);
        timing.Resolve = stage.Elapsed;
        Tell(WireEventKind.Resolved, string.Join(", ", addresses));

        stage.Restart();
        Socket socket = new SocketConnector(target.ToString(), clock, Observer).Connect(addresses, target.Port);
        timing.Connect = stage.Elapsed;
        var connection = new SocketConnection(new SocketTransport(socket), target.HostName, target.Port, Settings, timing);
        Tell(WireEventKind.Connected, HostEndPoint.Format(connection.RemoteEndPoint));
        return connection;
    }

    private void Tell(WireEventKind kind, string detail) => Observer?.OnWireEvent(new WireEvent(kind, detail));
}
