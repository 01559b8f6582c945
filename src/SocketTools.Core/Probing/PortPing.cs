using System;
using System.Net;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>What several probes of one port found, one after the other.</summary>
public sealed class PortPing
{
    private TimeSpan _sum;

    internal PortPing(string hostName, int port, ProbeProtocol protocol)
    {
        HostName = hostName;
        Port = port;
        Protocol = protocol;
    }

    /// <summary>The host as it was asked for.</summary>
    public string HostName { get; }

    /// <summary>The address of the last probe that found the port open, or of the last one.</summary>
    public IPAddress Address { get; private set; } = IPAddress.None;

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The service that usually has the port; empty where none is known.</summary>
    public string Service => ServicePorts.NameOf(Port);

    /// <summary>Tcp or Udp.</summary>
    public ProbeProtocol Protocol { get; }

    /// <summary>Open where any probe found it open; else what the last one found.</summary>
    public PortState State { get; private set; } = PortState.Error;

    /// <summary>How many probes there were.</summary>
    public int Sent { get; private set; }

    /// <summary>How many of them found the port open.</summary>
    public int Received { get; private set; }

    /// <summary>How many of them did not, in per cent of <see cref="Sent"/>: 0 to 100.</summary>
    public double LossPercent => Sent == 0 ? 0 : Math.Round(100.0 * (Sent - Received) / Sent, 1);

    /// <summary>The shortest latency of those that found it open; null where none did.</summary>
    public TimeSpan? Minimum { get; private set; }

    /// <summary>The mean of their latencies; null where none found it open.</summary>
    public TimeSpan? Mean => Received == 0 ? null : TimeSpan.FromTicks(_sum.Ticks / Received);

    /// <summary>The longest of their latencies; null where none found it open.</summary>
    public TimeSpan? Maximum { get; private set; }

    /// <summary>Why the last probe that failed did; empty where none did.</summary>
    public string Reason { get; private set; } = "";

    /// <summary><c>host:port received/sent</c>.</summary>
    public override string ToString() => $"{HostEndPoint.Format(HostName, Port)} {Received}/{Sent}";

    internal void Add(PortTest probe)
    {
        Sent++;
        if (probe.State == PortState.Open && probe.Latency is TimeSpan latency)
        {
            Received++;
            _sum += latency;
            Minimum = Minimum is TimeSpan least && least < latency ? least : latency;
            Maximum = Maximum is TimeSpan most && most > latency ? most : latency;
        }
        else
        {
            Reason = probe.Reason;
        }

        if (probe.State == PortState.Open || Received == 0)
        {
            State = probe.State;
            Address = probe.Address ?? Address;
        }
    }
}
