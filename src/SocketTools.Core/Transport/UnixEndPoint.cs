using System;
using System.Net;
using System.Runtime.InteropServices;
using SocketTools.Compat;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>Addresses of Unix sockets: paths, and on Linux abstract names written with an @ before them.</summary>
internal static class UnixEndPoint
{
    /// <summary>Makes an address; one that is <see cref="IDisposable"/> is disposed once it has been used.</summary>
    /// <param name="path">A path, or <c>@name</c>.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: too long, or a name where there are no abstract ones;
    /// <see cref="Fault.NotSupported"/>: no Unix sockets here.</exception>
    internal static EndPoint Create(string path)
    {
        bool isAbstract = IsAbstract(path);
        if (isAbstract && !RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            throw FaultFactory.NotSupported($"'{path}' is an abstract name: only Linux has those. Use a path.");
        }

        try
        {
            string address = isAbstract ? "\0" + path.Substring(1) : path;
            return UnixAddress.New(address);
        }
        catch (ArgumentOutOfRangeException tooLong)
        {
            return (isAbstract ? null : UnixDetour.To(path))
                ?? throw FaultFactory.InvalidRequest($"The path '{path}' is too long for a Unix socket: the system takes about 100 bytes.", tooLong);
        }
        catch (PlatformNotSupportedException none)
        {
            throw FaultFactory.NotSupported("This system has no Unix sockets. " + none.Message);
        }
    }

    /// <summary>Whether it names an abstract address, which leaves nothing in the file system.</summary>
    internal static bool IsAbstract(string path) => path.StartsWith("@", StringComparison.Ordinal);
}
