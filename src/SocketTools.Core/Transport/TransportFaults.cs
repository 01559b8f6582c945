using System;
using System.Globalization;
using System.Net.Sockets;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>What goes wrong with names, addresses, sockets and their options, and proxies.</summary>
internal static class TransportFaults
{
    /// <summary>No address for the name.</summary>
    internal static SocketToolsException HostNotFound(string hostName, Exception? inner) =>
        new(Fault.HostNotFound, $"No address was found for '{hostName}'{FaultFactory.Reason(inner)}.", inner) { Advice = Advice.CheckName };

    /// <summary>The name has addresses, and none of the family that was asked for.</summary>
    internal static SocketToolsException NoAddressOfFamily(string hostName, string family) =>
        new(Fault.HostNotFound, $"'{hostName}' has no {family} address, and only those were asked for.");

    /// <summary>The system forbids the socket or the connection.</summary>
    internal static SocketToolsException AccessDenied(string peer, SocketType type, SocketException cause) =>
        new(Fault.AccessDenied, type == SocketType.Raw
            ? "The system does not allow raw sockets to this user. They need administrator rights on Windows, root or the capability CAP_NET_RAW on Linux, root on macOS."
            : $"The system does not allow connecting to {peer}: check the permissions of the path, or the firewall.", cause);

    /// <summary>A local address that cannot be listened on.</summary>
    internal static SocketToolsException CannotListen(string local, SocketException cause) => LocalAddress("listen on", local, cause);

    /// <summary>A local address that cannot be sent from.</summary>
    internal static SocketToolsException CannotBind(string local, SocketException cause) => LocalAddress("use the source", local, cause);

    private static SocketToolsException LocalAddress(string use, string local, SocketException cause) => LocalAddress(use, local, cause, SystemFiles.IsWindows);

    /// <summary>Why a local address cannot be had; Windows says "forbidden" of ports that are taken as well.</summary>
    internal static SocketToolsException LocalAddress(string use, string local, SocketException cause, bool isWindows) => cause.SocketErrorCode switch
    {
        SocketError.AddressFamilyNotSupported => FaultFactory.NotSupported($"This system has no sockets of that kind: it is not possible to {use} {local}."),
        SocketError.AccessDenied when isWindows => new(Fault.AccessDenied, $"The system does not allow this user to {use} {local}: another program holds it for itself alone, or it lies in a range that Windows keeps back (netsh interface ipv4 show excludedportrange protocol=tcp).", cause) { Advice = Advice.ChooseAnotherAddress },
        SocketError.AddressAlreadyInUse => new(Fault.AddressInUse, $"{local} is already in use.", cause) { Advice = Advice.ChooseAnotherAddress },
        SocketError.AccessDenied => new(Fault.AccessDenied, $"The system does not allow this user to {use} {local}. Ports below 1024 and protected folders need elevated rights.", cause),
        SocketError.AddressNotAvailable => FaultFactory.InvalidRequest($"{local} is not an address of this machine.", cause),
        _ => FaultFactory.InvalidRequest($"It is not possible to {use} {local}{FaultFactory.Reason(cause)}.", cause),
    };

    /// <summary>The same for an attempt to connect to an address of the Internet: what is not there then is on this side.</summary>
    internal static string WordsOfConnecting(SocketError error) => error == SocketError.AddressNotAvailable
        ? "no local port was free, or this machine has no address that leads there"
        : FaultFactory.Words(error);

    /// <summary>An option that this platform or this kind of socket does not have, or a value that it does not take.</summary>
    internal static SocketToolsException OptionRefused(string name, string peer, SocketException cause) =>
        cause.SocketErrorCode is SocketError.ProtocolOption or SocketError.OperationNotSupported or SocketError.AddressFamilyNotSupported
            ? new(Fault.NotSupported, $"{peer}: this platform or this kind of socket has no option {name}.", cause)
            : cause.SocketErrorCode == SocketError.AccessDenied ? new(Fault.AccessDenied, $"The system does not allow this user to set {name}.", cause)
            : FaultFactory.InvalidRequest($"{peer}: {name} does not take that value{FaultFactory.Reason(cause)}.", cause);

    /// <summary>The proxy said no, in its words.</summary>
    internal static SocketToolsException ProxyRefused(string proxy, string words, Exception? inner = null, Advice advice = Advice.None) =>
        new(Fault.ProxyRefused, $"The proxy {proxy} did not connect: {words}.", inner) { Advice = advice };

    /// <summary>A proxy that goes on and on.</summary>
    internal static SocketToolsException ProxyAnswerTooLong(string proxy, int most) =>
        new(Fault.LimitExceeded, $"The answer of the proxy {proxy} is longer than any that HTTP has: over {most.ToString("N0", CultureInfo.InvariantCulture)} bytes.");

    /// <summary>The same fault, where nobody said how the proxy is spoken to.</summary>
    internal static SocketToolsException ProxyAssumed(SocketToolsException fault, string proxy) =>
        new(fault.Fault, $"{fault.Message} The proxy was given without a scheme, and was taken for http://{proxy}: write socks5h://{proxy} where it speaks SOCKS.", fault) { Limit = fault.Limit, Advice = fault.Advice };
}
