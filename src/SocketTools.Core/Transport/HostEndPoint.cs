using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>A host, by name or address, and a port: what the user typed, before any name is looked up.</summary>
public sealed class HostEndPoint
{
    private HostEndPoint(string hostName, int port)
    {
        HostName = hostName;
        Port = port;
    }

    /// <summary>The name or the address, without brackets.</summary>
    public string HostName { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or an IPv6 literal.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="port">The port given beside it; null where none was.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, no port, two ports, or characters that no host has.</exception>
    public static HostEndPoint Parse(string text, int? port) => Parse(text, port, null);

    /// <summary>The same, with a port for where none is named.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, no port, two ports, or characters that no host has.</exception>
    public static HostEndPoint Parse(string text, int? port, int? defaultPort)
    {
        string host = Split(text, out string? portText);
        return new HostEndPoint(host, ChoosePort(text, portText, portText is null ? port ?? defaultPort : port));
    }

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c>, where no port can be given beside it.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, no port, or characters that no host has.</exception>
    public static HostEndPoint ParseWhole(string text) => ParseLoosely(text) is { Port: > 0 } whole
        ? whole
        : throw FaultFactory.InvalidRequest($"'{text}' has no port: write host:port.");

    /// <summary>Reads a host that may name a port, where others may be given beside it.</summary>
    /// <returns>Its port is 0 where it names none.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, or characters that no host has.</exception>
    public static HostEndPoint ParseLoosely(string text)
    {
        string host = Split(text, out string? portText);
        return new HostEndPoint(host, portText is null ? 0 : ChoosePort(text, portText, null));
    }

    /// <summary>Reads a host that has no port, for a raw socket or a look-up.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, or a port.</exception>
    public static HostEndPoint ParseWithoutPort(string text, int? port)
    {
        string host = Split(text, out string? portText);
        return portText is null && port is null
            ? new HostEndPoint(host, 0)
            : throw FaultFactory.InvalidRequest($"There is no port here: give the host of '{text}' alone.");
    }

    private static string Split(string text, out string? portText)
    {
        string host = text;
        portText = null;
        if (text.StartsWith("[", StringComparison.Ordinal))
        {
            int close = text.IndexOf(']');
            if (close < 0)
            {
                throw FaultFactory.InvalidRequest($"'{text}' has no closing bracket: write [address]:port.");
            }

            host = text.Substring(1, close - 1);
            string rest = text.Substring(close + 1);
            if (rest.Length > 0 && rest[0] != ':')
            {
                throw FaultFactory.InvalidRequest($"'{text}' has something other than a port after the bracket: write [address]:port.");
            }

            portText = rest.Length > 0 ? rest.Substring(1) : null;
            if (!IsIPv6(host))
            {
                throw FaultFactory.InvalidRequest($"'{host}' is not an IPv6 address: brackets are for those.");
            }
        }
        else if (text.IndexOf(':') >= 0 && !IsIPv6(text))
        {
            int colon = text.LastIndexOf(':');
            host = text.Substring(0, colon);
            portText = text.Substring(colon + 1);
        }

        CheckHost(host, text);
        return host;
    }

    /// <summary>A host and a port that are known apart.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, or a port out of range.</exception>
    public static HostEndPoint Create(string hostName, int port)
    {
        CheckHost(hostName, hostName);
        return new HostEndPoint(hostName, CheckPort(port));
    }

    /// <summary><c>host:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString() => Port == 0 ? HostName : Format(HostName, Port);

    /// <summary><c>host:port</c>, an IPv6 address in brackets.</summary>
    public static string Format(string hostName, int port) =>
        (hostName.IndexOf(':') >= 0 ? "[" + hostName + "]" : hostName) + ":" + port.ToString(CultureInfo.InvariantCulture);

    /// <summary>An end point as the user would type it.</summary>
    public static string Format(EndPoint? endPoint) => endPoint switch
    {
        null => "the peer",
        IPEndPoint ip => Format(ip.Address.ToString(), ip.Port),
        _ => endPoint.ToString() ?? "the peer",
    };

    private static bool IsIPv6(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6 && text.IndexOf(':') >= 0 && text[0] != '[';

    private static int ChoosePort(string text, string? portText, int? port)
    {
        if (portText is null)
        {
            return CheckPort(port ?? throw FaultFactory.InvalidRequest($"'{text}' has no port: write host:port, or give a port beside it."));
        }

        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out int own))
        {
            throw FaultFactory.InvalidRequest($"'{portText}' in '{text}' is not a port: a port is a number from 1 to 65535.");
        }

        if (port is int other && other != own)
        {
            throw FaultFactory.InvalidRequest($"'{text}' names port {own}, and {other} was given beside it: give one of them.");
        }

        return CheckPort(own);
    }

    private static int CheckPort(int port) => port is >= 1 and <= 65535
        ? port
        : throw FaultFactory.InvalidRequest($"{port.ToString(CultureInfo.InvariantCulture)} is not a port: a port is a number from 1 to 65535.");

    private static void CheckHost(string host, string text)
    {
        if (host.Length == 0)
        {
            throw FaultFactory.InvalidRequest($"'{text}' names no host.");
        }

        if (text.IndexOf("://", StringComparison.Ordinal) >= 0)
        {
            throw FaultFactory.InvalidRequest($"'{text}' is a URI, not a host: give the host and the port, or fetch it.");
        }

        if (host.IndexOf(':') >= 0 && !IsIPv6(host))
        {
            throw FaultFactory.InvalidRequest($"'{text}' has too many colons: write host:port, or [v6]:port for an IPv6 address.");
        }

        foreach (char c in host)
        {
            if (c <= ' ' || c == '\x7F' || c is '/' or '\\' or '?' or '#' or '@')
            {
                throw FaultFactory.InvalidRequest("The host name has a character that no host name has: " + Visible(c) + ".");
            }
        }
    }

    private static string Visible(char c) => c switch
    {
        '\r' => "CR",
        '\n' => "LF",
        '\0' => "NUL",
        ' ' => "a space",
        < ' ' or '\x7F' => "a control character",
        _ => $"'{c}'",
    };
}
