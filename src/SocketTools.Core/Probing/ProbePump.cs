using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace SocketTools.Probing;

/// <summary>One thread that has many probes under way at once, and waits for all of them together.</summary>
/// <remarks>
/// <para>No task, timer or thread for a probe: sockets are non-blocking, one call of the system tells which of them have an answer, and
/// time limits are looked at between two calls. Few are begun between two looks, so that an answer that comes at once is seen at once
/// and its latency is its own.</para>
/// </remarks>
internal sealed class ProbePump
{
    private const int Batch = 32;

    // RFC 8305, 5: the next address of a name is tried where the one before is silent for so long.
    private static readonly long s_stagger = ProbeTime.Ticks(TimeSpan.FromMilliseconds(250));

    private readonly ProbeSchedule _schedule;
    private readonly ProbeSettings _settings;
    private readonly long _timeout;
    private readonly string _silence;
    private readonly IProbeWire _wire;

    // A refused datagram stands in the list of errors everywhere; a failed connect on Windows, and on Linux in the list that was asked for.
    private readonly bool _failuresApart;
    private readonly List<KeyValuePair<Probe, ProbeOutcome?>> _finished = new();
    private readonly List<Socket> _ready = new();
    private readonly List<Socket> _failed = new();
    private List<ProbeAttempt> _attempts = new();
    private List<ProbeAttempt> _kept = new();

    internal ProbePump(ProbeSchedule schedule, ProbeSettings settings, IProbeWire? wire = null)
    {
        _schedule = schedule;
        _settings = settings;
        _wire = wire ?? (settings.Udp ? new UdpWire() : new TcpWire());
        _failuresApart = settings.Udp || !RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
        _timeout = settings.Timeout == TimeSpan.Zero ? long.MaxValue : ProbeTime.Ticks(settings.Timeout);
        _silence = _wire.Silence(settings.Timeout);
    }

