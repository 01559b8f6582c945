using System.Management.Automation;

namespace SocketTools.Formatting;

/// <summary>Views of tested ports.</summary>
public static class PortView
{
    /// <summary>Why a port is what it is, for a row that names the host anyway.</summary>
    /// <param name="test">The test; one that was serialized too.</param>
    public static string Reason(PSObject test) =>
        PrintableText.Of((test.Properties["Reason"]?.Value?.ToString() ?? "").Replace($" for '{test.Properties["HostName"]?.Value}'", ""));
}
