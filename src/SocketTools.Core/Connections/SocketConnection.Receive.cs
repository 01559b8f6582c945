using System;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;

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
    /// <returns>False: the stream has ended and nothing is left.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset, a budget. Nothing is consumed then.</exception>
    public bool TryReceiveMessage<T>(IScanner scanner, Func<byte[], int, int, T> make, CallClock clock, out T? made)
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
                made = default;
                return false;
            }
            else
            {
                result = new ScanResult(true, _buffer.Count, _buffer.Count);
            }
        }

        made = make(_buffer.Array, _buffer.Start, result.Length);
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
                    : FaultFactory.Truncated(Peer, $"{_buffer.Count} of {count} bytes came, and they can still be read.");
            }
        }

        return Take(count, peek);
    }

    /// <summary>Reads what is there, waiting until there is something.</summary>
    /// <param name="most">The most bytes to take; at least 1.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>At least one byte.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: nothing is left; or a timeout, a reset.</exception>
    public byte[] ReceiveAvailable(int most, bool peek, CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        if (_buffer.Count == 0 && !Fill(Math.Max(ReadAhead, Math.Min(most, BufferPool.Size)), clock))
        {
            throw FaultFactory.RemoteClosed(Peer, "more data");
        }

        return Take(Math.Min(most, _buffer.Count), peek);
    }

    /// <summary>Reads everything until the end of the stream.</summary>
    /// <param name="most">The budget, in bytes.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>All of it; empty where nothing came.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>, a timeout, a reset; what came stays readable.</exception>
    public byte[] ReceiveToEnd(long most, bool peek, CallClock clock)
    {
        using ConnectionGate.Pass pass = EnterReceive();
        while (_buffer.Count <= most && Fill(BufferPool.Size, clock))
        {
        }

        return _buffer.Count <= most ? Take(_buffer.Count, peek) : throw FaultFactory.LimitExceeded($"What {Peer} sends", most, "MaxBytes");
    }

    /// <summary>Enters the receiving side, for a reader that takes bytes off the buffer piece by piece.</summary>
    internal ConnectionGate.Pass EnterReceive()
    {
        ThrowIfClosed();
        return _receiveClosed ? throw FaultFactory.ReceiveSideClosed(Peer) : _receiveGate.Enter(Peer);
    }

    /// <summary>What waits in the buffer; only inside <see cref="EnterReceive"/>.</summary>
    internal ArraySegment<byte> Window => _buffer.Window;

    /// <summary>Takes bytes off the buffer; only inside <see cref="EnterReceive"/>.</summary>
    internal void Consume(int count)
    {
        _buffer.Consume(count);
        _buffer.Release();
    }

    /// <summary>Waits for more bytes and adds them to the buffer; only inside <see cref="EnterReceive"/>.</summary>
    /// <param name="atLeastRoom">How much room to offer the system, in bytes.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    internal bool Fill(int atLeastRoom, CallClock clock)
    {
        ThrowIfClosed();
        if (_reset is SocketException reset)
        {
            throw FaultFactory.ConnectionReset(Peer, reset);
        }

        if (_remoteClosed)
        {
            return false;
        }

        clock.BeginReceive(Peer);
        ArraySegment<byte> room = _buffer.Reserve(atLeastRoom);
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
        : FaultFactory.Truncated(Peer, $"{_buffer.Count - taken} bytes of {message} came, and they can still be read.");

    private byte[] Take(int count, bool peek)
    {
        byte[] taken = _buffer.Copy(count);
        if (!peek)
        {
            Consume(count);
        }

        return taken;
    }
}
