using System.IO;
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

    /// <summary>Resolves the path of a file that is to be written.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="noClobber">Whether what is there stays as it is.</param>
    /// <returns>Null: it is not to be written, by -WhatIf or -Confirm.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not in a file system; or it is there.</exception>
    internal static string? ResolveTarget(PSCmdlet cmdlet, string path, bool noClobber)
    {
        string resolved = Resolve(cmdlet, path);
        bool isThere = File.Exists(resolved);
        return noClobber && isThere
            ? throw FaultFactory.InvalidRequest($"'{resolved}' is there already, and -NoClobber leaves it as it is.")
            : cmdlet.ShouldProcess(resolved, isThere ? "Overwrite" : "Write") ? resolved : null;
    }
}
