using System;
using System.Diagnostics;
using System.Threading;
using SocketTools.Faults;

namespace SocketTools.Limits;

/// <summary>The clocks of one call under way, and its stop signal.</summary>
/// <remarks>
/// <para>How every wait in the core ends. Sockets are non-blocking; a thread that has to wait asks this clock for a slice, polls the
/// socket for that long, and asks again. So nothing is ever cancelled inside the system or inside a TLS stream: a stop or a timeout
/// falls between two slices, when no byte is on its way from the kernel to nowhere, and the next call goes on where this one ended.</para>
/// <para>A slice is at most <see cref="SliceMilliseconds"/>, so a stop is noticed well within 100 ms.</para>
/// </remarks>
public sealed class CallClock
{
    private const int SliceMilliseconds = 40;

    private readonly Timeouts _timeouts;
    private readonly CancellationToken _stop;
    private readonly Func<bool>? _stopping;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly long _calledAt;
    private Fault _phase = Fault.ReceiveTimeout;
    private string _peer = "the peer";
    private TimeSpan _phaseLimit;
    private bool _listening;
    private bool _withinConnect;
    private bool _hasWaited;
    private long _phaseSince;

    /// <summary>Starts the clocks.</summary>
    /// <param name="timeouts">The limits.</param>
    /// <param name="stop">Signalled when the user stops the call.</param>
    /// <param name="stopping">Whether what is received cannot be handed on any more, where that shows before the signal; null: it does not.</param>
    /// <param name="calledAt">When the call began that this clock is for a part of, by <see cref="Stopwatch"/>: the limit on the whole
    /// counts from there; null: now.</param>
    public CallClock(Timeouts timeouts, CancellationToken stop, Func<bool>? stopping = null, long? calledAt = null)
    {
        _calledAt = calledAt ?? _startedAt;
        _stopping = stopping;
        _timeouts = timeouts;
        _stop = stop;
        _phaseSince = _startedAt;
    }

    /// <summary>Asked between two slices, where nothing signals a stop: whether there is one; null: nobody is asked.</summary>
    public Func<bool>? IsInterrupted { get; init; }

    /// <summary>Time since these clocks were started.</summary>
    public TimeSpan Elapsed => Since(_startedAt);

    /// <summary>Begins connecting: the connect timeout runs until the phase changes.</summary>
    public void BeginConnect(string peer) => Begin(Fault.ConnectTimeout, peer, _timeouts.Connect);

    /// <summary>Connects: the connect timeout runs once over all of the work, whatever it sends, receives and begins.</summary>
    /// <returns>What the work returns.</returns>
    public T WithinConnect<T>(string peer, Func<T> work)
    {
        if (_withinConnect)
        {
            return work();
        }

        BeginConnect(peer);
        _withinConnect = true;
        try
        {
            return work();
        }
        finally
        {
            _withinConnect = false;
        }
    }

    /// <summary>Begins waiting for a client: only the limit on the whole call runs.</summary>
    public void BeginAccept(string local)
    {
        Begin(Fault.ConnectTimeout, local, TimeSpan.Zero);
        _listening = true;
    }

    /// <summary>Begins waiting for bytes: the idle timeout runs.</summary>
    public void BeginReceive(string peer) => Begin(Fault.ReceiveTimeout, peer, _timeouts.Idle);

    /// <summary>Begins waiting for what anybody may send to a listener: the idle timeout runs.</summary>
    internal void BeginListen(string local)
    {
        Begin(Fault.ReceiveTimeout, "anybody to " + local, _timeouts.Idle);
        _listening = true;
    }

    /// <summary>Begins waiting for the peer to take bytes: the idle timeout runs.</summary>
    public void BeginSend(string peer) => Begin(Fault.SendTimeout, peer, _timeouts.Idle);

    /// <summary>Bytes moved: the idle timeout starts again.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="SocketToolsException">The whole call took too long: a peer that never pauses is stopped here.</exception>
    public void NoteProgress()
    {
        _stop.ThrowIfCancellationRequested();
        if (!_withinConnect)
        {
            _phaseSince = Stopwatch.GetTimestamp();
        }

        if (_timeouts.Total != TimeSpan.Zero)
        {
            Shorter(TimeSpan.MaxValue, _timeouts.Total, _calledAt, Limit.Timeout);
        }
    }

    /// <summary>Ends the call where the user has stopped it: asked right before something is taken that has to be handed on.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void ThrowIfStopped()
    {
        _stop.ThrowIfCancellationRequested();
        if (_stopping is not null && _stopping())
        {
            throw new OperationCanceledException();
        }
    }

    /// <summary>How long the next poll may last, in microseconds; at least 1.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="SocketToolsException">A clock ran out; <see cref="Fault"/> tells which.</exception>
    public int NextSliceMicroseconds()
    {
        _stop.ThrowIfCancellationRequested();
        if (IsInterrupted is not null && _hasWaited && IsInterrupted())
        {
            throw new OperationCanceledException();
        }

        _hasWaited = true;

        TimeSpan slice = TimeSpan.FromMilliseconds(SliceMilliseconds);
        slice = Shorter(slice, _phaseLimit, _phaseSince, _phase == Fault.ConnectTimeout ? Limit.ConnectTimeout : Limit.IdleTimeout);
        slice = Shorter(slice, _timeouts.Total, _calledAt, Limit.Timeout);
        return Math.Max(1, (int)(slice.Ticks / 10));
    }

    /// <summary>The same, in whole milliseconds, rounded up.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="SocketToolsException">A clock ran out.</exception>
    public int NextSliceMilliseconds() => (NextSliceMicroseconds() + 999) / 1000;

    /// <summary>How long work that waits for nobody may go on before it asks again, in whole milliseconds; silence does not count.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    /// <exception cref="SocketToolsException">The whole call took too long.</exception>
    public int NextWorkMilliseconds()
    {
        _stop.ThrowIfCancellationRequested();
        return Math.Max(1, (int)Shorter(TimeSpan.FromMilliseconds(SliceMilliseconds), _timeouts.Total, _calledAt, Limit.Timeout).TotalMilliseconds);
    }

    /// <summary>What is left of the whole call; null: it has no limit.</summary>
    public TimeSpan? Left => _timeouts.Total == TimeSpan.Zero ? null : _timeouts.Total - Since(_calledAt);

    private void Begin(Fault phase, string peer, TimeSpan limit)
    {
        if (!_withinConnect)
        {
            _phase = phase;
            _peer = peer;
            _phaseLimit = limit;
            _listening = false;
        }

        NoteProgress();
    }

    private TimeSpan Shorter(TimeSpan slice, TimeSpan limit, long since, Limit which)
    {
        if (limit == TimeSpan.Zero)
        {
            return slice;
        }

        TimeSpan left = limit - Since(since);
        if (left <= TimeSpan.Zero)
        {
            throw _phase switch
            {
                Fault.ConnectTimeout when _listening => ClockFaults.AcceptTimeout(_peer, limit),
                Fault.ConnectTimeout => FaultFactory.ConnectTimeout(_peer, limit, which),
                Fault.SendTimeout => ClockFaults.SendTimeout(_peer, limit, which),
                _ => ClockFaults.ReceiveTimeout(_peer, limit, which, _listening ? Advice.AcceptAgain : Advice.CallAgain),
            };
        }

        return left < slice ? left : slice;
    }

    private static TimeSpan Since(long timestamp) =>
        TimeSpan.FromTicks((long)((Stopwatch.GetTimestamp() - timestamp) * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));
}
