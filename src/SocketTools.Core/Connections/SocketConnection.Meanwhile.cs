using System;
using System.Collections.Generic;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Sending while receiving.</content>
public sealed partial class SocketConnection
{
    // What the system's buffers take in any case.
    private const int MostUnwatched = 16 * 1024;

    private volatile Outgoing? _outgoing;
    private bool _sendsBody;
    private IReadOnlyList<MaskedStretch>? _outgoingSecrets;
    private int _outgoingSent;

    /// <summary>Has bytes go out whenever something is awaited here, from now on until they are out.</summary>
    /// <param name="pieces">The bytes; each piece is asked for when the one before is out.</param>
    /// <param name="clock">Tells when it was out.</param>
    /// <param name="progress">Told how many bytes were sent so far.</param>
    /// <param name="isBody">Whether they are content, and no lines of a dialogue.</param>
    /// <param name="secrets">Where secrets are in the one piece that there is; null: nowhere that the sender knows of.</param>
    /// <returns>To be disposed on the same thread; nobody else sends before.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionBusy"/>, <see cref="Fault.ConnectionClosed"/>.</exception>
    internal Outgoing BeginSending(IEnumerable<ArraySegment<byte>> pieces, CallClock clock, Action<long>? progress, bool isBody, IReadOnlyList<MaskedStretch>? secrets = null)
    {
        ThrowIfClosed();
        ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        if (_sendClosed)
        {
            pass.Dispose();
            throw ConnectionFaults.SendSideClosed(Peer);
        }

        _sendsBody = isBody;
        _outgoingSecrets = secrets;
        _outgoingSent = 0;
        var outgoing = new Outgoing(this, pieces, clock, progress, pass);
        try
        {
            _transport.KeepFewUnsent();

            // What fits at once goes at once: an answer to what went out before must not keep back a body of a few bytes.
            while (!outgoing.HasEnded && outgoing.Sent < StreamBlock && outgoing.Step())
            {
            }

            return _outgoing = outgoing;
        }
        catch (Exception)
        {
            outgoing.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of these bytes, and takes in what comes meanwhile for whoever reads next: a peer that answers before it has heard all
    /// takes nothing more once nobody reads it, and both would wait for each other.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="secrets">Where secrets are; null: nowhere that the sender knows of.</param>
    /// <exception cref="SocketToolsException">As <see cref="Send"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    internal void SendTakingIn(ArraySegment<byte> data, CallClock clock, IReadOnlyList<MaskedStretch>? secrets = null)
    {
        if (data.Count <= MostUnwatched)
        {
            SendMarked(data, clock, secrets);
            return;
        }

        using Outgoing outgoing = BeginSending(new[] { data }, clock, progress: null, isBody: false, secrets);
        try
        {
            using (Receiving? receiving = TryReceive(clock))
            {
                while (receiving is not null && receiving.Count < Budgets.MaxReplyBytes && receiving.FillUntilSent(BufferPool.Size))
                {
                }
            }

            FinishSending(outgoing, clock);
        }
        catch (SocketToolsException cutShort)
        {
            throw FaultFactory.SendCutShort(cutShort, outgoing.Sent, data.Count, isUnread: cutShort.Fault == Fault.SendTimeout && IsAnswered);
        }

        if (outgoing.Failure is SocketToolsException broken)
        {
            throw FaultFactory.SendCutShort(broken, outgoing.Sent, data.Count);
        }
    }

    /// <summary>Ends what <see cref="BeginSending"/> has begun.</summary>
    internal void EndSending(Outgoing outgoing)
    {
        if (outgoing.Missing > 0 && (outgoing.Sent > 0 || _sendsBody))
        {
            NoteCutShort(outgoing.Missing);
        }

        if (_outgoing == outgoing)
        {
            _outgoing = null;
        }
    }

    /// <summary>Hands over what is taken at once; only inside the sending gate.</summary>
    /// <returns>How many bytes; 0: it would have to wait.</returns>
    internal int TrySend(ArraySegment<byte> data)
    {
        int count = 0;
        Guarded(() => count = TryWrite(data, _outgoingSecrets, _outgoingSent, _sendsBody ? 0 : null));
        if (count == ByteTransport.WouldWait)
        {
            return 0;
        }

        _outgoingSent += _outgoingSecrets is null ? 0 : count;
        return count;
    }

    /// <summary>Whether everything that was handed over has reached the system; only inside the sending gate.</summary>
    internal bool TryFlushSent()
    {
        bool flushed = false;
        Guarded(() => flushed = _transport.TryFlush());
        return flushed;
    }

    /// <summary>What <see cref="Receiving.FillUntilSent"/> does.</summary>
    internal bool FillUntilSent(ReceiveBuffer buffer, int room, CallClock clock)
    {
        // Once: each time would start the idle clock again, and a peer that takes nothing would be waited for without end.
        clock.BeginSend(Peer);
        while (_outgoing is Outgoing outgoing && !outgoing.HasEnded)
        {
            if (LookUnguarded() != StreamSign.Quiet)
            {
                return Fill(buffer, room, clock);
            }

            Advance(outgoing, clock);
        }

        return false;
    }

    /// <summary>Sends the rest and reads nothing.</summary>
    internal void FinishSending(Outgoing outgoing, CallClock clock)
    {
        clock.BeginSend(Peer);
        while (!outgoing.HasEnded)
        {
            if (outgoing.Step())
            {
                clock.NoteProgress();
            }
            else
            {
                Guarded(() => _transport.WaitWritable(clock.NextSliceMicroseconds()));
            }
        }
    }

    /// <summary>Goes in to receive, if nobody is inside and that side is open.</summary>
    internal Receiving? TryReceive(CallClock clock) => _receiveClosed ? null : _receiving.TryEnter(clock);

    private int ReadWhileSending(ArraySegment<byte> room, Outgoing outgoing, CallClock clock)
    {
        clock.BeginSend(Peer);
        int count;
        while ((count = _transport.TryRead(room)) == ByteTransport.WouldWait)
        {
            if (outgoing.HasEnded)
            {
                clock.BeginReceive(Peer);
                return _transport.Read(room, clock);
            }

            Advance(outgoing, clock);
        }

        return count;
    }

    private void Advance(Outgoing outgoing, CallClock clock)
    {
        if (outgoing.Step())
        {
            clock.NoteProgress();
        }
        else
        {
            Guarded(() => _transport.WaitEither(clock.NextSliceMicroseconds()));
        }
    }
}
