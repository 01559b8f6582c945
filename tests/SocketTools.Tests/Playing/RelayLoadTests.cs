using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tests.Engine;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Playing;

/// <summary>A relay with hundreds of clients, of whom some break off; what it keeps of them, and of a long stream.</summary>
[Collection(Alone.Name)]
public sealed class RelayLoadTests : IDisposable
{
    private const int Clients = 500;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RelayLoadTests()
    {
        _listener.Start(Clients);
        _ = ServeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Five_hundred_clients_at_once_leave_nothing_behind()
    {
        // What the process keeps for good it has by then.
        await PassThroughAsync(50);
        int handles = TestProcess.Handles;
        int threads = Process.GetCurrentProcess().Threads.Count;
        int connections = ConnectionTable.Connections.Count;
        Assert.Equal(Clients - (Clients / 10) - (Clients / 10), await PassThroughAsync(Clients));
        RunningScript.Until(() => TestProcess.Handles <= handles + 5, "the end of the relay's sockets");
        Assert.Equal(connections, ConnectionTable.Connections.Count);

        // The thread pool's own go one by one, long after; a thread for each client would be there in hundreds.
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 1, threads + (Clients / 2));
    }

    [Fact]
    public async Task Stopped_under_load_it_leaves_no_socket()
    {
        await PassThroughAsync(50);
        int handles = TestProcess.Handles;
        SocketRelay relay = StartRelay();
        var clients = new List<TcpClient>();
        for (int i = 0; i < 100; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
            _ = SendWithoutEndAsync(client);
            clients.Add(client);
        }

        RunningScript.Until(() => relay.Transcripts.Count == 100 && relay.Transcripts.All(static t => t.Entries.Count > 2), "the load");
        relay.Dispose();
        clients.ForEach(static client => client.Dispose());
        RunningScript.Until(() => TestProcess.Handles <= handles + 5, "the end of the relay's sockets");
    }

    [Fact]
    public async Task A_long_stream_is_recorded_within_the_bound_of_memory()
    {
        const long Length = 128L * 1024 * 1024;
        using SocketRelay relay = StartRelay();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
        NetworkStream stream = client.GetStream();
        var block = new byte[256 * 1024];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task sending = Task.Run(
            async () =>
            {
                for (long sent = 0; sent < Length; sent += block.Length)
                {
                    await stream.WriteAsync(block, Stop);
                }

                client.Client.Shutdown(SocketShutdown.Send);
            },
            Stop);
        var heard = new byte[256 * 1024];
        long received = 0;
        long most = 0;
        for (int count; (count = await stream.ReadAsync(heard, Stop)) > 0;)
        {
            if (received / (Length / 8) != (received + count) / (Length / 8))
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }

            received += count;
        }

        await sending;
        Assert.Equal(Length, received);
        Assert.InRange(most, 0, 32 * 1024 * 1024);
        Assert.Equal((2 * Length) - SocketTranscript.DefaultMaxBytes, relay.Transcripts[0].MissingBytes);
    }

    [Fact]
    public async Task Transcripts_of_many_long_streams_are_bounded_together()
    {
        using SocketRelay relay = StartRelay();
        var block = new byte[8 * 1024 * 1024];
        for (int i = 0; i < 18; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
            Task sending = client.GetStream().WriteAsync(block, Stop).AsTask();
            await client.GetStream().ReadExactlyAsync(new byte[block.Length], Stop);
            await sending;
        }

        // 16 MiB each, there and back: as many as 256 MiB hold, and the one who has come last.
        Assert.True(await TalkAsync(relay.Port, 1));
        Assert.InRange(relay.Transcripts.Count, 15, 17);
        Assert.Contains("say 0001", relay.Transcripts[^1].ToNotation(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcripts_of_clients_that_stay_are_bounded_together()
    {
        using SocketRelay relay = StartRelay();
        var block = new byte[8 * 1024 * 1024];
        var clients = new List<TcpClient>();
        SocketTranscript? seen = null;
        WeakReference? unseen = null;
        for (int i = 0; i < 18; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
            await PassAsync(client);
            seen ??= relay.Transcripts[0];
            unseen ??= i == 1 ? new WeakReference(relay.Transcripts[1]) : null;
        }

        Assert.InRange(relay.Transcripts.Count, 14, 16);
        Assert.DoesNotContain(seen, relay.Transcripts);
        long missing = seen!.MissingBytes;
        await PassAsync(clients[0]);
        Assert.Equal(missing + (2 * block.Length), seen.MissingBytes);
        RunningScript.Until(
            () =>
            {
                GC.Collect();
                return !unseen!.IsAlive;
            },
            "the memory of a transcript that went");
        clients.ForEach(static client => client.Dispose());

        async Task PassAsync(TcpClient client)
        {
            Task sending = client.GetStream().WriteAsync(block, Stop).AsTask();
            await client.GetStream().ReadExactlyAsync(new byte[block.Length], Stop);
            await sending;
        }
    }

    // A client in ten resets in the middle, and a server in ten dies.
    private async Task<int> PassThroughAsync(int count)
    {
        using SocketRelay relay = StartRelay();
        bool[] came = await Task.WhenAll(Enumerable.Range(0, count).Select(i => TalkAsync(relay.Port, i)));
        return came.Count(static whole => whole);
    }

    private static async Task<bool> TalkAsync(int port, int number)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        byte[] said = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{(number % 10 == 5 ? "die" : "say")} {number:0000}\n", 500)));
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(said, Stop);
            var heard = new byte[said.Length];
            await stream.ReadExactlyAsync(heard.AsMemory(0, 9), Stop);
            if (number % 10 == 3)
            {
                client.Client.LingerState = new LingerOption(true, 0);
                client.Client.Dispose();
                return false;
            }

            await stream.ReadExactlyAsync(heard.AsMemory(9), Stop);
            return said.SequenceEqual(heard);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task SendWithoutEndAsync(TcpClient client)
    {
        try
        {
            var heard = new byte[4096];
            NetworkStream stream = client.GetStream();
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes("say 0000\n"), Stop);
                await stream.ReadExactlyAsync(heard.AsMemory(0, 9), Stop);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The relay has stopped, or the client.
        }
    }

    // Says what it hears; one who is told to die does so behind the first line.
    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await _listener.AcceptTcpClientAsync(Stop));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task EchoAsync(TcpClient client)
    {
        using TcpClient ours = client;
        try
        {
            NetworkStream stream = client.GetStream();
            var buffer = new byte[256 * 1024];
            for (int count; (count = await stream.ReadAsync(buffer, Stop)) > 0;)
            {
                if (buffer[0] == 'd')
                {
                    await stream.WriteAsync(buffer.AsMemory(0, 9), Stop);
                    client.Client.LingerState = new LingerOption(true, 0);
                    return;
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), Stop);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private SocketRelay StartRelay()
    {
        var settings = new PlaySettings { Recording = new() };
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings);
        return SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), Clients, settings, relay);
    }
}
