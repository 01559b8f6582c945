using System;
using System.Net;
using System.Net.Sockets;

namespace SocketTools.Probing;

/// <summary>What a probe does on the wire, and what its answers mean.</summary>
internal interface IProbeWire
{
    /// <summary>The state of a port that does not answer.</summary>
    PortState Silent { get; }

    /// <summary>The same in words.</summary>
    string Silence(TimeSpan wait);

    /// <summary>A non-blocking socket.</summary>
    Socket Create(AddressFamily family);

    /// <summary>Begins a probe.</summary>
    /// <returns>Success where it is under way.</returns>
    /// <exception cref="SocketException">The same as an error that is returned.</exception>
    SocketError Begin(Socket socket, IPEndPoint to);

    /// <summary>What came, once the socket is ready.</summary>
    /// <returns>Success: open. WouldBlock: nothing yet. IsConnected: the socket has met itself.</returns>
    SocketError Outcome(Socket socket, IPEndPoint to, out string reason);

    /// <summary>What an error tells of the port.</summary>
    PortState StateOf(SocketError error, out string reason);
}
