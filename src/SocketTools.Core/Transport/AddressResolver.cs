using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>From a host name to the addresses to try, in the order to try them.</summary>
public static class AddressResolver
{
    /// <summary>Looks a name up.</summary>
    /// <param name="hostName">A name, or an address, which is returned as it is.</param>
    /// <param name="family">Only addresses of this family; <see cref="AddressFamily.Unspecified"/> takes both.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <returns>At least one address; families interleaved, the system's first choice first (RFC 8305, 4).</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.HostNotFound"/>, <see cref="Fault.ConnectTimeout"/> or <see cref="Fault.InvalidRequest"/>.</exception>
    public static IReadOnlyList<IPAddress> Resolve(string hostName, AddressFamily family, CallClock clock)
    {
        return Literal(hostName, family) ?? Choose(hostName, family, Lookup(hostName, clock));
    }

    /// <summary>The same, on a thread that may block for as long as the system takes.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.HostNotFound"/> or <see cref="Fault.InvalidRequest"/>.</exception>
    internal static IReadOnlyList<IPAddress> ResolveAtOnce(string hostName, AddressFamily family)
    {
        if (Literal(hostName, family) is IReadOnlyList<IPAddress> literal)
        {
            return literal;
        }

        string ascii = ToAscii(hostName);
        try
        {
            return Choose(hostName, family, Dns.GetHostAddresses(ascii));
        }
        catch (Exception failed) when (failed is SocketException or ArgumentException)
        {
            throw TransportFaults.HostNotFound(hostName, failed);
        }
    }

    /// <summary>Takes addresses of the two families in turn, beginning with the first one's family (RFC 8305, 4).</summary>
    public static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        AddressFamily leading = addresses[0].AddressFamily;
        var first = new Queue<IPAddress>(addresses.Where(a => a.AddressFamily == leading));
        var second = new Queue<IPAddress>(addresses.Where(a => a.AddressFamily != leading));
        var mixed = new List<IPAddress>(addresses.Count);
        while (first.Count + second.Count > 0)
        {
            if (first.Count > 0)
            {
                mixed.Add(first.Dequeue());
            }

            if (second.Count > 0)
            {
                mixed.Add(second.Dequeue());
            }
        }

        return mixed;
    }

    private static IPAddress[]? Literal(string hostName, AddressFamily family)
    {
        if (!IPAddress.TryParse(hostName, out IPAddress? literal))
        {
            return null;
        }

        CheckZone(hostName, literal);
        return Accepts(family, literal)
            ? new[] { literal }
            : throw FaultFactory.InvalidRequest($"{hostName} is not an {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address, and only those were asked for.");
    }

    /// <summary>The addresses of a family, in the order in which to try them.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.HostNotFound"/>: there is none.</exception>
    internal static IReadOnlyList<IPAddress> Choose(string hostName, AddressFamily family, IPAddress[] answers)
    {
        IPAddress[] found = answers.Where(a => Accepts(family, a)).Distinct().ToArray();
        return found.Length > 0 ? Interleave(found)
            : answers.Length == 0 ? throw TransportFaults.HostNotFound(hostName, null)
            : throw TransportFaults.NoAddressOfFamily(hostName, family == AddressFamily.InterNetwork ? "IPv4" : "IPv6");
    }

    // The runtime leaves out a zone that it does not know (RFC 4007, 11), and the address would be tried without one.
    private static void CheckZone(string hostName, IPAddress literal)
    {
        int percent = hostName.IndexOf('%');
        if (percent >= 0 && literal.ScopeId == 0 && hostName.Substring(percent + 1) != "0")
        {
            throw TransportFaults.HostNotFound(hostName, new ArgumentException($"this machine has no network interface '{hostName.Substring(percent + 1)}'"));
        }
    }

    private static bool Accepts(AddressFamily family, IPAddress address) => family == AddressFamily.Unspecified || address.AddressFamily == family;

    private static IPAddress[] Lookup(string hostName, CallClock clock)
    {
        try
        {
            return NameLookup.Run(ToAscii(hostName), clock, Dns.GetHostAddresses);
        }
        catch (Exception failed) when (failed is SocketException or ArgumentException)
        {
            throw TransportFaults.HostNotFound(hostName, failed);
        }
    }

    /// <summary>A name as it goes on the wire: internationalised ones in their ASCII form (RFC 5891).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it has none.</exception>
    internal static string ToAscii(string hostName)
    {
        if (hostName.All(static c => c < '\x80'))
        {
            return hostName;
        }

        try
        {
            return new IdnMapping().GetAscii(hostName);
        }
        catch (ArgumentException invalid)
        {
            throw FaultFactory.InvalidRequest($"'{hostName}' is not a host name (RFC 5891).", invalid);
        }
    }
}
