using System;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>Answers <c>/hops/n</c> with a redirect to <c>/hops/n-1</c> until n is 0, and <c>/fields/n</c> with so many fields.</summary>
internal static class WebServer
{
    internal static void Serve(Socket client)
    {
        var buffer = new byte[64 * 1024];
        int count = 0;
        while (true)
        {
            int end;
            while ((end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8)) < 0)
            {
                int received = client.Receive(buffer, count, buffer.Length - count, SocketFlags.None);
                if (received == 0)
                {
                    return;
                }

                count += received;
            }

            string[] words = Encoding.ASCII.GetString(buffer, 0, end).Split(' ');
            string[] path = words[1].Split('/');
            client.Send(Encoding.ASCII.GetBytes(Answer(path[1], int.Parse(path[2], CultureInfo.InvariantCulture))));
            Buffer.BlockCopy(buffer, end + 4, buffer, 0, count - end - 4);
            count -= end + 4;
        }
    }

    private static string Answer(string what, int n)
    {
        if (what == "hops" && n > 0)
        {
            return $"HTTP/1.1 302 Found\r\nLocation: /hops/{n - 1}\r\nContent-Length: 0\r\n\r\n";
        }

        var answer = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
        for (int i = 0; what == "fields" && i < n; i++)
        {
            answer.Append(CultureInfo.InvariantCulture, $"X-Field-{i}: value {i}\r\n");
        }

        return answer.Append("\r\n").ToString();
    }
}
