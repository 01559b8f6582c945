using System.Net;
using System.Net.Sockets;

namespace SocketTools.Probing;

/// <summary>Tells what this process or machine has run short of from what is wrong with an end point.</summary>
internal static class LocalShortage
{
    /// <summary>Whether an error says that handles, memory or local ports have run out: it will be possible later.</summary>
    internal static bool IsMeant(SocketError error, IPEndPoint to) => error switch
    {
        // EMFILE and ENFILE; ENOBUFS and ENOMEM, and on Windows a lack of ports.
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => true,

        // Said where all local ports are taken, and where this machine has no address that leads there. The second hits UDP as well.
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => LeadsThere(to),
        _ => false,
    };

    /// <summary>What there is too little of.</summary>
    internal static string Words(SocketError error) => error switch
    {
        SocketError.TooManyOpenSockets => "not probed: this process may not open more sockets",
        SocketError.NoBufferSpaceAvailable => "not probed: the system has no room for more sockets",
        _ => "not probed: no local port was free",
    };

    private static bool LeadsThere(IPEndPoint to)
    {
        try
        {
            using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(to);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
