using System;
using System.Net.Sockets;

namespace SocketTools.Probing;

/// <summary>How ports are probed.</summary>
public sealed record ProbeSettings
{
    /// <summary>The default of <see cref="ThrottleLimit"/>.</summary>
    public const int DefaultThrottleLimit = 256;

    /// <summary>The default of <see cref="Timeout"/>, in seconds: room for one lost SYN, which is sent again after a second (RFC 6298, 2.1).</summary>
    public const double DefaultTimeoutSec = 3;

    /// <summary>UDP in place of TCP.</summary>
    public bool Udp { get; init; }

    /// <summary>Only addresses of this family; unspecified takes both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>How many end points to probe at once, at the most.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>How long a name, and then each probe with all its addresses, may take; zero: no limit of ours.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(DefaultTimeoutSec);

    /// <summary>How often to probe each end point.</summary>
    public int Count { get; init; } = 1;

    /// <summary>From the start of one probe of an end point to the start of its next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where <see cref="Count"/> is more than 1: one <see cref="PortPing"/> for each end point in place of its probes.</summary>
    public bool Summary { get; init; }

    internal ProbeProtocol Protocol => Udp ? ProbeProtocol.Udp : ProbeProtocol.Tcp;
}
