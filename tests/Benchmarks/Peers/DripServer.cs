using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>Sends a prompt behind many tiny packets, as a chatty device does.</summary>
internal sealed class DripServer
{
    private readonly int _packets;

    internal DripServer(int packets) => _packets = packets;

    internal void Serve(Socket client)
    {
        byte[] packet = Encoding.ASCII.GetBytes("packet..");
        for (int i = 0; i < _packets; i++)
        {
            client.Send(packet);
        }

        client.Send(Encoding.ASCII.GetBytes("login: "));
        client.Receive(packet);
    }
}
