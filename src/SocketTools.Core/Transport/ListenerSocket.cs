using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>Makes listening sockets.</summary>
internal static class ListenerSocket
{
    /// <summary>A non-blocking socket that listens.</summary>
    /// <param name="local">The address and port; port 0 takes a free one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>,
    /// <see cref="Fault.InvalidRequest"/>.</exception>
    internal static Socket Listen(IPEndPoint local, int backlog)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(local);
            socket.Listen(backlog);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            throw FaultFactory.CannotListen(HostEndPoint.Format(local), refused);
        }
    }
}
