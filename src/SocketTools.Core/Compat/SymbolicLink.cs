#if NET
using System.IO;
#endif

namespace SocketTools.Compat;

/// <summary>Links from a name to a file, which .NET Framework does not tell from files.</summary>
internal static class SymbolicLink
{
    /// <summary>The file that a path leads to at last, whether or not it is there; the path itself where it is no link.</summary>
    /// <exception cref="System.IO.IOException">The links lead in a circle, or nobody can look.</exception>
    internal static string FinalPath(string path) =>
#if NET
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
#else
        path;
#endif
}
