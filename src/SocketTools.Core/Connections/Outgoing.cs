using System;
using System.Collections.Generic;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Connections;

/// <summary>Bytes that go out while their sender reads what comes; dispose it to let the rest be.</summary>
/// <remarks>A peer may answer before it has everything, and one that is not read while it is written to may stop taking anything: then both
/// wait for each other. So whoever reads sends meanwhile, on the same thread: <see cref="Receiving.Fill"/> hands over what is taken
/// at once wherever it would have to wait.</remarks>
internal sealed class Outgoing : IDisposable
{
    private readonly SocketConnection _connection;
    private readonly IEnumerator<ArraySegment<byte>> _pieces;
    private readonly CallClock _clock;
    private readonly Action<long>? _progress;
    private readonly ConnectionGate.Pass _pass;
    private ArraySegment<byte> _rest;
    private bool _isTaken;
    private bool _disposed;

    /// <summary>Prepares to send; inside the connection's sending gate until it is disposed.</summary>
    internal Outgoing(SocketConnection connection, IEnumerable<ArraySegment<byte>> pieces, CallClock clock, Action<long>? progress, ConnectionGate.Pass pass)
    {
        _connection = connection;
        _clock = clock;
        _pieces = pieces.GetEnumerator();
        _progress = progress;
        _pass = pass;
    }

    /// <summary>How many bytes were handed over.</summary>
    internal long Sent { get; private set; }

    /// <summary>How much has not, as far as is known; in bytes.</summary>
    internal long Missing => _rest.Count > 0 ? _rest.Count : _isTaken ? 0 : 1;

    /// <summary>Whether all of it has gone out.</summary>
    internal bool IsSent { get; private set; }

    /// <summary>When that was, from the start of the call.</summary>
    internal TimeSpan SentAfter { get; private set; }

    /// <summary>What broke it off; null: nothing has.</summary>
    internal SocketToolsException? Failure { get; private set; }

    /// <summary>Whether nothing more will go out.</summary>
    internal bool HasEnded => IsSent || _disposed || Failure is not null;

    /// <summary>Hands over what is taken at once, at most one piece.</summary>
    /// <returns>Whether anything moved.</returns>
    internal bool Step()
    {
        try
        {
            return Advance();
        }
        catch (SocketToolsException broken) when (broken.Fault == Fault.ConnectionReset)
        {
            // What came before that is still to be read.
            Failure = broken;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _connection.EndSending(this);
            _pieces.Dispose();
            _pass.Dispose();
        }
    }

    /// <summary>Whether all of it has gone out, where only the system's part may be missing.</summary>
    internal bool CheckSent() => IsSent || (!HasEnded && _isTaken && Step());

    private bool Advance()
    {
        if (NextPiece())
        {
            return NoteSent();
        }

        bool moved = false;
        int count;
        while (_rest.Count > 0 && (count = _connection.TrySend(_rest)) > 0)
        {
            _rest = new ArraySegment<byte>(_rest.Array!, _rest.Offset + count, _rest.Count - count);
            Sent += count;
            moved = true;
        }

        if (moved)
        {
            _progress?.Invoke(Sent);
        }

        // A peer that has it all may answer at once: by then it is known that this was all.
        if (NextPiece())
        {
            NoteSent();
        }

        return moved;
    }

    /// <summary>Goes on to the next piece where the one before is out; true: there is none.</summary>
    private bool NextPiece()
    {
        while (_rest.Count == 0 && !_isTaken)
        {
            _isTaken = !_pieces.MoveNext();
            _rest = _isTaken ? default : _pieces.Current;
        }

        return _isTaken;
    }

    private bool NoteSent()
    {
        if (!_connection.TryFlushSent())
        {
            return false;
        }

        IsSent = true;
        SentAfter = _clock.Elapsed;
        return true;
    }
}
