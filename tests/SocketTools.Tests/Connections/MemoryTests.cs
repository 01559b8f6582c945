using SocketTools.Connections;
using SocketTools.Reading;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Connections;

/// <summary>What connections hold on to; nothing else may allocate meanwhile.</summary>
[Collection(Alone.Name)]
public class MemoryTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public void What_was_handed_out_is_not_held()
    {
        var data = new byte[64 * Mebibyte];
        using var server = ScriptedServer.Start(client => client.SendAsync(data));
        using SocketConnection connection = Pair.Open(server.Port);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(64 * Mebibyte, Take(connection));
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < 8 * Mebibyte, $"{held} bytes are held");
        GC.KeepAlive(connection);
        GC.KeepAlive(data);
    }

    [Fact]
    public void Idle_connections_hold_little()
    {
        const int Count = 500;
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.SendAsync("220 hello\r\n");
            await client.StayAsync();
        });
        Use(Pair.Open(server.Port)).Dispose();
        var connections = new SocketConnection[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            connections[i] = Use(Pair.Open(server.Port));
        }

        // Both ends live in this process, and the server's has a read-ahead of its own: 12 KiB are ours, the rest is the server's.
        long both = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Assert.True(both < (12 + 24) * 1024, $"{both} bytes for each pair of ends");
        foreach (SocketConnection connection in connections)
        {
            connection.Dispose();
        }
    }

    [Fact]
    public void Requests_that_a_listener_keeps_hold_little_more_than_their_bytes()
    {
        const int Count = 500;
        byte[] sent = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
        var requests = new ListenerRequest[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            requests[i] = new ListenerRequest(null, static wanted => wanted);
            requests[i].Add(sent, 0, sent.Length);
        }

        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Assert.True(each < 1024, $"{each} bytes for each request");
        Assert.All(requests, request => Assert.Equal(sent, request.Data));
    }

    private static SocketConnection Use(SocketConnection connection)
    {
        Assert.Equal("220 hello", new LineReader(connection, new(connection.Encoding, null), 1000).ReadLine(Pair.Clock()));
        return connection;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Take(SocketConnection connection) => connection.ReceiveToEnd(long.MaxValue, peek: false, Pair.Clock()).Length;
}
