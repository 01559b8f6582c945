using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using SocketTools.Compat;

namespace SocketTools.Transport;

/// <summary>The address of a Unix socket whose path is longer than an address has room for (108 bytes on Linux, 104 on macOS): by way of a
/// link to its folder, which is there only for as long as the address is used.</summary>
/// <remarks>So a path fits wherever its last part does, as it does for programs that go to the folder first; a shell's location is not its
/// process's.</remarks>
internal sealed class UnixDetour : EndPoint, IDisposable
{
    private readonly string _link;
    private readonly string _path;
    private readonly EndPoint _near;

    private UnixDetour(string link, EndPoint near, string path)
    {
        _link = link;
        _near = near;
        _path = path;
    }

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <summary>Makes one.</summary>
    /// <returns>Null: the last part alone is too long, or the system has no links.</returns>
    internal static UnixDetour? To(string path)
    {
        string full = Path.GetFullPath(path);
        foreach (string folder in new[] { Path.GetTempPath(), "/tmp" })
        {
            string link = Path.Combine(folder, "st-" + Path.GetRandomFileName());
            try
            {
                EndPoint near = UnixAddress.New(Path.Combine(link, Path.GetFileName(full)));
                return SymbolicLink.TryCreate(link, Path.GetDirectoryName(full)!) ? new UnixDetour(link, near, path) : null;
            }
            catch (Exception unfit) when (unfit is ArgumentOutOfRangeException or IOException or UnauthorizedAccessException)
            {
                // This folder's own path is too long, or closed to us.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override SocketAddress Serialize() => _near.Serialize();

    /// <inheritdoc/>
    public override EndPoint Create(SocketAddress socketAddress)
    {
        EndPoint other = _near.Create(socketAddress);
        return other.ToString() == _near.ToString() ? this : other;
    }

    /// <inheritdoc/>
    public override string ToString() => _path;

    /// <summary>Removes the link; the address is still good to be shown.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_link);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // A link that nobody needs is left.
        }
    }
}
