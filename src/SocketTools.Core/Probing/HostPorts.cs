using System.Collections.Generic;
using System.Net;

namespace SocketTools.Probing;

/// <summary>A host with its addresses, and the ports of it that are still to be probed.</summary>
internal sealed class HostPorts
{
    private readonly IEnumerator<int> _ports;

    internal HostPorts(string hostName, PortList ports)
    {
        HostName = hostName;
        Count = ports.Count;
        Ports = ports;
        _ports = ports.Ports().GetEnumerator();
    }

    internal string HostName { get; }

    /// <summary>The ports, those that were probed among them.</summary>
    internal PortList Ports { get; }

    /// <summary>How many ports there were at first.</summary>
    internal int Count { get; }

    /// <summary>Set once the name has been looked up.</summary>
    internal IReadOnlyList<IPAddress> Addresses { get; set; } = System.Array.Empty<IPAddress>();

    /// <summary>The next port; null where there is none.</summary>
    internal Probe? Next() => _ports.MoveNext() ? new Probe(this, _ports.Current) : null;
}
