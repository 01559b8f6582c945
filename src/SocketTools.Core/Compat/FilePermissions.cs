#if NET
using System;
#endif
using System.IO;

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

    /// <summary>Whether a file that is there is not to be written. To root, whom nothing stops, it is one that nobody may write.</summary>
    internal static bool IsReadOnly(string path)
    {
#if NET
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            return (File.GetUnixFileMode(path) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
        }
#endif
        return (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0;
    }
}
