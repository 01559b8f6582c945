#if !NET8_0_OR_GREATER
using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Compat;

/// <summary>The address of a Unix socket: what UnixDomainSocketEndPoint is in later versions of .NET.</summary>
internal sealed class PathEndPoint : EndPoint
{
    private const int PathOffset = 2;
    private const int MostPathBytes = 108;

    private readonly byte[] _path;

    internal PathEndPoint(string path)
    {
        _path = Encoding.UTF8.GetBytes(path);
        if (_path.Length == 0 || _path.Length >= MostPathBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(path));
        }
    }

    private PathEndPoint(byte[] path) => _path = path;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    public override SocketAddress Serialize()
    {
        // An abstract name ends where the address ends, a path with NUL.
        bool isAbstract = _path.Length > 0 && _path[0] == 0;
        var address = new SocketAddress(AddressFamily.Unix, PathOffset + _path.Length + (isAbstract ? 0 : 1));
        for (int i = 0; i < _path.Length; i++)
        {
            address[PathOffset + i] = _path[i];
        }

        return address;
    }

    public override EndPoint Create(SocketAddress socketAddress)
    {
        var path = new MemoryStream();
        for (int i = PathOffset; i < socketAddress.Size && (socketAddress[i] != 0 || i == PathOffset); i++)
        {
            path.WriteByte(socketAddress[i]);
        }

        return new PathEndPoint(path.ToArray());
    }

    public override string ToString() => _path.Length > 0 && _path[0] == 0
        ? "@" + Encoding.UTF8.GetString(_path, 1, _path.Length - 1)
        : Encoding.UTF8.GetString(_path);
}
#endif
