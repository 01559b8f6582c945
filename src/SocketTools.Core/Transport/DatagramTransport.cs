using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>A datagram or raw socket, non-blocking; connected (it sends to one peer and hears only it) or bound.</summary>
/// <remarks>As a byte transport it gives each datagram's bytes, as <c>nc -u</c> does; <see cref="Receive"/> keeps their boundaries.</remarks>
public sealed class DatagramTransport : SocketTransport
{
    /// <summary>Room for the largest datagram of the Internet protocols, in bytes (RFC 768, RFC 8200).</summary>
    public const int LargestDatagram = 65535;

    /// <summary>Takes over a datagram socket.</summary>
    /// <param name="socket">The socket; made non-blocking, and disposed with this.</param>
    /// <param name="remote">The peer, where there is one.</param>
    public DatagramTransport(Socket socket, EndPoint? remote = null)
        : base(socket, remote)
    {
    }

    /// <inheritdoc/>
    public override int LeastRoom => LargestDatagram;

    /// <inheritdoc/>
    public override StreamSign Look() => Socket.Poll(0, SelectMode.SelectRead) ? StreamSign.Data : StreamSign.Quiet;

    /// <summary>Receives one datagram whole, waiting until there is one.</summary>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="sender">Who sent it; for a Unix socket without a name, null.</param>
    /// <exception cref="SocketException">The system tells of a refused port.</exception>
    public byte[] Receive(CallClock clock, out EndPoint? sender)
    {
        while (!IsReadable(clock.NextSliceMicroseconds()))
        {
        }

        // What waits says how long the next one is (Linux) or all of them (others): room enough either way, Unix datagrams included.
        var room = new byte[Math.Max(LargestDatagram, Socket.Available) + 1];
        EndPoint nobody = AnyEndPoint();
        EndPoint from = nobody;
        clock.ThrowIfStopped();
        int count = Socket.ReceiveFrom(room, ref from);
        sender = ReferenceEquals(from, nobody) ? null : from;
        Array.Resize(ref room, count);
        return room;
    }

    /// <summary>Sends one datagram whole.</summary>
    /// <param name="data">Its bytes; none is fine.</param>
    /// <param name="to">To whom; null: to the peer it is connected to.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketException">It is too long, or the system tells of a refused port.</exception>
    public void Send(ArraySegment<byte> data, EndPoint? to, CallClock clock)
    {
        while (true)
        {
            try
            {
                _ = to is null
                    ? Socket.Send(data.Array!, data.Offset, data.Count, SocketFlags.None)
                    : Socket.SendTo(data.Array!, data.Offset, data.Count, SocketFlags.None, to);
                return;
            }
            catch (SocketException full) when (full.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
            {
                WaitWritable(clock.NextSliceMicroseconds());
            }
        }
    }

    /// <inheritdoc/>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        // An empty datagram is no end of a stream.
        int count;
        do
        {
            count = base.TryRead(into);
        }
        while (count == 0);
        return count;
    }

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds) => IsReadable(microseconds);

    /// <inheritdoc/>
    internal override bool EndsInOrder => false;

    // A refused port (ICMP) makes the socket erroneous, not readable: the receive then tells.
    private bool IsReadable(int microseconds)
    {
        bool readable = Socket.Poll(microseconds, SelectMode.SelectRead) || Socket.Poll(0, SelectMode.SelectError);
        ThrowIfWoken();
        return readable;
    }

    // An address that no sender has: a Unix socket without a name leaves it as it is.
    private EndPoint AnyEndPoint() => Socket.AddressFamily switch
    {
        AddressFamily.InterNetworkV6 => new IPEndPoint(IPAddress.IPv6Any, 0),
        AddressFamily.Unix => UnixEndPoint.Create("/"),
        _ => new IPEndPoint(IPAddress.Any, 0),
    };
}
