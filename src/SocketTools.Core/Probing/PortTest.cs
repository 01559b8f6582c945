using System;
using System.Net;
using SocketTools.Transport;

namespace SocketTools.Probing;

/// <summary>What one probe of one port found.</summary>
public sealed class PortTest
{
    internal PortTest(string hostName, IPAddress? address, int port, ProbeProtocol protocol, PortState state, TimeSpan? latency, string reason)
    {
        HostName = hostName;
        Address = address;
        Port = port;
        Protocol = protocol;
        State = state;
        Latency = latency;
        Reason = reason;
        Time = DateTime.Now;
    }

    /// <summary>A port that was not probed, since its host's name led nowhere.</summary>
    /// <param name="hostName">The host as it was asked for.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="protocol">Tcp or Udp.</param>
    /// <param name="reason">Why.</param>
    public static PortTest NotProbed(string hostName, int port, ProbeProtocol protocol, string reason) =>
        new(hostName, null, port, protocol, PortState.Error, null, reason);

    /// <summary>The host as it was asked for.</summary>
    public string HostName { get; }

    /// <summary>The address that <see cref="State"/> is of: the one that is open, where there are several; null where the name has none.</summary>
    public IPAddress? Address { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The service that usually has the port; empty where none is known.</summary>
    public string Service => ServicePorts.NameOf(Port);

    /// <summary>Tcp or Udp.</summary>
    public ProbeProtocol Protocol { get; }

    /// <summary>What was found.</summary>
    public PortState State { get; }

    /// <summary>From the start of the attempt until its answer; null where none came.</summary>
    public TimeSpan? Latency { get; }

    /// <summary>The latency in milliseconds; null where no answer came.</summary>
    public double? LatencyMs => Latency is TimeSpan latency ? Math.Round(latency.TotalMilliseconds, 3) : null;

    /// <summary>When it was found, in local time.</summary>
    public DateTime Time { get; }

    /// <summary>The state in words; with several addresses that failed, each one's.</summary>
    public string Reason { get; }

    /// <summary><c>host:port state</c>.</summary>
    public override string ToString() => $"{HostEndPoint.Format(HostName, Port)} {State}";
}
