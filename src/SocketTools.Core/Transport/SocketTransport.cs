using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Compat;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>A stream socket, non-blocking.</summary>
/// <remarks>No read is ever left under way inside the system: when a wait ends, the bytes that come later stay with the kernel until the
/// next read takes them. That is the whole cancellation design for plain sockets; see <see cref="CallClock"/>.</remarks>
public class SocketTransport : ByteTransport
{
    private readonly byte[] _glance = new byte[1];
    private EndPoint? _local;
    private volatile bool _woken;
    private volatile bool _awaitsAnswer;
    private volatile bool _isWriting;
    private volatile SocketException? _broken;

    /// <summary>Takes over a connected stream socket.</summary>
    /// <param name="socket">The socket; made non-blocking, and disposed with this.</param>
    /// <param name="remote">The peer, where the system would not know it.</param>
    public SocketTransport(Socket socket, EndPoint? remote = null)
    {
        Socket = socket;
        socket.Blocking = false;
        RemoteEndPoint = remote ?? TryGet(static s => s.RemoteEndPoint);
    }

    /// <inheritdoc/>
    public override Socket Socket { get; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; }

    /// <inheritdoc/>
    /// <remarks>Asked for only when wanted: .NET looks then whether a socket that was connected without blocking stands, and where a reset
    /// waits there knows no end point.</remarks>
    public override EndPoint? LocalEndPoint => _local ??= TryGet(static s => s.LocalEndPoint);

    /// <inheritdoc/>
    public override StreamSign Look()
    {
        int count = Socket.Receive(_glance, 0, 1, SocketFlags.Peek, out SocketError error);
        return error switch
        {
            SocketError.Success => count == 0 && IsEnd() ? StreamSign.End : StreamSign.Data,
            SocketError.WouldBlock or SocketError.Interrupted => StreamSign.Quiet,
            _ => throw Broken(error),
        };
    }

    /// <inheritdoc/>
    public override void SendOutOfBand(byte value, CallClock clock)
    {
        while (Socket.Send(new[] { value }, 0, 1, SocketFlags.OutOfBand, out SocketError error) == 0)
        {
            if (error != SocketError.WouldBlock)
            {
                throw new SocketException((int)error);
            }

            WaitWritable(clock.NextSliceMicroseconds());
        }
    }

    /// <inheritdoc/>
    public override byte? ReceiveOutOfBand(CallClock clock)
    {
        while (true)
        {
            // SelectError tells of urgent data (POLLPRI, exceptfds), and of errors, which the receive then reports; not of the end.
            while (!Socket.Poll(clock.NextSliceMicroseconds(), SelectMode.SelectError))
            {
                ThrowIfWoken();
                if (Look() == StreamSign.End)
                {
                    return null;
                }
            }

            clock.ThrowIfStopped();
            int count = Socket.Receive(_glance, 0, 1, SocketFlags.OutOfBand, out SocketError error);
            if (count == 1)
            {
                return _glance[0];
            }

            if (error is not (SocketError.WouldBlock or SocketError.InvalidArgument or SocketError.Success))
            {
                throw new SocketException((int)error);
            }
        }
    }

    /// <inheritdoc/>
    public override void CloseSend(CallClock clock) => Socket.Shutdown(SocketShutdown.Send);

    /// <inheritdoc/>
    /// <remarks>By a sign and not by a shutdown, behind which the peer's end could not be told from our own.</remarks>
    public override void Wake() => _woken = true;

    /// <inheritdoc/>
    protected override void Close() => Socket.Dispose();

    /// <inheritdoc/>
    public override void Abort()
    {
        // A close with linger 0 sends RST in place of FIN (RFC 9293, 3.10.5).
        try
        {
            Socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // The peer was quicker: nothing is left to reset.
        }

        Socket.Dispose();
    }

    /// <inheritdoc/>
    private protected override bool AwaitsAnswer => _awaitsAnswer;

    /// <inheritdoc/>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        _awaitsAnswer = false;
        int count = Socket.Receive(into.Array!, into.Offset, into.Count, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => count > 0 || IsEnd() ? count : WouldWait,
            SocketError.WouldBlock or SocketError.Interrupted => WouldWait,
            _ => throw Broken(error),
        };
    }

    /// <inheritdoc/>
    protected internal override int TryWrite(ArraySegment<byte> data)
    {
        _isWriting = true;
        try
        {
            int count = Socket.Send(data.Array!, data.Offset, data.Count, SocketFlags.None, out SocketError error);
            _awaitsAnswer = true;
            return count > 0 ? count : error switch
            {
                SocketError.Success or SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.Interrupted => WouldWait,
                _ => throw Broken(error),
            };
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryEndSending()
    {
        Socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    /// <inheritdoc/>
    internal override bool EndsInOrder
    {
        get
        {
            // Whoever has set the option has said how closing goes.
            try
            {
                return !Socket.LingerState!.Enabled;
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    internal override void KeepFewUnsent() => UnsentBytes.KeepFew(Socket);

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds)
    {
        Socket.Poll(microseconds, SelectMode.SelectRead);
        ThrowIfWoken();
    }

    /// <inheritdoc/>
    protected internal override void WaitWritable(int microseconds)
    {
        Socket.Poll(microseconds, SelectMode.SelectWrite);
        ThrowIfWoken();
    }

    /// <inheritdoc/>
    protected internal override void WaitEither(int microseconds)
    {
        Socket.Select(new List<Socket> { Socket }, new List<Socket> { Socket }, null, microseconds);
        ThrowIfWoken();
    }

    /// <summary>Sends a waiting thread away where somebody is about to close.</summary>
    private protected void ThrowIfWoken()
    {
        if (_woken)
        {
            throw new ObjectDisposedException(GetType().Name);
        }
    }

    // The system tells of a reset once. Where a look or a write was told, maybe just now and on another thread, a read sees a mere end.
    private bool IsEnd()
    {
        SpinWait.SpinUntil(() => !_isWriting);
        return _broken is SocketException broken && Socket.SocketType == SocketType.Stream ? throw broken : true;
    }

    private SocketException Broken(SocketError error) => _broken = new SocketException((int)error);

    // A socket whose peer has gone already has no remote end point any more, and that is no reason to fail.
    private EndPoint? TryGet(Func<Socket, EndPoint?> property)
    {
        try
        {
            EndPoint? found = property(Socket);
            if (Socket.SocketType == SocketType.Stream && !Socket.Connected)
            {
                // .NET has looked whether the connection stands, and was told of the reset.
                Broken(SocketError.ConnectionReset);
            }

            return found;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
