namespace SocketTools.Probing;

/// <summary>What a port was probed over; the numbers are those of IP.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ProbeProtocol : long
{
    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,
}
