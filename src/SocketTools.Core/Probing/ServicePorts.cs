using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using SocketTools.Compat;

namespace SocketTools.Probing;

/// <summary>Services and the ports that they usually have: a table of our own, and the system's file of services behind it.</summary>
public static class ServicePorts
{
    private static readonly KeyValuePair<int, string>[] s_known =
    {
        new(21, "ftp"), new(22, "ssh"), new(23, "telnet"), new(25, "smtp"), new(53, "domain"), new(70, "gopher"), new(79, "finger"),
        new(80, "http"), new(110, "pop3"), new(119, "nntp"), new(123, "ntp"), new(135, "msrpc"), new(143, "imap"), new(161, "snmp"),
        new(389, "ldap"), new(443, "https"), new(445, "smb"), new(465, "smtps"), new(563, "nntps"), new(587, "submission"), new(636, "ldaps"),
        new(853, "domain-s"), new(990, "ftps"), new(993, "imaps"), new(995, "pop3s"), new(1080, "socks"), new(1433, "mssql"), new(1883, "mqtt"),
        new(2049, "nfs"), new(3128, "squid"), new(3306, "mysql"), new(3389, "rdp"), new(5222, "xmpp-client"), new(5432, "postgresql"),
        new(5672, "amqp"), new(5900, "vnc"), new(5985, "winrm"), new(5986, "winrms"), new(6379, "redis"), new(6443, "kubernetes"),
        new(6667, "irc"), new(8080, "http-alt"), new(8443, "https-alt"), new(9092, "kafka"), new(9200, "elasticsearch"),
        new(11211, "memcached"), new(27017, "mongodb"),
    };

    private static readonly Lazy<Tables> s_tables = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>The services of our own table.</summary>
    public static IReadOnlyList<KeyValuePair<int, string>> Known => s_known;

    /// <summary>The service that usually has a port; empty where none is known.</summary>
    public static string NameOf(int port) => s_tables.Value.Names.TryGetValue(port, out string? name) ? name : "";

    /// <summary>The port of a service, ignoring case.</summary>
    /// <returns>Null where the name is not known.</returns>
    public static int? PortOf(string name) => s_tables.Value.Ports.TryGetValue(name, out int port) ? port : null;

    private static Tables Load()
    {
        var tables = new Tables();
        foreach (KeyValuePair<int, string> service in s_known)
        {
            tables.Add(service.Key, service.Value);
        }

        try
        {
            foreach (string line in File.ReadLines(SystemFiles.Services(SystemFiles.IsWindows, Environment.SystemDirectory)))
            {
                AddLine(tables, line);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Our own table has to do.
        }

        return tables;
    }

    // name port/protocol alias… # comment
    private static void AddLine(Tables tables, string line)
    {
        int comment = line.IndexOf('#');
        string[] words = (comment < 0 ? line : line.Substring(0, comment)).Split(new[] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries);
        int slash = words.Length < 2 ? -1 : words[1].IndexOf('/');
        if (slash < 0 || !int.TryParse(words[1].Substring(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
        {
            return;
        }

        tables.Add(port, words[0]);
        for (int alias = 2; alias < words.Length; alias++)
        {
            tables.Add(port, words[alias]);
        }
    }

    private sealed class Tables
    {
        internal Dictionary<int, string> Names { get; } = new();

        internal Dictionary<string, int> Ports { get; } = new(StringComparer.OrdinalIgnoreCase);

        // The first that names a port, or has a name, keeps it.
        internal void Add(int port, string name)
        {
            Names[port] = Names.TryGetValue(port, out string? first) ? first : name;
            Ports[name] = Ports.TryGetValue(name, out int held) ? held : port;
        }
    }
}
