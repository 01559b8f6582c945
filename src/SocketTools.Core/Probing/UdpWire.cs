using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
    public Socket Create(AddressFamily family) => new(family, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };

    /// <inheritdoc/>
    public SocketError Begin(Socket socket, IPEndPoint to)
    {
        // Connected, so that it hears a refusal (ICMP) and nobody but the peer.
        socket.Connect(to);
        byte[] question = UdpQuestions.For(to.Port);
        socket.Send(question, 0, question.Length, SocketFlags.None, out SocketError error);
        return error;
    }

    /// <inheritdoc/>
    public SocketError Outcome(Socket socket, IPEndPoint to, out string reason)
    {
        int count = socket.Receive(_room, 0, _room.Length, SocketFlags.None, out SocketError error);
        reason = $"replied with {count.ToString(CultureInfo.InvariantCulture)} bytes";
        return error == SocketError.MessageSize ? SocketError.Success : error;
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
