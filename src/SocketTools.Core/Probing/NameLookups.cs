using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>Looks names up, several at once and each name once.</summary>
/// <remarks>Threads of its own: the system's look-up blocks, sometimes for half a minute, and cannot be stopped. One that takes too long
/// is left to itself, and its answer dropped.</remarks>
internal sealed class NameLookups
{
    private const int MostThreads = 64;

    // Threads that wait for names that were given up: others take their place, up to this many.
    private const int MostLost = 512;

    private readonly object _lock = new();
    private readonly Dictionary<string, Name> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Name> _waiting = new();
    private readonly List<Name> _underWay = new();
    private readonly ProbeSchedule _schedule;
    private readonly AddressFamily _family;
    private readonly TimeSpan _timeout;
    private int _threads;
    private int _lost;
    private int _idle;
    private bool _ended;

    internal NameLookups(ProbeSchedule schedule, AddressFamily family, TimeSpan timeout)
    {
        _schedule = schedule;
        _family = family;
        _timeout = timeout;
    }

    /// <summary>Looks a host's name up and adds the host to the schedule, or what went wrong.</summary>
    internal void Add(HostPorts host)
    {
        _schedule.Expect(host);
        lock (_lock)
        {
            if (!_names.TryGetValue(host.HostName, out Name? name))
            {
                name = new Name(host.HostName);
                _names.Add(host.HostName, name);
                _waiting.Enqueue(name);
                StartOrWake();
            }

            if (!name.Known)
            {
                name.Hosts.Add(host);
                return;
            }

            Pass(host, name);
        }
    }

    /// <summary>Gives up the look-ups that take too long.</summary>
    internal void Expire()
    {
        if (_timeout == TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            long now = ProbeTime.Now;
            for (int i = _underWay.Count - 1; i >= 0; i--)
            {
                Name name = _underWay[i];
                if (ProbeTime.Span(now - name.StartedAt) >= _timeout)
                {
                    Settle(name, null, FaultFactory.ConnectTimeout(name.HostName, _timeout, Limit.ConnectTimeout));
                    if (_lost < MostLost)
                    {
                        name.IsLost = true;
                        _lost++;
                        _threads--;
                        StartOrWake();
                    }
                }
            }
        }
    }

    /// <summary>Ends the threads that are not inside the system.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            _waiting.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    private void StartOrWake()
    {
        if (_waiting.Count > _idle && _threads < MostThreads)
        {
            _threads++;
            new Thread(Run) { IsBackground = true, Name = "SocketTools look-up" }.Start();
        }
        else
        {
            Monitor.Pulse(_lock);
        }
    }

    private void Run()
    {
        try
        {
            LookUp();
        }
        catch (Exception unexpected)
        {
            // On a thread of our own it would end the process: it goes to the one that asked.
            _schedule.Fail(unexpected);
        }
    }

    private void LookUp()
    {
        while (Next() is Name name)
        {
            IReadOnlyList<IPAddress>? addresses = null;
            SocketToolsException? fault = null;
            try
            {
                addresses = AddressResolver.ResolveAtOnce(name.HostName, _family);
            }
            catch (SocketToolsException failed)
            {
                fault = failed;
            }

            lock (_lock)
            {
                if (!name.Known)
                {
                    Settle(name, addresses, fault);
                }

                if (name.IsLost)
                {
                    // Another thread has its place.
                    _lost--;
                    return;
                }
            }
        }
    }

    private Name? Next()
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_ended)
            {
                _idle++;
                Monitor.Wait(_lock);
                _idle--;
            }

            if (_ended)
            {
                _threads--;
                return null;
            }

            Name next = _waiting.Dequeue();
            next.StartedAt = ProbeTime.Now;
            _underWay.Add(next);
            return next;
        }
    }

    private void Settle(Name name, IReadOnlyList<IPAddress>? addresses, SocketToolsException? fault)
    {
        _underWay.Remove(name);
        name.Known = true;
        name.Addresses = addresses;
        name.Fault = fault;
        name.Hosts.ForEach(host => Pass(host, name));
        name.Hosts.Clear();
    }

    private void Pass(HostPorts host, Name name)
    {
        if (name.Addresses is not null)
        {
            host.Addresses = name.Addresses;
            _schedule.Add(host, expected: true);
        }
        else
        {
            _schedule.Drop(host, new ProbeOutcome(host.HostName, null, null, name.Fault, host.Ports));
        }
    }

    private sealed class Name
    {
        internal Name(string hostName) => HostName = hostName;

        internal string HostName { get; }

        internal bool Known { get; set; }

        internal bool IsLost { get; set; }

        internal long StartedAt { get; set; }

        internal IReadOnlyList<IPAddress>? Addresses { get; set; }

        internal SocketToolsException? Fault { get; set; }

        internal List<HostPorts> Hosts { get; } = new();
    }
}
