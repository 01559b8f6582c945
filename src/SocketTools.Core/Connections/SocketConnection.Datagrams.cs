using System;
using System.Net;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Datagrams, for connections of that kind.</content>
public sealed partial class SocketConnection
{
    /// <summary>Receives one datagram.</summary>
    /// <param name="most">How many of its bytes to take; a longer one is marked <see cref="SocketDatagram.Truncated"/>.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a stream; <see cref="Fault.ConnectFailed"/>: the peer's
    /// host refused an earlier datagram; a timeout.</exception>
    public SocketDatagram ReceiveDatagram(int most, CallClock clock)
    {
        DatagramTransport transport = Datagrams;
        using Receiving receiving = Receive(clock);
        clock.BeginReceive(Peer);
        byte[] data = Array.Empty<byte>();
        EndPoint? sender = null;
        Guarded(() => data = transport.Receive(clock, out sender));
        System.Threading.Interlocked.Add(ref _bytesReceived, data.Length);
        _tap?.OnDatagram(isSent: false, new ArraySegment<byte>(data));
        return SocketDatagram.Cut(data, sender ?? RemoteEndPoint, most);
    }

    /// <summary>Sends one datagram to the peer.</summary>
    /// <param name="data">Its bytes; none is fine.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a stream, or too long; <see cref="Fault.ConnectFailed"/>:
    /// the peer's host refused an earlier datagram; a timeout.</exception>
    public void SendDatagram(ArraySegment<byte> data, CallClock clock)
    {
        DatagramTransport transport = Datagrams;
        ThrowIfClosed();
        using ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        if (_sendClosed)
        {
            throw ConnectionFaults.SendSideClosed(Peer);
        }

        clock.BeginSend(Peer);
        Guarded(() => DatagramSending.Send(transport, data, null, clock));
        System.Threading.Interlocked.Add(ref _bytesSent, data.Count);
        _tap?.OnDatagram(isSent: true, data);
    }

    private DatagramTransport Datagrams => _transport as DatagramTransport ?? throw ConnectionFaults.NotADatagramSocket($"The connection to {Peer}");
}
