#if NET
using System;
using System.IO;
#endif

namespace SocketTools.Compat;

/// <summary>Who may read and write a file.</summary>
internal static class FilePermissions
{
    /// <summary>Gives one file the permissions of another, where the system keeps them with the file. On Windows replacing keeps them.</summary>
    internal static void Copy(string from, string to)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        }
#endif
    }
}
