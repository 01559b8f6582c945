using System.Collections;
using System.Management.Automation;

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
        : "waits";

    private static string Counted(PSObject listener, string property, string one, string more = "s")
    {
        object? value = listener.Properties[property]?.Value;
        int count = ((value is PSObject wrapped ? wrapped.BaseObject : value) as ICollection)?.Count ?? 0;
        return count == 0 ? "" : $", {count} {one}{(count == 1 ? "" : more)}";
    }
}
