using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Receiving.</content>
public sealed partial class SocketConnection
{
    /// <summary>Goes in to receive: the token that alone reaches what has come.</summary>
    /// <param name="clock">Ends each wait.</param>
    /// <returns>Dispose it to leave.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionBusy"/>: somebody receives; <see cref="Fault.ConnectionClosed"/>.</exception>
    public Receiving Receive(CallClock clock)
    {
        ThrowIfClosed();
        return _receiveClosed ? throw ConnectionFaults.ReceiveSideClosed(Peer) : _receiving.Enter(clock);
    }

    /// <summary>Reads exactly so many bytes.</summary>
    /// <param name="count">How many; 0 gives an empty array at once.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: nothing is left; <see cref="Fault.Truncated"/>: fewer are,
    /// and they stay readable; or a timeout, a reset.</exception>
    public byte[] ReceiveExactly(int count, bool peek, CallClock clock)
    {
        using Receiving receiving = Receive(clock);
        while (receiving.Count < count)
        {
            if (!receiving.Fill(Math.Max(Receiving.ReadAhead, Math.Min(count - receiving.Count, 1024 * 1024))))
            {
                throw receiving.Count == 0
                    ? FaultFactory.RemoteClosed(Peer, $"{count} bytes")
                    : ConnectionFaults.TruncatedInBuffer(Peer, receiving.Count, $"the {count} that were asked for");
            }
        }

        return receiving.Take(count, peek);
    }

    /// <summary>Reads what is there, waiting until there is something.</summary>
    /// <param name="most">The most bytes to take; at least 1.</param>
    /// <param name="wholeCharacters">Takes only whole characters of this encoding, and leaves one that is cut off for the next call; null: bytes.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>At least one byte.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: nothing is left; or a timeout, a reset.</exception>
    public byte[] ReceiveAvailable(int most, Encoding? wholeCharacters, bool peek, CallClock clock)
    {
        using Receiving receiving = Receive(clock);
        while (true)
        {
            int count = Math.Min(most, receiving.Count);
            int ready = wholeCharacters is null ? count : WholeCharacters.Count(wholeCharacters, receiving.Window.Array!, receiving.Window.Offset, count);
            if (ready > 0)
            {
                return receiving.Take(ready, peek);
            }

            // A character longer than what may be taken is taken in parts rather than never; so is one whose rest will not come.
            if (count > 0 && count == most)
            {
                return receiving.Take(count, peek);
            }

            if (!receiving.Fill(Math.Max(Receiving.ReadAhead, Math.Min(most, BufferPool.Size))))
            {
                return count > 0 ? receiving.Take(count, peek) : throw FaultFactory.RemoteClosed(Peer, "more data");
            }
        }
    }

    /// <summary>Reads everything until the end of the stream.</summary>
    /// <param name="most">The budget, in bytes.</param>
    /// <param name="allowTruncatedTls">Whether an end without a TLS close_notify is an end like another.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <returns>All of it; empty where nothing came.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>, <see cref="Fault.Truncated"/>, a timeout, a reset; what came stays readable.</exception>
    public byte[] ReceiveToEnd(long most, bool peek, CallClock clock, bool allowTruncatedTls = false, Action<long>? progress = null)
    {
        using Receiving receiving = Receive(clock);
        while (receiving.Count <= most && receiving.Fill(BufferPool.Size))
        {
            progress?.Invoke(receiving.Count);
        }

        if (receiving.Count > most)
        {
            throw FaultFactory.LimitExceeded($"What {Peer} sends", most, Limit.Bytes);
        }

        receiving.RefuseCut(allowTruncatedTls);
        return receiving.Take(receiving.Count, peek);
    }

    /// <summary>Reads bytes into a stream, as they come.</summary>
    /// <param name="destination">Where to; stays the caller's.</param>
    /// <param name="count">Exactly so many bytes; null: until the end of the stream.</param>
    /// <param name="allowTruncatedTls">Whether an end without a TLS close_notify is an end like another.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <returns>How many bytes came.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.Truncated"/> or <see cref="Fault.RemoteClosed"/>: fewer than
    /// <paramref name="count"/>; a timeout, a reset. What came is in the stream.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; what came is in the stream.</exception>
    public long ReceiveTo(Stream destination, long? count, CallClock clock, Action<long>? progress, bool allowTruncatedTls = false)
    {
        using Receiving receiving = Receive(clock);
        long written = 0;
        while (count is null || written < count)
        {
            if (receiving.Count == 0 && !receiving.Fill(StreamBlock))
            {
                receiving.RefuseCut(allowTruncatedTls || count is not null);
                return count is null ? written
                    : written == 0 ? throw FaultFactory.RemoteClosed(Peer, $"{count} bytes")
                    : throw FaultFactory.Truncated(Peer, $"{written} of {count} bytes came.");
            }

            int part = (int)Math.Min(receiving.Count, (count ?? long.MaxValue) - written);
            destination.Write(receiving.Window.Array!, receiving.Window.Offset, part);
            receiving.Consume(part, keepMemory: written + part < (count ?? long.MaxValue));
            written += part;
            progress?.Invoke(written);
        }

        return written;
    }

