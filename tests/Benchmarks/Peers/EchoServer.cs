using System.Net.Sockets;

namespace SocketTools.Benchmarks;

/// <summary>Sends back what comes (RFC 862).</summary>
internal static class EchoServer
{
    internal static void Serve(Socket client)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = client.Receive(buffer)) > 0)
        {
            for (int sent = 0; sent < count;)
            {
                sent += client.Send(buffer, sent, count - sent, SocketFlags.None);
            }
        }
    }
}
