using System;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Connections;

/// <summary>The receiving side of a connection, for the one who is inside: it alone reaches what has come.</summary>
/// <remarks>Got from <see cref="SocketConnection.Receive"/> with the gate passed and the clock bound; dispose it to let the next one in. A
/// connection has one and hands it out again each time, so that a line costs no object; who keeps it beyond its disposal holds nothing.</remarks>
public sealed class Receiving : IDisposable
{
    /// <summary>How much is asked of the system at once, in bytes, where nobody knows better.</summary>
    public const int ReadAhead = 16 * 1024;

    private const int RoomGrowth = 4;

    private readonly SocketConnection _connection;
    private readonly ConnectionGate _gate = new("receiving");
    private readonly ReceiveBuffer _buffer = new();
    private CallClock? _clock;

    internal Receiving(SocketConnection connection) => _connection = connection;

    /// <summary>What waits in the buffer; valid until the next call that changes it.</summary>
    public ArraySegment<byte> Window => Inside.Window;

    /// <summary>The clock of this call.</summary>
    public CallClock Clock => _clock ?? throw new ObjectDisposedException(nameof(Receiving));

    /// <summary>How messages name the peer.</summary>
    internal string Peer => _connection.Peer;

    /// <summary>Text of the peer's as it may be shown, without what it repeats of the secrets that were said to it.</summary>
    internal string Hide(string text) => _connection.Hide(text);

    /// <summary>Bytes that wait, as whoever is outside may know too.</summary>
    internal int Count => _buffer.Count;

    /// <summary>Waits for more bytes and adds them to the window.</summary>
    /// <param name="atLeastRoom">How much room to offer the system, in bytes.</param>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is lost.</exception>
    public bool Fill(int atLeastRoom = ReadAhead) => _connection.Fill(Inside, atLeastRoom, Clock);

    /// <summary>Waits for more bytes of what may be long: where all the room was filled that was offered, more is offered next time. A short message must
    /// not cost a large buffer, and a read of the system costs as much for a small one.</summary>
    /// <param name="room">How much room to offer, in bytes; grows.</param>
    /// <param name="most">How far it grows.</param>
    /// <returns>False: the stream has ended.</returns>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is lost.</exception>
    internal bool FillMore(ref int room, int most)
    {
        int before = Count;
        if (!Fill(room))
        {
            return false;
        }

        room = Count - before < room ? room : Math.Min(room * RoomGrowth, most);
        return true;
    }

    /// <summary>Whether there is another byte before the end of the stream; waits until that shows.</summary>
    /// <param name="atLeastRoom">How much room to offer the system, in bytes.</param>
    /// <exception cref="SocketToolsException">A timeout, a reset.</exception>
    public bool HasMore(int atLeastRoom = ReadAhead) => _buffer.Count > 0 || Fill(atLeastRoom);

    /// <summary>Takes bytes off the window.</summary>
    /// <param name="count">How many.</param>
    /// <param name="keepMemory">Keeps an empty buffer's memory, because more is read at once.</param>
    public void Consume(int count, bool keepMemory = false)
    {
        ReceiveBuffer buffer = Inside;
        _connection.NoteTaken(buffer, count);
        buffer.Consume(count);
        if (!keepMemory)
        {
            _buffer.Release();
        }
    }

    /// <summary>Puts bytes that were consumed back before what waits.</summary>
    public void PutBack(ArraySegment<byte> bytes)
    {
        Inside.PutBack(bytes);
        _connection.NotePutBack(bytes.Count);
    }

    /// <summary>A copy of bytes from the window's start, which stay there.</summary>
    public byte[] Copy(int count) => Inside.Copy(count);