    /// <summary>Starts the thread.</summary>
    internal Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "SocketTools probes" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        var begun = new List<Probe>(Batch);
        try
        {
            while (_schedule.Take(begun, Batch, _attempts.Count == 0, out int patience))
            {
                foreach (Probe probe in begun)
                {
                    probe.Begin(ProbeTime.Now);
                    Advance(probe);
                }

                begun.Clear();
                if (_attempts.Count > 0)
                {
                    Look(_finished.Count > 0 ? 0 : Math.Min(patience, UntilFirstLimit()));
                    Judge(ProbeTime.Now);
                }

                if (_finished.Count > 0)
                {
                    _schedule.Hand(_finished);
                    _finished.Clear();
                }
            }
        }
        catch (Exception unexpected)
        {
            // On a thread of our own it would end the process: it goes to the one that asked.
            _schedule.Fail(unexpected);
        }
        finally
        {
            _attempts.ForEach(static a => a.Socket.Dispose());
        }
    }

    /// <summary>Tries the next addresses of a probe until one is under way, and finishes the probe where there is none left.</summary>
    private void Advance(Probe probe)
    {
        while (!probe.Finished && probe.HasMoreAddresses)
        {
            if (Try(probe, new IPEndPoint(probe.NextAddress(), probe.Port)))
            {
                return;
            }
        }

        if (!probe.Finished && probe.Pending == 0)
        {
            Finish(probe, probe.Failure(_settings.Protocol));
        }
    }

    // True: it is under way, has been put back, or has succeeded at once.
    private bool Try(Probe probe, IPEndPoint to)
    {
        Socket? socket = null;
        SocketError error;
        long now = ProbeTime.Now;
        try
        {
            socket = _wire.Create(to.AddressFamily);
            error = _wire.Begin(socket, to);
        }
        catch (SocketException failed)
        {
            error = failed.SocketErrorCode;
        }

        if (error is SocketError.Success or SocketError.WouldBlock or SocketError.InProgress)
        {
            if (_schedule.ShortSince != 0)
            {
                _schedule.ShortSince = 0;
            }

            probe.WasShort = false;
            probe.AttemptedAt = now;
            probe.Pending++;
            _attempts.Add(new ProbeAttempt(probe, socket!, to, now, probe.Round));
            return true;
        }

        socket?.Dispose();
        if (LocalShortage.IsMeant(error, to))
        {
            if (_schedule.IsPassing(now, _timeout))
            {
                PutBack(probe, now);
                return true;
            }

            probe.WasShort = false;
            probe.Note(to.Address, PortState.Error, LocalShortage.Words(error), 0);
            return false;
        }

        Note(probe, to, error, now, now);
        return false;
    }

    // The first is among the oldest.
    private int UntilFirstLimit() => _timeout == long.MaxValue ? int.MaxValue
        : (int)Math.Max(1, Math.Min(int.MaxValue, Math.Ceiling(ProbeTime.Span(_attempts[0].Probe.StartedAt + _timeout - ProbeTime.Now).TotalMilliseconds)));

    // Where another address is still under way, this one's turn comes again in a while.
    private void PutBack(Probe probe, long now)
    {
        probe.PutBack();
        probe.AttemptedAt = now;
        if (probe.Pending == 0)
        {
            probe.WasShort = true;
            _schedule.TakeBack(probe);
        }
    }

    private void Look(int milliseconds)
    {
        _ready.Clear();
        _failed.Clear();
        foreach (ProbeAttempt attempt in _attempts)
        {
            _ready.Add(attempt.Socket);
        }

        if (_failuresApart)
        {
            _failed.AddRange(_ready);
        }

        // Select takes lists that are not empty, or null.
        List<Socket>? failed = _failuresApart ? _failed : null;
        Socket.Select(_settings.Udp ? _ready : null, _settings.Udp ? null : _ready, failed, 1000 * milliseconds);
    }

    // Select leaves the sockets in their order, so one walk finds those that are ready.
    private void Judge(long now)
    {
        int ready = 0;
        int failed = 0;
        List<ProbeAttempt> attempts = _attempts;
        _attempts = _kept;
        foreach (ProbeAttempt attempt in attempts)
        {
            bool told = false;
            if (ready < _ready.Count && ReferenceEquals(_ready[ready], attempt.Socket))
            {
                told = true;
                ready++;
            }

            if (failed < _failed.Count && ReferenceEquals(_failed[failed], attempt.Socket))
            {
                told = true;
                failed++;
            }

            if (!(told ? Answered(attempt, now) : Expired(attempt, now)))
            {
                _attempts.Add(attempt);
            }
        }

        attempts.Clear();
        _kept = attempts;
    }

    // True: this attempt is over.
    private bool Answered(ProbeAttempt attempt, long now)
    {
        Probe probe = attempt.Probe;
        if (attempt.IsOver)
        {
            attempt.Socket.Dispose();
            return true;
        }

        SocketError error = _wire.Outcome(attempt.Socket, attempt.EndPoint, out string reason);
        if (error is SocketError.WouldBlock or SocketError.IOPending)
        {
            return Expired(attempt, now);
        }

        attempt.Socket.Dispose();
        probe.Pending--;
        if (error == SocketError.Success)
        {
            Finish(probe, probe.Success(attempt.EndPoint.Address, _settings.Protocol, reason, now - attempt.StartedAt));
        }
        else if (error == SocketError.IsConnected)
        {
            // It met itself: the system had given it the very port that it probes, where nobody listens. Another try gets another port.
            if (!Try(probe, attempt.EndPoint))
            {
                Advance(probe);
            }
        }
        else
        {
            Note(probe, attempt.EndPoint, error, attempt.StartedAt, now);
            Advance(probe);
        }

        return true;
    }

    private bool Expired(ProbeAttempt attempt, long now)
    {
        Probe probe = attempt.Probe;
        if (attempt.IsOver)
        {
            attempt.Socket.Dispose();
            return true;
        }

        if (now - probe.StartedAt >= _timeout)
        {
            attempt.Socket.Dispose();
            probe.Note(attempt.EndPoint.Address, _wire.Silent, _silence, 0);
            if (--probe.Pending == 0)
            {
                Finish(probe, probe.Failure(_settings.Protocol));
            }

            return true;
        }

        if (probe.HasMoreAddresses && now - probe.AttemptedAt >= s_stagger)
        {
            Advance(probe);
        }

        return false;
    }

    private void Note(Probe probe, IPEndPoint to, SocketError error, long startedAt, long now)
    {
        PortState state = _wire.StateOf(error, out string reason);
        probe.Note(to.Address, state, reason, now - startedAt);
    }

    private void Finish(Probe probe, PortTest test)
    {
        probe.Finished = true;
        ProbeOutcome? outcome = null;
        if (!_settings.Summary)
        {
            outcome = new ProbeOutcome(probe.HostName, test, null, null);
        }
        else
        {
            (probe.Ping ??= new PortPing(probe.HostName, probe.Port, _settings.Protocol)).Add(test);
            outcome = probe.Round == _settings.Count ? new ProbeOutcome(probe.HostName, null, probe.Ping, null) : null;
        }

        _finished.Add(new KeyValuePair<Probe, ProbeOutcome?>(probe, outcome));
    }
}
