using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Proxies;

/// <summary>A proxy that connects every name to one port of this machine, and remembers what it was asked for.</summary>
internal sealed class ScriptedProxy : IDisposable
{
    private readonly ScriptedServer _server;

    private ScriptedProxy(Func<ScriptedProxy, ScriptedClient, Task> agree, int target) => _server = ScriptedServer.Start(async client =>
    {
        await agree(this, client);
        await PassOnAsync(client.Stream, target);
    });

    internal string Address => _server.Address;

    internal int Port => _server.Port;

    /// <summary>What clients asked for, in the words of the protocol.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>HTTP's CONNECT.</summary>
    internal static ScriptedProxy Http(int target, string answer = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n") => new(
        async (proxy, client) =>
        {
            proxy.Asked.Enqueue(await ReadHeadAsync(client));
            await client.SendAsync(answer);
        },
        target);

    /// <summary>SOCKS 4a.</summary>
    internal static ScriptedProxy Socks4a(int target) => new(
        async (proxy, client) =>
        {
            byte[] start = await ExactlyAsync(client, 8);
            Assert.Equal(new byte[] { 4, 1 }, start[..2]);
            Assert.Equal(new byte[] { 0, 0, 0 }, start[4..7]);
            Assert.NotEqual(0, start[7]);
            string user = await UntilZeroAsync(client);
            string name = await UntilZeroAsync(client);
            proxy.Asked.Enqueue($"{user}@{name}:{(start[2] << 8) | start[3]}");
            await client.SendAsync(new byte[] { 0, 90, 0, 0, 0, 0, 0, 0 });
        },
        target);

    /// <summary>SOCKS 5, bound to a name, which may be answered as well as an address.</summary>
    internal static ScriptedProxy Socks5(int target) => new(
        async (proxy, client) =>
        {
            byte[] methods = await ExactlyAsync(client, 2);
            Assert.Equal(5, methods[0]);
            await ExactlyAsync(client, methods[1]);
            await client.SendAsync(new byte[] { 5, 0 });
            byte[] request = await ExactlyAsync(client, 4);
            Assert.Equal(new byte[] { 5, 1, 0 }, request[..3]);
            string host = request[3] switch
            {
                1 => new IPAddress(await ExactlyAsync(client, 4)).ToString(),
                4 => new IPAddress(await ExactlyAsync(client, 16)).ToString(),
                3 => "name " + Encoding.ASCII.GetString(await ExactlyAsync(client, (await ExactlyAsync(client, 1))[0])),
                _ => "?",
            };
            byte[] port = await ExactlyAsync(client, 2);
            proxy.Asked.Enqueue($"{host}:{(port[0] << 8) | port[1]}");
            await client.SendAsync(new byte[] { 5, 0, 0, 3, 2, (byte)'a', (byte)'b', 0, 80 }, Delivery.ByteByByte);
        },
        target);

    /// <summary>Passes bytes between a client and a port of this machine, until both have ended.</summary>
    internal static async Task PassOnAsync(Stream client, int target)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target));
        using var onward = new NetworkStream(socket);
        Task back = BackAsync();
        await client.CopyToAsync(onward);
        socket.Shutdown(SocketShutdown.Send);
        await back;

        // The target's end is the client's too.
        async Task BackAsync()
        {
            await onward.CopyToAsync(client);
            if (client is NetworkStream { Socket: Socket below })
            {
                below.Shutdown(SocketShutdown.Send);
            }
            else if (client is System.Net.Security.SslStream secure)
            {
                await secure.ShutdownAsync();
            }
        }
    }

    public void Dispose() => _server.Dispose();

    private static async Task<string> ReadHeadAsync(ScriptedClient client)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ExactlyAsync(client, 1))[0]);
        }

        return string.Join("|", head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> UntilZeroAsync(ScriptedClient client)
    {
        var text = new StringBuilder();
        while ((await ExactlyAsync(client, 1))[0] is byte b and > 0)
        {
            text.Append((char)b);
        }

        return text.ToString();
    }

    // Not ahead of what belongs to the target.
    private static async Task<byte[]> ExactlyAsync(ScriptedClient client, int count)
    {
        var bytes = new byte[count];
        await client.Stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
