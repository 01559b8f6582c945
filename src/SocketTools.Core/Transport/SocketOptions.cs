using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>Reads and sets the options of a socket.</summary>
internal static class SocketOptions
{
    // Names of later versions of .NET, by their numbers, which the earlier ones hand to the system as they are.
    private const SocketOptionName TcpKeepAliveRetryCount = (SocketOptionName)16;
    private const SocketOptionName TcpKeepAliveTime = (SocketOptionName)3;
    private const SocketOptionName TcpKeepAliveInterval = (SocketOptionName)17;

    /// <summary>The value of an option; null where this kind of socket has none.</summary>
    internal static object? Get(Socket socket, SocketOptionId id)
    {
        try
        {
            return id switch
            {
                SocketOptionId.JoinMulticastGroup or SocketOptionId.LeaveMulticastGroup => null,
                SocketOptionId.Linger => Linger((LingerOption)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Linger)!),
                SocketOptionId.MulticastInterface => Interface(socket),
                _ => Value(id, Number(socket, id)),
            };
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Sets an option.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not such a value; <see cref="Fault.NotSupported"/>: not here;
    /// <see cref="Fault.AccessDenied"/>.</exception>
    internal static void Set(Socket socket, SocketOptionId id, object value, string peer)
    {
        try
        {
            switch (id)
            {
                case SocketOptionId.JoinMulticastGroup:
                case SocketOptionId.LeaveMulticastGroup:
                    SetMembership(socket, id, value);
                    break;
                case SocketOptionId.Linger:
                    int seconds = value is false ? -1 : value is bool ? throw FaultFactory.InvalidRequest("Linger takes how many seconds closing may wait for the peer, 0 (closing resets the connection), or $false.") : ToNumber(id, value);
                    socket.LingerState = new LingerOption(seconds >= 0, Math.Max(seconds, 0));
                    break;
                case SocketOptionId.MulticastInterface:
                    socket.SetSocketOption(IPLevel(socket), SocketOptionName.MulticastInterface, InterfaceNumber(socket, value));
                    break;
                default:
                    (SocketOptionLevel level, SocketOptionName name) = Name(socket, id);
                    int number = ToNumber(id, value);
                    socket.SetSocketOption(level, name, number >= 0 ? number : throw FaultFactory.InvalidRequest($"{id} is never negative: {number} was given."));
                    break;
            }
        }
        catch (SocketException refused)
        {
            throw TransportFaults.OptionRefused(id.ToString(), peer, refused);
        }
        catch (ArgumentException refused)
        {
            throw FaultFactory.InvalidRequest($"{id} does not take the value '{value}': {refused.Message}", refused);
        }
    }

    private static (SocketOptionLevel Level, SocketOptionName Name) Name(Socket socket, SocketOptionId id) => id switch
    {
        SocketOptionId.NoDelay => (SocketOptionLevel.Tcp, SocketOptionName.NoDelay),
        SocketOptionId.KeepAlive => (SocketOptionLevel.Socket, SocketOptionName.KeepAlive),
        SocketOptionId.KeepAliveTime => (SocketOptionLevel.Tcp, TcpKeepAliveTime),
        SocketOptionId.KeepAliveInterval => (SocketOptionLevel.Tcp, TcpKeepAliveInterval),
        SocketOptionId.KeepAliveRetryCount => (SocketOptionLevel.Tcp, TcpKeepAliveRetryCount),
        SocketOptionId.TimeToLive => (IPLevel(socket), SocketOptionName.IpTimeToLive),
        SocketOptionId.ReceiveBufferSize => (SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer),
        SocketOptionId.SendBufferSize => (SocketOptionLevel.Socket, SocketOptionName.SendBuffer),
        SocketOptionId.ReuseAddress => (SocketOptionLevel.Socket, SocketOptionName.ReuseAddress),
        SocketOptionId.Broadcast => (SocketOptionLevel.Socket, SocketOptionName.Broadcast),
        SocketOptionId.DontFragment => (SocketOptionLevel.IP, SocketOptionName.DontFragment),
        SocketOptionId.MulticastTimeToLive => (IPLevel(socket), SocketOptionName.MulticastTimeToLive),
        _ => (IPLevel(socket), SocketOptionName.MulticastLoopback),
    };

    private static SocketOptionLevel IPLevel(Socket socket) =>
        socket.AddressFamily == AddressFamily.InterNetworkV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;

    private static int Number(Socket socket, SocketOptionId id)
    {
        (SocketOptionLevel level, SocketOptionName name) = Name(socket, id);
        return (int)socket.GetSocketOption(level, name)!;
    }

    private static bool IsSwitch(SocketOptionId id) => id is SocketOptionId.NoDelay or SocketOptionId.KeepAlive or SocketOptionId.ReuseAddress
        or SocketOptionId.Broadcast or SocketOptionId.DontFragment or SocketOptionId.MulticastLoopback;

    private static object Value(SocketOptionId id, int number) => IsSwitch(id) ? number != 0 : number;

    private static object Linger(LingerOption option) => option.Enabled ? option.LingerTime : -1;

    private static int ToNumber(SocketOptionId id, object value)
    {
        try
        {
            return IsSwitch(id)
                ? (Convert.ToBoolean(value, CultureInfo.InvariantCulture) ? 1 : 0)
                : Convert.ToInt32(value, CultureInfo.InvariantCulture);
        }
        catch (Exception unfit) when (unfit is FormatException or InvalidCastException or OverflowException)
        {
            throw FaultFactory.InvalidRequest($"{id} takes {(IsSwitch(id) ? "$true or $false" : "a whole number")}, not '{value}'.", unfit);
        }
    }

    private static IPAddress ToAddress(SocketOptionId id, string text, string what) => IPAddress.TryParse(text.Trim(), out IPAddress? address)
        ? address
        : throw FaultFactory.InvalidRequest($"{id}: '{text}' is not an IP address: {what}.");

    private static object? Interface(Socket socket)
    {
        int number = (int)socket.GetSocketOption(IPLevel(socket), SocketOptionName.MulticastInterface)!;
        return socket.AddressFamily == AddressFamily.InterNetworkV6 ? number : new IPAddress(BitConverter.GetBytes(number));
    }

    private static int InterfaceNumber(Socket socket, object value)
    {
        const SocketOptionId Id = SocketOptionId.MulticastInterface;
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return ToNumber(Id, value);
        }

        IPAddress address = ToAddress(Id, value.ToString()!, "give the local address of the network to use");
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BitConverter.ToInt32(address.GetAddressBytes(), 0)
            : throw FaultFactory.InvalidRequest($"{Id}: '{value}' is not an IPv4 address, and this socket is of IPv4.");
    }

    private static void SetMembership(Socket socket, SocketOptionId id, object value)
    {
        SocketOptionName name = id == SocketOptionId.JoinMulticastGroup ? SocketOptionName.AddMembership : SocketOptionName.DropMembership;
        string[] parts = value.ToString()!.Split(',');
        IPAddress group = ToAddress(id, parts[0], "give the group's address");
        IPAddress? local = parts.Length > 1 ? ToAddress(id, parts[1], "give the local address of the network to use") : null;
        if (group.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, name, new IPv6MulticastOption(group, local?.ScopeId ?? 0));
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IP, name, new MulticastOption(group, local ?? IPAddress.Any));
        }
    }
}
