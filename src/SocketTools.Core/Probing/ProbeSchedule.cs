using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace SocketTools.Probing;

/// <summary>What is to be probed, what is under way, and what came of it; shared by the thread that asks and those that probe.</summary>
/// <remarks>One lock guards it all. It is held for moving things in and out, for many at a time, and never for work.</remarks>
internal sealed class ProbeSchedule
{
    private const int ShortagePauseMilliseconds = 20;

    // How long to go without a look here: always, and where hosts are still being given.
    private const int SliceMilliseconds = 40;
    private const int ShortSliceMilliseconds = 4;

    // How many hosts may wait before the thread that gives them has to.
    private const int Backlog = 1024;

    private static readonly List<ProbeOutcome> s_none = new();

    private readonly object _lock = new();
    private readonly Queue<HostPorts> _hosts = new();
    private readonly Queue<Probe> _again = new();
    private readonly SortedSet<Probe> _later = new(Comparer<Probe>.Create(static (a, b) =>
        a.DueAt != b.DueAt ? a.DueAt.CompareTo(b.DueAt) : a.Number.CompareTo(b.Number)));
    private readonly int _throttle;
    private readonly int _rounds;
    private readonly long _interval;
    private List<ProbeOutcome> _outcomes = new();
    private int _limit;
    private int _inFlight;
    private int _names;
    private long _number;
    private long _shortUntil;
    private long _shortSince;
    private bool _complete;
    private bool _stopped;
    private bool _giverWaits;

    internal ProbeSchedule(ProbeSettings settings, int limit)
    {
        _throttle = settings.ThrottleLimit;
        _limit = Math.Min(_throttle, limit);
        _rounds = settings.Count;
        _interval = ProbeTime.Ticks(settings.Interval);
    }

    /// <summary>Since when no attempt can be begun for want of something here, in ticks of the stopwatch; 0: they can.</summary>
    internal long ShortSince
    {
        get => Interlocked.Read(ref _shortSince);
        set => Interlocked.Exchange(ref _shortSince, value);
    }

    /// <summary>Probes known of so far, and those that are done.</summary>
    internal long Known { get; private set; }

    internal long Done { get; private set; }

    /// <summary>How many at once.</summary>
    internal int Limit => _limit;

    /// <summary>What nobody expected, from a thread that probes.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    private bool Exhausted => _hosts.Count + _again.Count + _later.Count + _inFlight + _names == 0;

    /// <summary>A host whose name is still to be looked up.</summary>
    internal void Expect(HostPorts host)
    {
        lock (_lock)
        {
            _names++;
            Known += (long)host.Count * _rounds;
        }
    }

