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

    /// <summary>Makes a link to a folder.</summary>
    /// <returns>Whether the platform can.</returns>
    /// <exception cref="System.IO.IOException">It cannot be made there.</exception>
    /// <exception cref="System.UnauthorizedAccessException">Nobody may.</exception>
    internal static bool TryCreate(string link, string target)
    {
#if NET
        Directory.CreateSymbolicLink(link, target);
        return true;
#else
        return false;
#endif
    }

    /// <summary>Whether a path is a link, whatever it leads to.</summary>
    internal static bool Is(string path) =>
#if NET
        new FileInfo(path).LinkTarget is not null;
#else
        FileStatus.Of(path, followLinks: false) is { Kind: FileKind.Link };
#endif
}
