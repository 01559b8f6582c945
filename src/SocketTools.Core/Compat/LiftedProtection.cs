using System;
using System.IO;

namespace SocketTools.Compat;

/// <summary>A read-only file, made writable for as long as it is written all the same; it is read-only again behind that.</summary>
internal sealed class LiftedProtection : IDisposable
{
    private readonly Action _restore;

    private LiftedProtection(Action restore) => _restore = restore;

    /// <summary>Makes a file writable.</summary>
    /// <param name="path">Where it is, links followed already.</param>
    /// <returns>Null: it is not there, or writable as it is.</returns>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    internal static LiftedProtection? Of(string path)
    {
        if (!File.Exists(path) || !FilePermissions.IsReadOnly(path))
        {
            return null;
        }

#if NET
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | UnixFileMode.UserWrite);
            return new LiftedProtection(() =>
            {
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, mode);
                }
            });
        }
#endif
        FileAttributes attributes = File.GetAttributes(path);
        File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
        return new LiftedProtection(() => File.SetAttributes(path, attributes));
    }

    /// <inheritdoc/>
    public void Dispose() => _restore();
}
