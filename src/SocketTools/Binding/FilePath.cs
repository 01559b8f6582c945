using System.Management.Automation;
using SocketTools.Faults;

namespace SocketTools.Binding;

/// <summary>From a path as the user wrote it to one that the system understands.</summary>
internal static class FilePath
{
    /// <summary>Resolves a path against the current location; it need not exist.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not in a file system.</exception>
    internal static string Resolve(PSCmdlet cmdlet, string path)
    {
        if (path.IndexOf('\0') >= 0)
        {
            throw FaultFactory.InvalidRequest("The path has NUL inside, which no file's name has.");
        }

        try
        {
            string resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? resolved : throw FaultFactory.InvalidRequest($"'{path}' is not a file path.");
        }
        catch (RuntimeException unknown) when (unknown is not PipelineStoppedException)
        {
            throw FaultFactory.InvalidRequest($"'{path}' is not a file path: {unknown.Message}", unknown);
        }
    }
}
