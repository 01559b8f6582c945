using System.Net.Sockets;
using System.Runtime.InteropServices;
#if NET
using System;
#endif

namespace SocketTools.Compat;

/// <summary>How a datagram socket that is not connected hears that what it sent did not arrive (ICMP).</summary>
internal static class DatagramErrors
{
    /// <summary>Has a socket told of them.</summary>
    /// <returns>False: here only a connected socket is told, which hears one port alone.</returns>
    internal static bool TryHear(Socket socket)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return true;
        }

#if NET
        if (OperatingSystem.IsLinux())
        {
            // ip(7), ipv6(7): IP_RECVERR and IPV6_RECVERR.
            (int level, int name) = socket.AddressFamily == AddressFamily.InterNetworkV6 ? (41, 25) : (0, 11);
            socket.SetRawSocketOption(level, name, BitConverter.GetBytes(1));
            return true;
        }
#endif
        return false;
    }
}
