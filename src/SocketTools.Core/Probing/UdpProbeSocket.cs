using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace SocketTools.Probing;

/// <summary>A datagram socket of a probe. Which local ports these have is known: a scan of this computer meets its own sockets, which are no
/// services.</summary>
internal sealed class UdpProbeSocket : Socket
{
    private static readonly int[] s_held = new int[IPEndPoint.MaxPort + 1];

    private int _port;

    internal UdpProbeSocket(AddressFamily family)
        : base(family, SocketType.Dgram, ProtocolType.Udp) => Blocking = false;

    /// <summary>Takes a local port, which anybody may then send to.</summary>
    /// <exception cref="SocketException">There is none left.</exception>
    internal void TakePort()
    {
        Bind(new IPEndPoint(AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        _port = ((IPEndPoint)LocalEndPoint!).Port;
        Interlocked.Increment(ref s_held[_port]);
    }

    /// <summary>Whether an end point is one of these sockets.</summary>
    internal static bool Holds(IPEndPoint there) => IPAddress.IsLoopback(there.Address) && Volatile.Read(ref s_held[there.Port]) > 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        int port = Interlocked.Exchange(ref _port, 0);
        if (port != 0)
        {
            Interlocked.Decrement(ref s_held[port]);
        }

        base.Dispose(disposing);
    }
}
