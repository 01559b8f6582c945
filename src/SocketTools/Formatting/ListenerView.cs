using System.Collections;
using System.Management.Automation;
using System.Net.Sockets;

namespace SocketTools.Formatting;

/// <summary>What a listener does with its clients, in a few words.</summary>
public static class ListenerView
{
    /// <summary>The words; what went wrong is counted.</summary>
    /// <param name="listener">A listener, a replay or a relay; one that was serialized too.</param>
    public static string Does(PSObject listener) =>
        listener.Properties["To"]?.Value is string server ? $"relays to {PrintableText.Of(server)}{Counted(listener, "Errors", "error")}"
        : listener.Properties["Mismatches"] is not null ? "replays" + Counted(listener, "Mismatches", "mismatch", "es")
        : listener.Properties["AnswersByItself"]?.Value is true ? "answers"
        : listener.Properties["SocketType"]?.Value?.ToString() == nameof(SocketType.Dgram) ? "takes datagrams"
        : "waits";

    /// <summary>Where clients come to: an address and port, or a path.</summary>
    /// <param name="listener">As above.</param>
    public static string Place(PSObject listener) =>
        PrintableText.Of((listener.Properties["UnixSocket"]?.Value ?? listener.Properties["LocalEndPoint"]?.Value)?.ToString() ?? "");

    /// <summary>What they have to speak: Tcp, Tls, Udp, or Unix.</summary>
    /// <param name="listener">As above.</param>
    public static string Protocol(PSObject listener) =>
        listener.Properties["UsesTls"]?.Value is true ? "Tls"
        : listener.Properties["UnixSocket"]?.Value is not null ? "Unix"
        : listener.Properties["SocketType"]?.Value?.ToString() == nameof(SocketType.Dgram) ? "Udp"
        : "Tcp";

    private static string Counted(PSObject listener, string property, string one, string more = "s")
    {
        object? value = listener.Properties[property]?.Value;
        int count = ((value is PSObject wrapped ? wrapped.BaseObject : value) as ICollection)?.Count ?? 0;
        return count == 0 ? "" : $", {count} {one}{(count == 1 ? "" : more)}";
    }
}
