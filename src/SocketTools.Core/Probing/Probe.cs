using System.Collections.Generic;
using System.Net;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>One end point and what has been found of it so far: its addresses are tried until one is open (RFC 8305, 5).</summary>
internal sealed class Probe
{
    private readonly HostPorts _host;
    private List<string>? _reasons;
    private PortState _worst;
    private IPAddress? _worstAddress;
    private long _worstTook;
    private string _worstReason = "";
    private int _next;
    private volatile bool _finished;
    private volatile int _round;

    internal Probe(HostPorts host, int port)
    {
        _host = host;
        Port = port;
    }

    internal string HostName => _host.HostName;

    internal int Port { get; }

    /// <summary>When this probe began, in ticks of the stopwatch.</summary>
    internal long StartedAt { get; private set; }

    /// <summary>When its latest attempt began.</summary>
    internal long AttemptedAt { get; set; }

    /// <summary>Attempts under way.</summary>
    internal int Pending { get; set; }

    /// <summary>Whether this round is over; read by threads that still hold attempts of it.</summary>
    internal bool Finished
    {
        get => _finished;
        set => _finished = value;
    }

    /// <summary>Whether its round is to go on where there was no handle or local port for it.</summary>
    internal bool WasShort { get; set; }

    /// <summary>Probes of this end point that have begun.</summary>
    internal int Round => _round;

    /// <summary>When the next round is due, in ticks of the stopwatch.</summary>
    internal long DueAt { get; set; }

    /// <summary>Tells apart what is due at the same time.</summary>
    internal long Number { get; set; }

    /// <summary>What the rounds found.</summary>
    internal PortPing? Ping { get; set; }

    internal bool HasMoreAddresses => _next < _host.Addresses.Count;

    /// <summary>Begins a round, unless it goes on with one that was short of something: that costs none of its time.</summary>
    internal void Begin(long now)
    {
        StartedAt = now;
        if (!WasShort)
        {
            _round++;
            _next = 0;
            _reasons = null;
            _worstAddress = null;
            Finished = false;
        }
    }

    internal IPAddress NextAddress() => _host.Addresses[_next++];

    /// <summary>Puts the address back that could not be tried for want of something here.</summary>
    internal void PutBack() => _next--;

    /// <summary>An address that is not open. A refusal tells more than silence does, and silence more than an error here.</summary>
    internal void Note(IPAddress address, PortState state, string reason, long took)
    {
        if (_worstAddress is null || Rank(state) < Rank(_worst))
        {
            _worst = state;
            _worstAddress = address;
            _worstTook = state == PortState.Closed ? took : -1;
        }

        if (_host.Addresses.Count == 1)
        {
            _worstReason = reason;
        }
        else
        {
            (_reasons ??= new List<string>()).Add($"{address}: {reason}");
        }
    }

    /// <summary>What was found where no address was open.</summary>
    internal PortTest Failure(ProbeProtocol protocol) => new(
        HostName, _worstAddress!, Port, protocol, _worst, _worstTook < 0 ? null : ProbeTime.Span(_worstTook), _reasons is null ? _worstReason : string.Join("; ", _reasons));

    /// <summary>What was found at an open address.</summary>
    internal PortTest Success(IPAddress address, ProbeProtocol protocol, string reason, long took) =>
        new(HostName, address, Port, protocol, PortState.Open, ProbeTime.Span(took), reason);

    public override string ToString() => HostEndPoint.Format(HostName, Port);

    private static int Rank(PortState state) => state switch
    {
        PortState.Closed => 0,
        PortState.Filtered or PortState.NoReply => 1,
        _ => 2,
    };
}
