using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tests.Servers;

/// <summary>A port that refuses: bound, so nobody else takes it, and not listening.</summary>
internal sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal RefusingPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    internal string Address => $"127.0.0.1:{Port}";

    public void Dispose() => _socket.Dispose();
}

/// <summary>An address where a connect hangs: a listening socket that accepts nobody and whose queue is full.</summary>
internal sealed class BlackHole : IDisposable
{
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

    // On loopback a connect that the queue has room for is through at once; the one that hangs proves that the queue is full.
    private bool Fill()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _queue.Add(socket);
        try
        {
            socket.Connect(_listener.LocalEndPoint!);
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }

        return socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite);
    }
}
