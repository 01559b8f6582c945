using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>Makes listening sockets.</summary>
internal static class ListenerSocket
{
    /// <summary>A non-blocking socket that listens, or for datagrams is bound.</summary>
    /// <param name="local">The address and port; port 0 takes a free one.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>,
    /// <see cref="Fault.InvalidRequest"/>.</exception>
    internal static Socket Listen(IPEndPoint local, SocketType type, int backlog) =>
        Make(local.AddressFamily, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp, HostEndPoint.Format(local), backlog, socket =>
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(local);
        });

    /// <summary>The same on a Unix socket.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c>.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <exception cref="SocketToolsException">As above; <see cref="Fault.NotSupported"/>: no Unix sockets here.</exception>
    internal static Socket ListenUnix(string path, SocketType type, int backlog) =>
        Make(AddressFamily.Unix, type, ProtocolType.Unspecified, path, backlog, socket => UnixListenerPath.Bind(socket, path));

    private static Socket Make(AddressFamily family, SocketType type, ProtocolType protocol, string name, int backlog, Action<Socket> bind)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, type, protocol);
            bind(socket);
            if (type == SocketType.Stream)
            {
                socket.Listen(backlog);
            }

            socket.Blocking = false;
            return socket;
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            throw TransportFaults.CannotListen(name, refused);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}
