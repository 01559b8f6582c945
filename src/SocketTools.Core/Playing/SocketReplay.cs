using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>A listener that is the server of a transcript.</summary>
public sealed class SocketReplay : SocketListener
{
    private readonly ReplayPlayer _player;

    private SocketReplay(Socket socket, string? unixSocket, PlaySettings settings, ReplayPlayer player)
        : base(socket, unixSocket, settings.Tls, player) => _player = player;

    /// <summary>Where clients did not say what the transcript has: the last thousand, the newest last.</summary>
    public IReadOnlyList<ReplayMismatch> Mismatches => _player.Mismatches;

    /// <summary>Starts to play.</summary>
    /// <param name="local">The address and port to listen on; port 0 takes a free one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="settings">How clients are served.</param>
    /// <param name="player">What they are served with.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>, <see cref="Fault.InvalidRequest"/>.</exception>
    public static SocketReplay Start(IPEndPoint local, int backlog, PlaySettings settings, ReplayPlayer player) =>
        new(ListenerSocket.Listen(local, SocketType.Stream, backlog), null, settings, player);

    /// <summary>The same on a Unix socket; its path is removed when the replay stops.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c> for an abstract one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="settings">How clients are served.</param>
    /// <param name="player">What they are served with.</param>
    /// <exception cref="SocketToolsException">As above; <see cref="Fault.NotSupported"/>: no Unix sockets here.</exception>
    public static SocketReplay StartUnix(string path, int backlog, PlaySettings settings, ReplayPlayer player) =>
        new(ListenerSocket.ListenUnix(path, SocketType.Stream, backlog), path, settings, player);
}