    /// <summary>Reads one message whose end a scanner finds, and consumes it.</summary>
    /// <typeparam name="T">What the message becomes.</typeparam>
    /// <param name="scanner">Finds the end.</param>
    /// <param name="make">Makes the result of the content (array, offset, length) before it is consumed.</param>
    /// <param name="message">What is asked for, for the error: "the next line".</param>
    /// <param name="takesRest">Whether what is left where the peer has ended the stream is a message too, and not one that was cut off.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.RemoteClosed"/>: the stream ended before the message began;
    /// <see cref="Fault.Truncated"/>: inside it; or a timeout, a reset, a budget. Nothing is consumed then.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; nothing is consumed.</exception>
    public T ReadMessage<T>(IScanner scanner, Func<byte[], int, int, T> make, string message, bool takesRest = false)
    {
        ReceiveBuffer buffer = Inside;
        while (true)
        {
            ScanResult result = scanner.Scan(buffer.Array, buffer.Start, buffer.Count);
            if (!result.Found && !Fill())
            {
                result = takesRest && buffer.Count > 0 && _connection.EndedCleanly ? new ScanResult(true, buffer.Count, buffer.Count) : throw EndBefore(message);
            }

            if (result.Found)
            {
                T made = make(buffer.Array, buffer.Start, result.Length);
                Clock.ThrowIfStopped();
                Consume(result.Consumed);
                return made;
            }
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Dispose()
    {
        if (_clock is not null)
        {
            _clock = null;
            _gate.Leave();
        }
    }

    /// <summary>Whether what is received now is content, and no lines of a dialogue.</summary>
    internal bool CarriesBody
    {
        set => _connection.CarriesBody = value;
    }

    /// <summary>Whether bytes wait in the system that can be taken at once.</summary>
    internal bool HasMoreAtOnce => _connection.HasMoreAtOnce;

    /// <summary>The error for a stream that ended before or inside a message.</summary>
    /// <param name="message">What was asked for.</param>
    /// <param name="taken">How much of the window belongs to what came before it, in bytes.</param>
    internal SocketToolsException EndBefore(string message, int taken = 0) => _buffer.Count == taken
        ? FaultFactory.RemoteClosed(Peer, message)
        : ConnectionFaults.TruncatedInBuffer(Peer, _buffer.Count - taken, message);

    /// <summary>Refuses an end that nobody announced, where everything until the end was asked for.</summary>
    internal void RefuseCut(bool allowed, string what = "the stream")
    {
        if (!allowed && !_connection.EndedCleanly)
        {
            throw FaultFactory.TlsCutOff(Peer, what);
        }
    }

    /// <summary>Takes bytes off the window, or a copy of them.</summary>
    internal byte[] Take(int count, bool peek)
    {
        byte[] taken = Copy(count);
        if (!peek)
        {
            Clock.ThrowIfStopped();
            Consume(count);
        }

        return taken;
    }

    /// <summary>Goes in.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionBusy"/>: somebody is inside.</exception>
    internal Receiving Enter(CallClock clock)
    {
        _gate.Enter(Peer);
        _clock = clock;
        return this;
    }

    /// <summary>Goes in if nobody is inside.</summary>
    /// <returns>Null: somebody is.</returns>
    internal Receiving? TryEnter(CallClock clock)
    {
        if (!_gate.TryEnter())
        {
            return null;
        }

        _clock = clock;
        return this;
    }

    /// <summary>Waits for bytes and adds them to the window, or until what goes out meanwhile is out.</summary>
    /// <returns>Whether bytes came; false: all is sent, or the stream has ended.</returns>
    internal bool FillUntilSent(int room) => _connection.FillUntilSent(Inside, room, Clock);

    /// <summary>Takes the gate for good, where a connection is closed and nobody is inside.</summary>
    internal bool TryShut() => _gate.TryEnter();

    /// <summary>Goes in for a glance that waits for nothing, if nobody is inside; end it with <see cref="EndGlance"/>.</summary>
    internal bool TryGlance() => _gate.TryGlance();

    /// <summary>Ends a glance.</summary>
    internal void EndGlance() => _gate.Leave();

    private ReceiveBuffer Inside => _clock is null ? throw new ObjectDisposedException(nameof(Receiving)) : _buffer;
}