    /// <summary>A host that has its addresses.</summary>
    /// <param name="host">The host.</param>
    /// <param name="expected">Whether it was announced by <see cref="Expect"/>.</param>
    internal void Add(HostPorts host, bool expected)
    {
        lock (_lock)
        {
            if (expected)
            {
                _names--;
            }
            else
            {
                Known += (long)host.Count * _rounds;
            }

            _hosts.Enqueue(host);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>A host that was announced and has no addresses.</summary>
    internal void Drop(HostPorts host, ProbeOutcome outcome)
    {
        lock (_lock)
        {
            _names--;
            Known -= (long)host.Count * _rounds;
            _outcomes.Add(outcome);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Nothing more will be given.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends everything: nothing more is given out, and what comes is dropped.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends everything, because of what nobody expected.</summary>
    internal void Fail(Exception unexpected)
    {
        lock (_lock)
        {
            Failure = ExceptionDispatchInfo.Capture(unexpected);
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes what has come of the probes; waits a little where there is nothing and the giver has to wait anyway.</summary>
    /// <param name="room">Waits for room for one more host; else for the end of all.</param>
    /// <param name="milliseconds">How long at the most.</param>
    /// <param name="ready">Whether there is room, or all has ended.</param>
    internal List<ProbeOutcome> Collect(bool room, int milliseconds, out bool ready)
    {
        lock (_lock)
        {
            if (!Ready(room))
            {
                _giverWaits = true;
                Monitor.Wait(_lock, milliseconds);
                _giverWaits = false;
            }

            ready = Ready(room);
            if (_outcomes.Count == 0)
            {
                // Not the list itself: it would grow under the eyes of the thread that looks through it.
                return s_none;
            }

            List<ProbeOutcome> taken = _outcomes;
            _outcomes = new List<ProbeOutcome>(taken.Count);
            return taken;
        }
    }

    /// <summary>Takes probes to begin.</summary>
    /// <param name="into">Takes them.</param>
    /// <param name="most">How many.</param>
    /// <param name="idle">Whether to wait a little where there are none.</param>
    /// <param name="patience">How long to wait before asking again, in milliseconds.</param>
    /// <returns>False where there will be no more.</returns>
    internal bool Take(List<Probe> into, int most, bool idle, out int patience)
    {
        lock (_lock)
        {
            Fill(into, most);
            if (idle && into.Count == 0 && !_stopped && !(_complete && Exhausted))
            {
                Monitor.Wait(_lock, Patience());
                Fill(into, most);
            }

            patience = into.Count == most ? 0 : Patience();
            return !_stopped && !(_complete && Exhausted);
        }
    }

    /// <summary>Hands in finished probes, each with what came of it; where more rounds are due, they will be given out again.</summary>
    internal void Hand(List<KeyValuePair<Probe, ProbeOutcome?>> finished)
    {
        lock (_lock)
        {
            _inFlight -= finished.Count;
            Done += finished.Count;
            foreach (KeyValuePair<Probe, ProbeOutcome?> one in finished)
            {
                if (one.Value is ProbeOutcome outcome)
                {
                    _outcomes.Add(outcome);
                }

                if (one.Key.Round < _rounds)
                {
                    one.Key.DueAt = one.Key.StartedAt + _interval;
                    one.Key.Number = _number++;
                    _later.Add(one.Key);
                }
            }

            // A shortage passes: by and by as many are tried again as were wanted.
            if (_limit < _throttle && finished.Count > 0 && ProbeTime.Now > _shortUntil)
            {
                _limit = Math.Min(_throttle, _limit + Math.Max(1, finished.Count / 4));
            }

            if (_complete ? Exhausted : _giverWaits && _hosts.Count + _names <= Backlog / 2)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>A shortage has shown: whether to wait for its end, because it has not lasted for so long yet.</summary>
    internal bool IsPassing(long now, long patience)
    {
        long since = Interlocked.CompareExchange(ref _shortSince, now, 0);
        return since == 0 || now - since < patience;
    }

    /// <summary>Takes back a probe that could not begin, because this process or this machine has run short of something.</summary>
    internal void TakeBack(Probe probe)
    {
        lock (_lock)
        {
            _inFlight--;
            _limit = Math.Max(1, Math.Min(_limit, _inFlight));
            _shortUntil = ProbeTime.Now + ProbeTime.Ticks(TimeSpan.FromMilliseconds(ShortagePauseMilliseconds));
            _again.Enqueue(probe);
        }
    }

    private bool Ready(bool room) => _stopped || (room ? _hosts.Count + _names < Backlog : Exhausted);

    private int Patience()
    {
        int patience = _inFlight < _limit && (!_complete || _names > 0) ? ShortSliceMilliseconds : SliceMilliseconds;
        patience = _again.Count > 0 ? Math.Min(patience, ShortagePauseMilliseconds) : patience;
        return _later.Count == 0 ? patience
            : (int)Math.Max(1, Math.Min(patience, ProbeTime.Span(_later.Min!.DueAt - ProbeTime.Now).TotalMilliseconds));
    }

    private void Fill(List<Probe> into, int most)
    {
        while (!_stopped && into.Count < most && _inFlight < _limit && Next() is Probe next)
        {
            _inFlight++;
            into.Add(next);
        }
    }

    private Probe? Next()
    {
        if (_later.Count > 0 && _later.Min is Probe first && first.DueAt <= ProbeTime.Now)
        {
            _later.Remove(first);
            return first;
        }

        // Nothing new while there is a shortage: it would only wait in the same queue.
        if (_again.Count > 0)
        {
            return _shortUntil <= ProbeTime.Now ? _again.Dequeue() : null;
        }

        for (; _hosts.Count > 0; _hosts.Dequeue())
        {
            if (_hosts.Peek().Next() is Probe next)
            {
                return next;
            }
        }

        return null;
    }
}
