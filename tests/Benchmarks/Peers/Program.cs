using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace SocketTools.Benchmarks;

/// <summary>The servers that the benchmarks receive from. They do as little as can be done, so that the client is what is measured.</summary>
public static class Program
{
    private const int SweepEvery = 1000;

    /// <summary>Serves on a free port of 127.0.0.1, which is the first line of output, until the process is killed.</summary>
    /// <param name="args">The server's name: lines, drip, echo, hold, web or relay, and what it needs.</param>
    public static int Main(string[] args)
    {
        Action<Socket>? serve = args.Length == 0 ? null : args[0] switch
        {
            "lines" => new LineServer(Number(args, 1), (int)Number(args, 2)).Serve,
            "drip" => new DripServer((int)Number(args, 1)).Serve,
            "echo" => EchoServer.Serve,
            "hold" => static _ => { },
            "web" => WebServer.Serve,
            "relay" => new RelayServer((int)Number(args, 1)).Serve,
            _ => null,
        };
        if (serve is null)
        {
            Console.Error.WriteLine("Say which: lines <count> <bytes each>, drip <packets>, echo, hold, web, relay <port>.");
            return 64;
        }

        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(10_000);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        bool holds = args[0] == "hold";
        var held = new List<Socket>();
        while (true)
        {
            Socket client = listener.Accept();
            client.NoDelay = true;
            if (holds)
            {
                // A thread each would be what the client waits for.
                held.Add(client);
                if (held.Count % SweepEvery == 0)
                {
                    held.RemoveAll(HasLeft);
                }
            }
            else
            {
                new Thread(() => ServeOne(client, serve), 256 * 1024) { IsBackground = true }.Start();
            }
        }
    }

    private static bool HasLeft(Socket client)
    {
        bool left = client.Poll(0, SelectMode.SelectRead);
        if (left)
        {
            client.Dispose();
        }

        return left;
    }

    private static void ServeOne(Socket client, Action<Socket> serve)
    {
        try
        {
            using (client)
            {
                serve(client);
            }
        }
        catch (SocketException)
        {
            // The client had enough.
        }
    }

    private static long Number(string[] args, int at) => long.Parse(args[at], CultureInfo.InvariantCulture);
}
