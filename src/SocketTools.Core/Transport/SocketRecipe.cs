using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>How to make a socket that is about to connect.</summary>
public sealed record SocketRecipe
{
    /// <summary>Stream, datagram or raw.</summary>
    public SocketType SocketType { get; init; } = SocketType.Stream;

    /// <summary>The protocol of a raw socket; unspecified: the type's own.</summary>
    public ProtocolType ProtocolType { get; init; } = ProtocolType.Unspecified;

    /// <summary>The local address; null: the system chooses.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>The local port, 1 to 65535; 0: the system chooses.</summary>
    public int SourcePort { get; init; }

    /// <summary>Makes a non-blocking socket, bound where a source is given.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>,
    /// <see cref="Fault.InvalidRequest"/>: the source cannot be had.</exception>
    /// <exception cref="SocketException">The address family cannot be had.</exception>
    internal Socket Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType, Protocol(family)) { Blocking = false };
        if (SocketType == SocketType.Stream && family != AddressFamily.Unix)
        {
            // Lines are small and wait for answers: with Nagle's algorithm on, the second of two would wait for the peer's acknowledgement.
            socket.NoDelay = true;
        }
        else if (SocketType == SocketType.Dgram && family == AddressFamily.InterNetwork)
        {
            // Who names a broadcast address means it; without this the system refuses to locate it.
            socket.EnableBroadcast = true;
        }

        Bind(socket, family);
        return socket;
    }

    /// <summary>Where a socket of this family connects from.</summary>
    internal IPEndPoint Source(AddressFamily family) =>
        new(SourceAddress ?? (family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any), SourcePort);

    private ProtocolType Protocol(AddressFamily family) => ProtocolType != ProtocolType.Unspecified || family == AddressFamily.Unix ? ProtocolType
        : SocketType == SocketType.Stream ? ProtocolType.Tcp
        : SocketType == SocketType.Dgram ? ProtocolType.Udp
        : ProtocolType;

    private void Bind(Socket socket, AddressFamily family)
    {
        if (SourceAddress is null && SourcePort == 0)
        {
            return;
        }

        IPEndPoint source = Source(family);
        try
        {
            socket.Bind(source);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw TransportFaults.CannotBind(HostEndPoint.Format(source), refused);
        }
    }
}
