namespace SocketTools.Transport;

/// <summary>The options of a socket.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum SocketOptionId : long
{
    /// <summary>Whether small pieces go out at once instead of being gathered (TCP); Boolean.</summary>
    NoDelay,

    /// <summary>Whether a silent connection is probed (TCP); Boolean.</summary>
    KeepAlive,

    /// <summary>Silence before the first probe (TCP); whole seconds.</summary>
    KeepAliveTime,

    /// <summary>Time between probes (TCP); whole seconds.</summary>
    KeepAliveInterval,

    /// <summary>Unanswered probes before the connection is given up (TCP); a number.</summary>
    KeepAliveRetryCount,

    /// <summary>How long closing waits for unsent data; whole seconds, 0: closing resets the connection, -1: off.</summary>
    Linger,

    /// <summary>How many routers a packet may pass; 1 to 255.</summary>
    TimeToLive,

    /// <summary>The system's buffer for what comes; bytes. Linux doubles what is asked for.</summary>
    ReceiveBufferSize,

    /// <summary>The system's buffer for what is sent; bytes. Linux doubles what is asked for.</summary>
    SendBufferSize,

    /// <summary>Whether an address in use may be shared; Boolean.</summary>
    ReuseAddress,

    /// <summary>Whether datagrams may be sent to broadcast addresses (IPv4); Boolean.</summary>
    Broadcast,

    /// <summary>Whether datagrams may not be taken apart on their way (IPv4); Boolean.</summary>
    DontFragment,

    /// <summary>How many routers a multicast datagram may pass; 0 to 255.</summary>
    MulticastTimeToLive,

    /// <summary>Whether multicast datagrams come back to this machine; Boolean.</summary>
    MulticastLoopback,

    /// <summary>The local address whose network multicast datagrams leave by (IPv4) or the interface's number (IPv6).</summary>
    MulticastInterface,

    /// <summary>Sets only: begins to receive a multicast group; its address, or group and local address separated by a comma.</summary>
    JoinMulticastGroup,

    /// <summary>Sets only: ceases to receive a multicast group; as above.</summary>
    LeaveMulticastGroup,
}
