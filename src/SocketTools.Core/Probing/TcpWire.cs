using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Probing;

/// <summary>A probe is a connect, and an orderly close once it is through: a server sees a client that had nothing to say, not a reset.</summary>
internal sealed class TcpWire : IProbeWire
{
    /// <inheritdoc/>
    public PortState Silent => PortState.Filtered;

    /// <inheritdoc/>
    public string Silence(TimeSpan wait) => $"no answer within {wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s";

    /// <inheritdoc/>
    public Socket Create(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };

    /// <inheritdoc/>
    public SocketError Begin(Socket socket, IPEndPoint to)
    {
        socket.Connect(to);
        return SocketError.Success;
    }

    /// <inheritdoc/>
    public SocketError Outcome(Socket socket, IPEndPoint to, out string reason)
    {
        reason = "connected";
        var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error == SocketError.ConnectionReset)
        {
            // Who resets at once has been connected to.
            reason = "connected, and reset at once";
            return SocketError.Success;
        }

        if (error == SocketError.Success && to.Port >= EphemeralPorts.First && IsItself(socket, to))
        {
            socket.LingerState = new LingerOption(true, 0);
            return SocketError.IsConnected;
        }

        return error;
    }

    /// <inheritdoc/>
    public PortState StateOf(SocketError error, out string reason)
    {
        reason = FaultFactory.Words(error);
        return error switch
        {
            SocketError.ConnectionRefused => PortState.Closed,
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.HostDown => PortState.Filtered,
            _ => PortState.Error,
        };
    }

    // RFC 9293, 3.5: two ends may connect to each other at the same time, and one end to itself.
    private static bool IsItself(Socket socket, IPEndPoint to)
    {
        try
        {
            return socket.LocalEndPoint is IPEndPoint own && own.Port == to.Port && own.Address.Equals(to.Address);
        }
        catch (SocketException)
        {
            // Reset in between; that is no connection to itself.
            return false;
        }
    }
}
