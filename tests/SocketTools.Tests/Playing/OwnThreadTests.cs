using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Transport;

namespace SocketTools.Tests.Playing;

/// <summary>Threads that wait for sockets themselves, as long as waits are short. There are few places in the process: nobody else takes them here.</summary>
[Collection(Alone.Name)]
public sealed class OwnThreadTests : IDisposable
{
    private readonly List<Socket> _sockets = new();
    private bool _isOver;

    public OwnThreadTests() => Eventually.True(static () => OwnThread.Taken == 0, "the end of what others have begun");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _sockets.ForEach(static s => s.Dispose());

    [Fact]
    public async Task Work_goes_on_on_one_thread_for_as_long_as_waits_are_short()
    {
        (Socket near, Socket far) = await PairAsync();
        bool isReady = false;
        bool stays = false;
        await ElsewhereAsync(
            async () =>
            {
                await OwnThread.Begin();
                int thread = Environment.CurrentManagedThreadId;
                far.Send("x"u8);
                isReady = await OwnThread.TryWaitAsync(near, SelectMode.SelectRead).ConfigureAwait(false);
                stays = Environment.CurrentManagedThreadId == thread && OwnThread.IsCurrent;
            });
        Assert.True(isReady);
        Assert.True(stays);
        Eventually.True(static () => OwnThread.Taken == 0, "its end");
    }

    [Fact]
    public async Task Who_waits_for_long_is_sent_away_and_gives_its_place_back()
    {
        (Socket near, _) = await PairAsync();
        bool isReady = true;
        bool stays = true;
        await ElsewhereAsync(
            async () =>
            {
                await OwnThread.Begin();
                isReady = await OwnThread.TryWaitAsync(near, SelectMode.SelectRead).ConfigureAwait(false);
                stays = OwnThread.IsCurrent;
            });
        Assert.False(isReady);
        Assert.False(stays);
        Eventually.True(static () => OwnThread.Taken == 0, "its end");
    }

    // The other direction of a relay is on the same thread.
    [Fact]
    public async Task One_that_waits_keeps_nobody_else_waiting()
    {
        (Socket silent, Socket other) = await PairAsync();
        (Socket near, Socket far) = await PairAsync();
        Task<bool>? first = null;
        var heard = new List<int>();
        await ElsewhereAsync(
            async () =>
            {
                await OwnThread.Begin();
                first = OwnThread.TryWaitAsync(silent, SelectMode.SelectRead);
                for (byte i = 0; i < 10; i++)
                {
                    far.Send([i]);
                    Assert.True(await OwnThread.TryWaitAsync(near, SelectMode.SelectRead).ConfigureAwait(false));
                    var got = new byte[1];
                    near.Receive(got);
                    heard.Add(got[0]);
                }

                other.Send("x"u8);
            });
        Assert.Equal(Enumerable.Range(0, 10), heard);
        Assert.True(await first!);
    }

    [Fact]
    public async Task A_socket_that_is_closed_ends_the_wait_for_it()
    {
        (Socket near, _) = await PairAsync();
        Task waiting = ElsewhereAsync(
            async () =>
            {
                while (true)
                {
                    await OwnThread.Begin();
                    await OwnThread.TryWaitAsync(near, SelectMode.SelectRead).ConfigureAwait(false);
                    _ = near.Available;
                }
            });
        Eventually.True(static () => OwnThread.Taken == 1, "the wait");
        near.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Eventually.True(static () => OwnThread.Taken == 0, "its end");
    }

    [Fact]
    public async Task Where_all_places_are_taken_the_next_one_leaves_waiting_to_dotnet()
    {
        var waits = new List<Task>();
        async Task WaitAsync(Socket socket)
        {
            await OwnThread.Begin();
            while (await OwnThread.TryWaitAsync(socket, SelectMode.SelectWrite).ConfigureAwait(false) && !Volatile.Read(ref _isOver))
            {
                // It always may write, and so keeps its place.
            }
        }

        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            (Socket near, _) = await PairAsync();
            waits.Add(ElsewhereAsync(() => WaitAsync(near)));
        }

        Eventually.True(static () => OwnThread.Taken == Environment.ProcessorCount, "all places taken");
        (Socket last, _) = await PairAsync();
        bool hasPlace = true;
        await ElsewhereAsync(
            async () =>
            {
                await OwnThread.Begin();
                hasPlace = await OwnThread.TryWaitAsync(last, SelectMode.SelectWrite).ConfigureAwait(false);
            });
        Assert.False(hasPlace);
        Volatile.Write(ref _isOver, true);
        await Task.WhenAll(waits);
        Eventually.True(static () => OwnThread.Taken == 0, "their end");
    }

    // Begun on a thread of its own, left to .NET behind a silence, and taken back by a thread where much comes.
    [Fact]
    public async Task A_relay_passes_streams_both_ways_before_and_behind_a_silence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var reaching = new Relay(HostEndPoint.Create("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), new PlaySettings());
        using SocketRelay relay = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, new PlaySettings(), reaching);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port, Stop);
        using TcpClient server = await listener.AcceptTcpClientAsync(Stop);
        var there = new byte[16 * 1024 * 1024];
        var back = new byte[there.Length];
        new Random(1).NextBytes(there);
        new Random(2).NextBytes(back);
        for (int turn = 0; turn < 2; turn++)
        {
            var heardThere = new byte[there.Length];
            var heardBack = new byte[back.Length];
            await Task.WhenAll(
                client.GetStream().WriteAsync(there, Stop).AsTask(),
                server.GetStream().WriteAsync(back, Stop).AsTask(),
                server.GetStream().ReadExactlyAsync(heardThere, Stop).AsTask(),
                client.GetStream().ReadExactlyAsync(heardBack, Stop).AsTask());
            Assert.True(there.SequenceEqual(heardThere));
            Assert.True(back.SequenceEqual(heardBack));
            Eventually.True(static () => OwnThread.Taken == 0, "the silence");
        }
    }

    // Whoever awaits work that ended on such a thread, or failed there, goes on there, too.
    private static async Task ElsewhereAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            await Task.Yield();
        }
    }

    private async Task<(Socket Near, Socket Far)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(near);
        await near.ConnectAsync(listener.LocalEndpoint, Stop);
        Socket far = await listener.AcceptSocketAsync(Stop);
        _sockets.Add(far);
        near.Blocking = false;
        return (near, far);
    }
}
