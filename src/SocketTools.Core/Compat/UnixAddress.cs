using System.Net;
#if NET8_0_OR_GREATER
using System.Net.Sockets;
#endif

namespace SocketTools.Compat;

/// <summary>The address of a Unix socket, where the versions of .NET have different classes for it.</summary>
internal static class UnixAddress
{
    /// <summary>Makes one.</summary>
    /// <param name="path">A path, or a NUL and an abstract name.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Too long.</exception>
    /// <exception cref="System.PlatformNotSupportedException">No Unix sockets here.</exception>
    internal static EndPoint New(string path) =>
#if NET8_0_OR_GREATER
        new UnixDomainSocketEndPoint(path);
#else
        new PathEndPoint(path);
#endif
}
