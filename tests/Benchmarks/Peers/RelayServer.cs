using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace SocketTools.Benchmarks;

/// <summary>Passes each client on to a port of 127.0.0.1, with a thread for each direction and nothing else: the least that a relay does.</summary>
internal sealed class RelayServer
{
    private const int BufferSize = 256 * 1024;

    private readonly int _port;

    internal RelayServer(int port) => _port = port;

    internal void Serve(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        server.Connect(IPAddress.Loopback, _port);
        var there = new Thread(() => Pass(client, server));
        there.Start();
        Pass(server, client);
        there.Join();
    }

    private static void Pass(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            for (int count; (count = from.Receive(buffer)) > 0;)
            {
                to.Send(buffer, count, SocketFlags.None);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // One of them had enough.
        }
    }
}
