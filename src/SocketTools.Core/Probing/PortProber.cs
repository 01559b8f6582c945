using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>Probes the ports of many hosts at once, and hands what it finds to the thread that gives the hosts, as it comes.</summary>
public sealed class PortProber : IDisposable
{
    // How long the giving thread sits on results before it looks, and how long a stop may go unnoticed.
    private const int PatienceMilliseconds = 10;

    // More threads share the work of opening and closing; waiting needs one only.
    private const int MostPumps = 4;
    private const int ProbesPerPump = 64;
    private const int LongestEndMilliseconds = 1000;

    private readonly ProbeSettings _settings;
    private readonly CancellationToken _stop;
    private readonly ProbeSchedule _schedule;
    private readonly NameLookups _names;
    private readonly List<Thread> _pumps = new();

    /// <summary>Prepares to probe.</summary>
    /// <param name="settings">How.</param>
    /// <param name="stop">Ends all probes at once.</param>
    public PortProber(ProbeSettings settings, CancellationToken stop)
    {
        _settings = settings;
        _stop = stop;
        _schedule = new ProbeSchedule(settings, HandleBudget.Free());
        _names = new NameLookups(_schedule, settings.Family, settings.Timeout);
    }

    /// <summary>Told how many probes are done and how many are known of so far, every few milliseconds, on the thread that gives the hosts.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>How many end points are probed at once: fewer than was wanted where this process may not open so many sockets.</summary>
    public int Limit => _schedule.Limit;

    /// <summary>Gives one more host; waits while more than enough are waiting.</summary>
    /// <param name="hostName">A name or an address.</param>
    /// <param name="ports">Its ports.</param>
    /// <param name="emit">Takes the results that have come meanwhile, on this thread.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: an address of the family that was not asked for.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Add(string hostName, PortList ports, Action<ProbeOutcome> emit)
    {
        WaitFor(room: true, emit);
        var host = new HostPorts(hostName, ports);
        if (IPAddress.TryParse(hostName, out _))
        {
            host.Addresses = AddressResolver.ResolveAtOnce(hostName, _settings.Family);
            _schedule.Add(host, expected: false);
        }
        else
        {
            _names.Add(host);
        }

        while (_pumps.Count < Math.Min(MostPumps, Environment.ProcessorCount) && _pumps.Count * ProbesPerPump < Math.Min(_settings.ThrottleLimit, _schedule.Known - _schedule.Done))
        {
            _pumps.Add(new ProbePump(_schedule, _settings).Start());
        }
    }

    /// <summary>Waits for all that was given.</summary>
    /// <param name="emit">Takes the results, on this thread.</param>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public void Finish(Action<ProbeOutcome> emit)
    {
        _schedule.Complete();
        WaitFor(room: false, emit);
    }

    /// <summary>Ends all probes, and waits until their sockets are closed.</summary>
    public void Dispose()
    {
        _names.End();
        _schedule.Stop();
        foreach (Thread pump in _pumps)
        {
            pump.Join(LongestEndMilliseconds);
        }
    }

    private void WaitFor(bool room, Action<ProbeOutcome> emit)
    {
        bool ready;
        do
        {
            _stop.ThrowIfCancellationRequested();
            List<ProbeOutcome> outcomes = _schedule.Collect(room, PatienceMilliseconds, out ready);
            foreach (ProbeOutcome outcome in outcomes)
            {
                emit(outcome);
            }

            _names.Expire();
            _schedule.Failure?.Throw();
            Progress?.Invoke(_schedule.Done, _schedule.Known);
        }
        while (!ready);
    }
}
