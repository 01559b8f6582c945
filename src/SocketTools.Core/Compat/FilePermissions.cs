#if NET
using System;
#endif
using System.IO;

namespace SocketTools.Compat;

/// <summary>Who may read and write a file, where the system keeps that with the file. On Windows folders hand it on, and replacing keeps it.</summary>
internal static class FilePermissions
{
    /// <summary>Makes a file that is not there yet; a link of its name is not followed.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="share">Who else may open it.</param>
    /// <param name="like">The file whose permissions it has from the start; null: as the user's files have them.</param>
    /// <exception cref="IOException">Something of that name is there.</exception>
    internal static FileStream Create(string path, FileShare share, string? like)
    {
#if NET
        if (like is not null && !OperatingSystem.IsWindows())
        {
            // What may be run is no mode for what is still being written.
            const UnixFileMode Data = (UnixFileMode)0x1B6;
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = share,
                BufferSize = 1,
                UnixCreateMode = (File.GetUnixFileMode(like) & Data) | UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
#endif
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, share, bufferSize: 1);
    }

    /// <summary>Gives one file the permissions of another.</summary>
    internal static void Copy(string from, string to)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        }
#endif
    }

    /// <summary>Takes away from a file that is open what another does not grant.</summary>
    internal static void Narrow(FileStream file, string like)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
            UnixFileMode narrow = (mode & File.GetUnixFileMode(like)) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
            if (narrow != mode)
            {
                File.SetUnixFileMode(file.SafeFileHandle, narrow);
            }
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
