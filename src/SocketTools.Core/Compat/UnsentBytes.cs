using System.Net.Sockets;
#if NET
using System;
#endif

namespace SocketTools.Compat;

/// <summary>What a socket has taken and the peer has no room for yet.</summary>
internal static class UnsentBytes
{
    /// <summary>Has Linux take only a little ahead of the peer: what lies in its buffers has left the processor's cache by the time the peer takes it, and
    /// counts as sent. What is on its way is not limited by that.</summary>
    internal static void KeepFew(Socket socket)
    {
#if NET
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
        {
            return;
        }

        try
        {
            // tcp(7): TCP_NOTSENT_LOWAT.
            socket.SetRawSocketOption(6, 25, BitConverter.GetBytes(64 * 1024));
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException)
        {
            // A system that knows no such thing takes as much as it likes; and whoever sends next is told that the socket is gone.
        }
#endif
    }
}
