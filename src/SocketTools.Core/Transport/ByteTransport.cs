using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>A stream of bytes both ways, under a connection: a socket, or a layer such as TLS over one.</summary>
/// <remarks>One thread may read while another writes; the connection sees to it that there is no second of either.</remarks>
public abstract class ByteTransport : IDisposable
{
    /// <summary>The socket at the bottom.</summary>
    public abstract Socket Socket { get; }

    /// <summary>The peer's end point; null where the system does not know one.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>Our own end point; null where the system does not know one.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>How much room a read must offer, in bytes, so that nothing is cut off.</summary>
    public virtual int LeastRoom => 1;

    /// <summary>Reads what has come, waiting until there is something.</summary>
    /// <param name="into">Where to put it; at least one byte long.</param>
    /// <param name="clock">Ends the wait; what it ends is kept for the next read.</param>
    /// <returns>How many bytes came; 0 at the end of the stream.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public abstract int Read(ArraySegment<byte> into, CallClock clock);

    /// <summary>Hands bytes to the peer, waiting until it takes some.</summary>
    /// <param name="data">What to send; at least one byte long.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>How many bytes were taken; at least 1.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public abstract int Write(ArraySegment<byte> data, CallClock clock);

    /// <summary>Looks, without waiting and without taking anything, how the stream stands.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public abstract StreamSign Look();

    /// <summary>Sends one byte out of band (RFC 9293, 3.8.5: urgent data).</summary>
    /// <exception cref="SocketException">The connection broke, or has no such thing.</exception>
    public abstract void SendOutOfBand(byte value, CallClock clock);

    /// <summary>Waits for a byte out of band.</summary>
    /// <returns>The byte; null at the end of the stream.</returns>
    /// <exception cref="SocketException">The connection broke, or has no such thing.</exception>
    public abstract byte? ReceiveOutOfBand(CallClock clock);

    /// <summary>Tells the peer that no more bytes will come.</summary>
    public abstract void CloseSend(CallClock clock);

    /// <summary>Tells the system that we read no more.</summary>
    public abstract void CloseReceive();

    /// <summary>Ends the connection; unread bytes at the peer's side stay readable there.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the connection with a reset on the wire.</summary>
    public abstract void Abort();

    /// <summary>Ends the connection.</summary>
    protected abstract void Close();
}
