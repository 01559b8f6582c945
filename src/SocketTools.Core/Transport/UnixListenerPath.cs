using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>The path that a listener puts into the file system: not taken from a live one, and removed in the end.</summary>
internal static class UnixListenerPath
{
    /// <summary>Binds a socket to a path; a path that a dead listener left behind is taken over.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>: somebody listens there, or it is no socket.</exception>
    internal static void Bind(Socket socket, string path) => Bind(socket, path, Ask);

    /// <summary>The same, where somebody else asks whether a listener lives.</summary>
    internal static void Bind(Socket socket, string path, Action<EndPoint> ask)
    {
        EndPoint address = UnixEndPoint.Create(path);
        using var detour = address as IDisposable;
        try
        {
            socket.Bind(address);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            if (UnixEndPoint.IsAbstract(path) || !IsSocketFile(path) || IsAlive(address, ask))
            {
                throw TransportFaults.CannotListen(path, taken);
            }

            File.Delete(path);
            socket.Bind(address);
        }
        catch (SocketException missing) when (missing.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw FaultFactory.InvalidRequest($"'{path}' cannot be made: its folder does not exist.", missing);
        }
    }

    /// <summary>Removes the path; an abstract name leaves nothing to remove.</summary>
    internal static void Remove(string path)
    {
        if (!UnixEndPoint.IsAbstract(path))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Somebody has taken it away or locked it: stopping must not fail for that.
            }
        }
    }

    private static bool IsAlive(EndPoint address, Action<EndPoint> ask)
    {
        try
        {
            ask(address);
            return true;
        }
        catch (SocketException dead)
        {
            // Windows has no such sockets to ask with; then a path is left as it is, for its owner to remove.
            return dead.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    // With a datagram socket, which leaves no trace at a live one of either type: a stream listener refuses the type, and does not see a
    // client come and go.
    private static void Ask(EndPoint address)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        probe.Connect(address);
    }

    // A socket cannot be opened as a file; anything that can is not ours to delete. Both ways, or a FIFO would wait for its other end.
    private static bool IsSocketFile(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
