using System;
using System.Globalization;
using System.IO;

namespace SocketTools.Probing;

/// <summary>The ports that the system gives to sockets that ask for none.</summary>
internal static class EphemeralPorts
{
    private const string LinuxRange = "/proc/sys/net/ipv4/ip_local_port_range";

    // Where the system does not tell: above the ports that need rights (RFC 6335, 6).
    private const int FirstAnywhere = 1024;

    /// <summary>The lowest of them, as far as is known.</summary>
    internal static int First { get; } = Read();

    private static int Read()
    {
        try
        {
            string first = File.Exists(LinuxRange) ? File.ReadAllText(LinuxRange).Split('\t')[0] : "";
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : FirstAnywhere;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return FirstAnywhere;
        }
    }
}
