using System;
using System.Management.Automation;

namespace SocketTools.Binding;

/// <summary>From the address of a Unix socket as the user wrote it to one that the system understands.</summary>
internal static class UnixPath
{
    /// <summary>Resolves a path against the current location; an abstract name (<c>@name</c>) stays as it is.</summary>
    internal static string Resolve(PSCmdlet cmdlet, string path) =>
        path.StartsWith("@", StringComparison.Ordinal) ? path : FilePath.Resolve(cmdlet, path);
}
