using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>Sends a datagram, and says in words what the system refuses.</summary>
internal static class DatagramSending
{
    /// <summary>Sends one datagram.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>, <see cref="Fault.AccessDenied"/>.</exception>
    /// <exception cref="SocketException">The peer's host refused an earlier one.</exception>
    internal static void Send(DatagramTransport transport, ArraySegment<byte> data, EndPoint? to, CallClock clock)
    {
        try
        {
            transport.Send(data, to, clock);
        }
        catch (SocketException tooLong) when (tooLong.SocketErrorCode == SocketError.MessageSize)
        {
            throw FaultFactory.DatagramTooLong(data.Count, tooLong);
        }
        catch (SocketException forbidden) when (forbidden.SocketErrorCode == SocketError.AccessDenied)
        {
            throw TransportFaults.AccessDenied(HostEndPoint.Format(to ?? transport.RemoteEndPoint), SocketType.Dgram, forbidden);
        }
    }
}
