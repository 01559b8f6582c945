using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>A probe is one datagram: a question in the words of the service that usually has the port, or an empty one.</summary>
internal sealed class UdpWire : IProbeWire
{
    private readonly byte[] _room = new byte[DatagramTransport.LargestDatagram];

    /// <inheritdoc/>
    public PortState Silent => PortState.NoReply;

    /// <inheritdoc/>
    public string Silence(TimeSpan wait) =>
        $"no reply within {wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s: open and silent, or filtered";

    /// <inheritdoc/>
    public Socket Create(AddressFamily family) => new UdpProbeSocket(family);

    /// <inheritdoc/>
    public SocketError Begin(Socket socket, IPEndPoint to)
    {
        byte[] question = UdpQuestions.For(to.Port);
        if (DatagramErrors.TryHear(socket))
        {
            // Not connected: some answer from another port, as TFTP does (RFC 1350, 4). One of our own sockets is nobody who listens.
            ((UdpProbeSocket)socket).TakePort();
            if (UdpProbeSocket.Holds(to))
            {
                return SocketError.ConnectionRefused;
            }

            socket.SendTo(question, to);
            return SocketError.Success;
        }

        socket.Connect(to);
        socket.Send(question, 0, question.Length, SocketFlags.None, out SocketError error);
        return error;
    }

    /// <inheritdoc/>
    public SocketError Outcome(Socket socket, IPEndPoint to, out string reason)
    {
        reason = "";

        // A look first: it tells of errors without an exception, of which a scan has thousands.
        int count = socket.Receive(_room, 0, _room.Length, SocketFlags.Peek, out SocketError error);
        if (error != SocketError.Success)
        {
            // Told by a router on the way; that there is no route from here, sending tells.
            return error == SocketError.NetworkUnreachable ? SocketError.HostUnreachable : error;
        }

        EndPoint source = new IPEndPoint(to.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        count = socket.ReceiveFrom(_room, ref source);
        var from = (IPEndPoint)source;
        if (!from.Address.Equals(to.Address) || UdpProbeSocket.Holds(from))
        {
            // A stranger, or another probe that asks the port of this one.
            return SocketError.WouldBlock;
        }

        reason = $"replied with {count.ToString(CultureInfo.InvariantCulture)} bytes"
            + (from.Port == to.Port ? "" : $" from port {from.Port.ToString(CultureInfo.InvariantCulture)}");
        return SocketError.Success;
    }

    /// <inheritdoc/>
    public PortState StateOf(SocketError error, out string reason)
    {
        switch (error)
        {
            // Windows tells of ICMP's port unreachable as a reset.
            case SocketError.ConnectionRefused or SocketError.ConnectionReset:
                reason = "port unreachable (ICMP)";
                return PortState.Closed;

            // Told by somebody on the way, or by the last router: nothing is known of the port.
            case SocketError.HostUnreachable or SocketError.HostDown:
                reason = FaultFactory.Words(error);
                return PortState.NoReply;

            default:
                reason = FaultFactory.Words(error);
                return PortState.Error;
        }
    }
}
