using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>A stream of bytes both ways, under a connection: a socket, or a layer such as TLS over another transport.</summary>
/// <remarks>
/// <para>A transport never waits inside a read or a write: it takes what there is, or says that it would have to wait. Waiting is done
/// apart, in slices, under a <see cref="CallClock"/>. So a timeout or a stop never finds a byte half-way; where a layer has begun
/// something that it cannot finish yet, such as half a TLS record, it keeps it and goes on at the next call.</para>
/// <para>One thread may read while another writes; the connection sees to it that there is no second of either.</para>
/// </remarks>
public abstract class ByteTransport : IDisposable
{
    private int _disposed;
    private AnswerWatch? _watch;

    /// <summary>What <see cref="TryRead"/> and <see cref="TryWrite"/> return where they would have to wait.</summary>
    protected internal const int WouldWait = -1;

    /// <summary>The socket at the bottom.</summary>
    public abstract Socket Socket { get; }

    /// <summary>The peer's end point; null where the system does not know one.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>Our own end point; null where the system does not know one.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>How much room a read must offer, in bytes, so that nothing is cut off.</summary>
    public virtual int LeastRoom => 1;

    /// <summary>Whether the end of the stream was announced by the layer that ended it, and is no cut (RFC 8446, 6.1).</summary>
    public virtual bool EndedCleanly => true;

    /// <summary>Reads what has come, waiting until there is something.</summary>
    /// <param name="into">Where to put it; at least one byte long.</param>
    /// <param name="clock">Ends the wait; what it ends is kept for the next read.</param>
    /// <returns>How many bytes came; 0 at the end of the stream.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public int Read(ArraySegment<byte> into, CallClock clock)
    {
        int count;
        if (AwaitsAnswer)
        {
            if ((count = (_watch ??= new AnswerWatch()).TryRead(this, into)) != WouldWait)
            {
                return count;
            }

            WaitReadable(clock.NextSliceMicroseconds());
        }

        while ((count = TryRead(into)) == WouldWait)
        {
            WaitReadable(clock.NextSliceMicroseconds());
        }

        return count;
    }

    /// <summary>Hands bytes to the peer, waiting until some are taken.</summary>
    /// <param name="data">What to send; at least one byte long.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>How many bytes were taken; at least 1. They go out before anything that is written later.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public int Write(ArraySegment<byte> data, CallClock clock)
    {
        int count;
        while ((count = TryWrite(data)) == WouldWait)
        {
            WaitWritable(clock.NextSliceMicroseconds());
        }

        return count;
    }

    /// <summary>Waits until everything that was taken has reached the system.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Flush(CallClock clock)
    {
        while (!TryFlush())
        {
            WaitWritable(clock.NextSliceMicroseconds());
        }
    }

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

    /// <summary>Sends whoever waits away, with <see cref="ObjectDisposedException"/>: for a connection that is about to be closed.</summary>
    public abstract void Wake();

    /// <summary>Ends the connection in order: what was sent arrives, and unread bytes at the peer's side stay readable there. Waits for
    /// nothing; what is still to be done goes on in the background, for some seconds at the most.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            if (EndsInOrder)
            {
                OrderlyEnd.Begin(this);
            }
            else
            {
                Close();
            }
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the connection with a reset on the wire.</summary>
    public abstract void Abort();

    /// <summary>Reads what has come.</summary>
    /// <returns>How many bytes; 0 at the end of the stream; <see cref="WouldWait"/>.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected internal abstract int TryRead(ArraySegment<byte> into);

    /// <summary>Hands over what is taken at once.</summary>
    /// <returns>How many bytes, at least 1; <see cref="WouldWait"/>.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected internal abstract int TryWrite(ArraySegment<byte> data);

    /// <summary>Goes on with what was taken and has not reached the system.</summary>
    /// <returns>Whether all of it has.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected internal virtual bool TryFlush() => true;

    /// <summary>Goes on to tell the peer that no more bytes will come, on every layer.</summary>
    /// <returns>Whether all of it has reached the system.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected internal abstract bool TryEndSending();

    /// <summary>Gives back what the transport holds, at once.</summary>
    internal void Release() => Close();

    /// <summary>Whether something was written since the last read, so that most likely there is nothing to take yet: whoever waits first saves
    /// a look.</summary>
    private protected virtual bool AwaitsAnswer => false;

    /// <summary>Whether there is an end to be told and awaited, as a stream has.</summary>
    internal virtual bool EndsInOrder => true;

    /// <summary>Has the system take little that the peer has no room for yet, where it can be told.</summary>
    internal virtual void KeepFewUnsent()
    {
    }

    /// <summary>Waits for a slice of time, or until a read may bring something.</summary>
    protected internal abstract void WaitReadable(int microseconds);

    /// <summary>Waits for a slice of time, or until a write may go on.</summary>
    protected internal abstract void WaitWritable(int microseconds);

    /// <summary>Waits for a slice of time, or until a read may bring something or a write may go on.</summary>
    protected internal abstract void WaitEither(int microseconds);

    /// <summary>Gives back what the transport holds.</summary>
    protected abstract void Close();
}
