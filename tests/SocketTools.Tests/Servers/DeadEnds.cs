using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tests.Servers;

/// <summary>A port that refuses: bound, so nobody else takes it, and not listening.</summary>
internal sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket;

    internal RefusingPort()
        : this(IPAddress.Loopback)
    {
    }

    internal RefusingPort(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, 0));
    }

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    internal string Address => _socket.LocalEndPoint!.ToString()!;

    public void Dispose() => _socket.Dispose();
}

/// <summary>An address where a connect hangs: a listening socket that accepts nobody and whose queue is full.</summary>
internal sealed class BlackHole : IDisposable
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queue = new();

    internal BlackHole()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        while (Fill())
        {
            if (_queue.Count > 64)
            {
                throw new InvalidOperationException("This system lets the accept queue grow: no black hole can be made here.");
            }
        }
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    internal string Address => $"127.0.0.1:{Port}";

    internal EndPoint EndPoint => _listener.LocalEndPoint!;

    public void Dispose()
    {
        _listener.Dispose();
        _queue.ForEach(static s => s.Dispose());
    }

    // One more, where there is room.
    private bool Fill()
    {
        if (IsFull())
        {
            return false;
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _queue.Add(socket);
        try
        {
            socket.Connect(_listener.LocalEndPoint!);
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }

        if (!OperatingSystem.IsLinux())
        {
            // On loopback a connect that the queue has room for is through at once; the one that hangs proves that the queue is full.
            return socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite);
        }

        int waiting = _queue.Count;
        Eventually.True(() => Queued().Waiting >= waiting, "one more in the queue");
        return true;
    }

    private bool IsFull() => OperatingSystem.IsLinux() && Queued() is var (waiting, most) && waiting > most;

    // Of a listener Linux tells these in the places of the segments under way and of those acknowledged out of order.
    private (int Waiting, int Most) Queued()
    {
        Span<byte> told = stackalloc byte[104];
        _listener.GetRawSocketOption(Tcp, TcpInfo, told);
        return (BitConverter.ToInt32(told[24..]), BitConverter.ToInt32(told[28..]));
    }
}

/// <summary>Addresses of this computer that nobody else uses, neither the other build's tests: a port that is given back there is free, and
/// refuses.</summary>
internal static class OwnAddress
{
    private static int s_last;

    internal static string Next() => $"127.{128 + ((Environment.ProcessId >> 8) & 127)}.{Environment.ProcessId & 255}.{Interlocked.Increment(ref s_last)}";
}
