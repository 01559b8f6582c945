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
    /// <summary>How much is asked of the system at once, in bytes.</summary>
    private const int ReadAhead = 16 * 1024;

    /// <summary>Reads one message whose end a scanner finds, and consumes it.</summary>
    /// <typeparam name="T">What the message becomes.</typeparam>
    /// <param name="scanner">Finds the end.</param>
    /// <param name="make">Makes the result of the content (array, offset, length) before it is consumed.</param>
    /// <param name="message">What is asked for, for the error: "the next line".</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: the stream ended before the message began;
    /// <see cref="Fault.Truncated"/>: inside it; or a timeout, a reset, a budget. Nothing is consumed then.</exception>
    public T ReceiveMessage<T>(IScanner scanner, Func<byte[], int, int, T> make, string message, CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        while (true)
        {
            ScanResult result = scanner.Scan(_buffer.Array, _buffer.Start, _buffer.Count);
            if (result.Found)
            {
                T made = make(_buffer.Array, _buffer.Start, result.Length);
                clock.ThrowIfStopped();
                Consume(result.Consumed);
                return made;
            }

            if (!Fill(ReadAhead, clock))
            {
                throw EndBefore(message);
            }
        }
    }

    /// <summary>Reads one message as <see cref="ReceiveMessage"/> does; at the end of the stream, what is left counts as the last one.</summary>
    /// <param name="scanner">Finds the end.</param>
    /// <param name="make">Makes the result of the content (array, offset, length) before it is consumed.</param>
    /// <param name="allowTruncatedTls">Whether an end without a TLS close_notify is an end like another.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="made">The result.</param>
    /// <returns>False: the stream has ended and nothing is left.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset, a budget, <see cref="Fault.Truncated"/>. Nothing is consumed then.</exception>
    public bool TryReceiveMessage<T>(IScanner scanner, Func<byte[], int, int, T> make, CallClock clock, out T? made, bool allowTruncatedTls = false)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        ScanResult result = scanner.Scan(_buffer.Array, _buffer.Start, _buffer.Count);
        while (!result.Found)
        {
            if (Fill(ReadAhead, clock))
            {
                result = scanner.Scan(_buffer.Array, _buffer.Start, _buffer.Count);
            }
            else if (_buffer.Count == 0)
            {
                RefuseCut(allowTruncatedTls);
                made = default;
                return false;
            }
            else
            {
                result = new ScanResult(true, _buffer.Count, _buffer.Count);
            }
        }

        made = make(_buffer.Array, _buffer.Start, result.Length);
        clock.ThrowIfStopped();
        Consume(result.Consumed);
        return true;
    }

    /// <summary>Reads exactly so many bytes.</summary>
    /// <param name="count">How many; 0 gives an empty array at once.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: nothing is left; <see cref="Fault.Truncated"/>: fewer are,
    /// and they stay readable; or a timeout, a reset.</exception>
    public byte[] ReceiveExactly(int count, bool peek, CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        while (_buffer.Count < count)
        {
            if (!Fill(Math.Max(ReadAhead, Math.Min(count - _buffer.Count, 1024 * 1024)), clock))
            {
                throw _buffer.Count == 0
                    ? FaultFactory.RemoteClosed(Peer, $"{count} bytes")
                    : FaultFactory.TruncatedInBuffer(Peer, _buffer.Count, $"the {count} that were asked for");
            }
        }

        return Take(count, peek, clock);
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
        using ConnectionGate.Pass pass = EnterReceive();
        while (true)
        {
            int count = Math.Min(most, _buffer.Count);
            int ready = wholeCharacters is null ? count : WholeCharacters.Count(wholeCharacters, _buffer.Array, _buffer.Start, count);
            if (ready > 0)
            {
                return Take(ready, peek, clock);
            }

            // A character longer than what may be taken is taken in parts rather than never; so is one whose rest will not come.
            if (count > 0 && count == most)
            {
                return Take(count, peek, clock);
            }

            if (!Fill(Math.Max(ReadAhead, Math.Min(most, BufferPool.Size)), clock))
            {
                return count > 0 ? Take(count, peek, clock) : throw FaultFactory.RemoteClosed(Peer, "more data");
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
        using ConnectionGate.Pass pass = EnterReceive();
        while (_buffer.Count <= most && Fill(BufferPool.Size, clock))
        {
            progress?.Invoke(_buffer.Count);
        }

        if (_buffer.Count > most)
        {
            throw FaultFactory.LimitExceeded($"What {Peer} sends", most, "MaxBytes");
        }

        RefuseCut(allowTruncatedTls);
        return Take(_buffer.Count, peek, clock);
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
        using ConnectionGate.Pass pass = EnterReceive();
        long written = 0;
        while (count is null || written < count)
        {
            if (_buffer.Count == 0 && !Fill(StreamBlock, clock))
            {
                RefuseCut(allowTruncatedTls || count is not null);
                return count is null ? written
                    : written == 0 ? throw FaultFactory.RemoteClosed(Peer, $"{count} bytes")
                    : throw FaultFactory.Truncated(Peer, $"{written} of {count} bytes came.");
            }

            int part = (int)Math.Min(_buffer.Count, (count ?? long.MaxValue) - written);
            destination.Write(_buffer.Array, _buffer.Start, part);
            _buffer.Consume(part);
            written += part;
            progress?.Invoke(written);
        }

        _buffer.Release();
        return written;
    }

    /// <summary>Waits for a byte out of band (RFC 9293, 3.8.5).</summary>
    /// <exception cref="SocketToolsException">A timeout, a reset; <see cref="Fault.NotSupported"/>: the connection has no such thing.</exception>
    public byte ReceiveOutOfBand(CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        clock.BeginReceive(Peer);
        byte? value = null;
        OutOfBand(() => value = _transport.ReceiveOutOfBand(clock));
        if (value is not byte received)
        {
            throw FaultFactory.RemoteClosed(Peer, "out-of-band data");
        }

        Interlocked.Increment(ref _bytesReceived);
        return received;
    }

    /// <summary>Enters the receiving side, for a reader that takes bytes off the buffer piece by piece.</summary>
    internal ConnectionGate.Pass EnterReceive()
    {
        ThrowIfClosed();
        return _receiveClosed ? throw FaultFactory.ReceiveSideClosed(Peer) : _receiveGate.Enter(Peer);
    }

    /// <summary>What waits in the buffer; only inside <see cref="EnterReceive"/>.</summary>
    internal ArraySegment<byte> Window => _buffer.Window;

    /// <summary>Whether bytes wait in the system that can be taken at once; only inside <see cref="EnterReceive"/>.</summary>
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
        using ConnectionGate.Pass pass = EnterReceive();
        return _buffer.Count > 0 || Fill(ReadAhead, clock);
    }

    /// <summary>Waits a while for something to read.</summary>
    /// <returns>Whether there is something, the end of the stream included.</returns>
    internal bool WaitForData(TimeSpan patience, CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        clock.BeginReceive(Peer);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (_buffer.Count == 0 && LookUnguarded() == StreamSign.Quiet)
        {
            long left = (patience - waited.Elapsed).Ticks / 10;
            if (left <= 0)
            {
                return false;
            }

            _transport.WaitReadable((int)Math.Min(left, clock.NextSliceMicroseconds()));
        }

        return true;
    }

    /// <summary>A copy of what waits in the buffer, which stays there.</summary>
    internal byte[] CopyAvailable()
    {
        using ConnectionGate.Pass pass = EnterReceive();
        return _buffer.Copy(_buffer.Count);
    }

    /// <summary>Takes bytes off the buffer; only inside <see cref="EnterReceive"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="keepMemory">Keeps an empty buffer's memory, because more is read at once.</param>
    internal void Consume(int count, bool keepMemory = false)
    {
        _buffer.Consume(count);
        if (!keepMemory)
        {
            _buffer.Release();
        }
    }

    /// <summary>Puts bytes that were consumed back before what waits; only inside <see cref="EnterReceive"/>.</summary>
    internal void PutBack(ArraySegment<byte> bytes) => _buffer.PutBack(bytes);

    /// <summary>Waits for more bytes and adds them to the buffer; only inside <see cref="EnterReceive"/>.</summary>
    /// <param name="atLeastRoom">How much room to offer the system, in bytes.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    internal bool Fill(int atLeastRoom, CallClock clock)
    {
        ThrowIfClosed();
        if (_remoteClosed)
        {
            return false;
        }

        clock.BeginReceive(Peer);
        ArraySegment<byte> room = _buffer.Reserve(Math.Max(atLeastRoom, _transport.LeastRoom));
        int count = 0;
        try
        {
            count = _transport.Read(room, clock);
        }
        catch (SocketException broken)
        {
            throw Broken(broken);
        }
        catch (ObjectDisposedException)
        {
            throw FaultFactory.ConnectionClosed(Peer);
        }
        finally
        {
            _buffer.Commit(count);
            _buffer.Release();
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
        _observer?.OnWireEvent(new WireEvent(WireEventKind.Received, new ArraySegment<byte>(room.Array!, room.Offset, count)));
        return true;
    }

    /// <summary>The error for a stream that ended before or inside a message.</summary>
    /// <param name="message">What was asked for.</param>
    /// <param name="taken">How much of the buffer belongs to what came before it, in bytes.</param>
    internal SocketToolsException EndBefore(string message, int taken = 0) => _buffer.Count == taken
        ? FaultFactory.RemoteClosed(Peer, message)
        : FaultFactory.TruncatedInBuffer(Peer, _buffer.Count - taken, message);

    /// <summary>Refuses an end that nobody announced, where everything until the end was asked for.</summary>
    internal void RefuseCut(bool allowed)
    {
        if (!allowed && !EndedCleanly)
        {
            throw FaultFactory.TlsCutOff(Peer, "the stream");
        }
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
            throw FaultFactory.NoOutOfBand(Peer, Tls is not null);
        }
    }

    private byte[] Take(int count, bool peek, CallClock clock)
    {
        byte[] taken = _buffer.Copy(count);
        if (!peek)
        {
            clock.ThrowIfStopped();
            Consume(count);
        }

        return taken;
    }
}
