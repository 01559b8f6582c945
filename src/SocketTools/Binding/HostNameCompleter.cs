using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.InteropServices;
using SocketTools.Connections;

namespace SocketTools.Binding;

/// <summary>Offers the hosts that this computer knows: of connections that are open, of the hosts file, and of ssh's known_hosts.</summary>
public sealed class HostNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WordCompleter.Beginning(
            ConnectionTable.Connections.Select(static c => c.HostName)
                .Concat(new[] { "localhost" })
                .Concat(Lines(HostsFile).SelectMany(static line => Words(line.Split('#')[0]).Skip(1)))
                .Concat(Lines(KnownHosts).SelectMany(Known)),
            wordToComplete);

    private static string HostsFile => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts")
        : "/etc/hosts";

    private static string KnownHosts => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");

    // Markers (@revoked) and hashed names (|1|…) name nobody; [host]:port does.
    private static IEnumerable<string> Known(string line) => line.StartsWith("#", StringComparison.Ordinal) || line.StartsWith("@", StringComparison.Ordinal) || line.StartsWith("|", StringComparison.Ordinal)
        ? Array.Empty<string>()
        : (Words(line).FirstOrDefault() ?? "").Split(',').Select(static h => h.TrimStart('[').Split(']')[0]);

    private static string[] Words(string line) => line.Split(new[] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : Array.Empty<string>();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Array.Empty<string>();
        }
    }
}