    /// <summary>Waits for a byte out of band (RFC 9293, 3.8.5).</summary>
    /// <exception cref="SocketToolsException">A timeout, a reset; <see cref="Fault.NotSupported"/>: the connection has no such thing.</exception>
    public byte ReceiveOutOfBand(CallClock clock)
    {
        using Receiving receiving = Receive(clock);
        clock.BeginReceive(Peer);
        byte? value = null;
        OutOfBand(() => value = _transport.ReceiveOutOfBand(clock));
        if (value is not byte received)
        {
            throw FaultFactory.RemoteClosed(Peer, "out-of-band data");
        }

        Interlocked.Increment(ref _bytesReceived);
        _tap?.OnUrgent(isSent: false, received);
        return received;
    }

    /// <summary>Whether bytes wait in the system that can be taken at once.</summary>
    internal bool HasMoreAtOnce
    {
        get
        {
            try
            {
                return _transport.Look() == StreamSign.Data;
            }
            catch (SocketException broken)
            {
                // The system tells of it once: the next read would see a mere end.
                NoteReset(broken);
                return false;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether another byte comes before the end of the stream; waits until that shows.</summary>
    internal bool HasMore(CallClock clock)
    {
        using Receiving receiving = Receive(clock);
        return receiving.HasMore();
    }

    /// <summary>Waits a while for something to read, and takes nothing.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="clock">Ends the wait too.</param>
    /// <returns>Whether there is something, the end of the stream included.</returns>
    public bool WaitForData(TimeSpan patience, CallClock clock)
    {
        using Receiving receiving = Receive(clock);
        clock.BeginReceive(Peer);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (receiving.Count == 0 && LookUnguarded() == StreamSign.Quiet)
        {
            long left = (patience - waited.Elapsed).Ticks / 10;
            if (left <= 0)
            {
                return false;
            }

            Guarded(() => _transport.WaitReadable((int)Math.Min(left, clock.NextSliceMicroseconds())));
        }

        return true;
    }

    /// <summary>Waits for more bytes and adds them to the buffer, which <see cref="Receiving"/> alone has.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="atLeastRoom">How much room to offer the system, in bytes.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    internal bool Fill(ReceiveBuffer buffer, int atLeastRoom, CallClock clock)
    {
        ThrowIfClosed();
        if (_remoteClosed)
        {
            return false;
        }

        _tap?.OnWaiting(buffer.Window, BytesTaken);
        clock.BeginReceive(Peer);
        ArraySegment<byte> room = buffer.Reserve(Math.Max(atLeastRoom, _transport.LeastRoom));
        int count = 0;
        try
        {
            count = _outgoing is Outgoing outgoing ? ReadWhileSending(room, outgoing, clock) : _transport.Read(room, clock);
        }
        catch (SocketException broken)
        {
            throw Broken(broken);
        }
        catch (ObjectDisposedException)
        {
            throw ConnectionFaults.ConnectionClosed(Peer);
        }
        finally
        {
            buffer.Commit(count);
            buffer.Release();
            if (count == 0)
            {
                _tap?.Settle();
            }
        }

        if (count == 0)
        {
            ThrowIfClosed();

            // The system tells of a reset once: where sending was told, receiving sees a mere end behind what had come.
            if (_reset is SocketException reset)
            {
                throw FaultFactory.ConnectionReset(Peer, reset);
            }

            NoteRemoteClosed();
            return false;
        }

        Interlocked.Add(ref _bytesReceived, count);
        var came = new ArraySegment<byte>(room.Array!, room.Offset, count);
        if (_tap is not null || (came.Count <= WireTap.LongestLine && WireTap.MayHoldSecret(came)))
        {
            Tap().OnReceived(came);
        }

        return true;
    }

    private void OutOfBand(Action work)
    {
        try
        {
            Guarded(work);
        }
        catch (SocketToolsException none) when (none.InnerException is SocketException { SocketErrorCode: SocketError.OperationNotSupported or SocketError.ProtocolOption })
        {
            _reset = null;
            throw ConnectionFaults.NoOutOfBand(Peer, Tls is not null);
        }
    }
}
