using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>A listener that passes every client through to a server.</summary>
public sealed class SocketRelay : SocketListener
{
    private readonly Relay _relay;

    private SocketRelay(Socket socket, string? unixSocket, PlaySettings settings, Relay relay)
        : base(socket, unixSocket, settings.Tls, relay) => _relay = relay;

    /// <summary>The server, as messages name it.</summary>
    public string To => _relay.Peer;

    /// <summary>Why clients could not be passed on: the last 100 reasons, the newest last.</summary>
    public IReadOnlyList<RelayError> Errors => _relay.Errors;

    /// <summary>Starts to pass clients through.</summary>
    /// <param name="local">The address and port to listen on; port 0 takes a free one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="settings">How clients are served.</param>
    /// <param name="relay">To where.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>, <see cref="Fault.InvalidRequest"/>.</exception>
    public static SocketRelay Start(IPEndPoint local, int backlog, PlaySettings settings, Relay relay) =>
        new(ListenerSocket.Listen(local, SocketType.Stream, backlog), null, settings, relay);

    /// <summary>The same on a Unix socket; its path is removed when the relay stops.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c> for an abstract one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="settings">How clients are served.</param>
    /// <param name="relay">To where.</param>
    /// <exception cref="SocketToolsException">As above; <see cref="Fault.NotSupported"/>: no Unix sockets here.</exception>
    public static SocketRelay StartUnix(string path, int backlog, PlaySettings settings, Relay relay) => path == relay.Peer
        ? throw FaultFactory.InvalidRequest($"The relay would pass its clients on to itself: '{path}' is where it listens and where it leads.")
        : new(ListenerSocket.ListenUnix(path, SocketType.Stream, backlog), path, settings, relay);
}
