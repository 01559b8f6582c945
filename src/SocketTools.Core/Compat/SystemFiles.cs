using System.IO;
using System.Runtime.InteropServices;

namespace SocketTools.Compat;

/// <summary>Where systems keep what every program may read.</summary>
internal static class SystemFiles
{
    /// <summary>Whether this is Windows.</summary>
    internal static bool IsWindows { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>The file of services and their ports.</summary>
    /// <param name="isWindows">Whether the system is Windows.</param>
    /// <param name="systemFolder">Its own folder; macOS has one too, and no such file in it.</param>
    internal static string Services(bool isWindows, string systemFolder) => isWindows ? Path.Combine(systemFolder, "drivers", "etc", "services") : "/etc/services";
}
