using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using SocketTools.Connections;

namespace SocketTools.Tests.Servers;

/// <summary>A loopback server that does to each client what its script says, or what the test does with <see cref="AcceptAsync"/>.</summary>
/// <remarks>A script that returns ends its connection in an orderly way. A script that throws makes <see cref="Dispose"/> throw, unless
/// it only found its client gone: that is the client's business.</remarks>
internal sealed class ScriptedServer : IDisposable
{
    private readonly int _lastBefore = ConnectionTable.Connections.Select(static c => c.Id).LastOrDefault();
    private readonly Socket _listener;
    private readonly Func<ScriptedClient, Task>[] _scripts;
    private readonly CancellationTokenSource _gone = new();
    private readonly ConcurrentBag<ScriptedClient> _clients = new();
    private readonly ConcurrentBag<Exception> _failures = new();
    private readonly Channel<ScriptedClient> _arrivals = Channel.CreateUnbounded<ScriptedClient>();
    private int _arrived;
    private volatile Tuple<EndPoint, TaskCompletionSource<int>>? _counting;

    private ScriptedServer(Func<ScriptedClient, Task>[] scripts)
    {
        _scripts = scripts;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _ = Task.Run(AcceptAllAsync);
    }

    internal int Port { get; }

    internal string Address => $"127.0.0.1:{Port}";

    internal string Url => $"http://{Address}/";

    /// <summary>The module's connections to it that are not closed. What an earlier test left open may have gone to the same port.</summary>
    internal IEnumerable<SocketConnection> Connections => ConnectionTable.Connections.Where(c => c.Port == Port && c.Id > _lastBefore);

    /// <summary>How many clients it has taken so far.</summary>
    internal int Arrived => Volatile.Read(ref _arrived);

    /// <summary>How many clients have come, those too that it has not taken yet: it takes them in order, and this asks as one more.</summary>
    internal int Count()
    {
        using var last = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        last.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var counted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _counting = Tuple.Create(last.LocalEndPoint!, counted);
        last.Connect(IPAddress.Loopback, Port);
        return counted.Task.InTime().GetAwaiter().GetResult();
    }

    /// <summary>A server for the test to drive: it takes clients with <see cref="AcceptAsync"/>.</summary>
    internal static ScriptedServer Start() => new(Array.Empty<Func<ScriptedClient, Task>>());

    /// <summary>A server with a script for each client in turn; the last one serves all that follow.</summary>
    internal static ScriptedServer Start(params Func<ScriptedClient, Task>[] scripts) => new(scripts);

    /// <summary>A server that sends every client these bytes once it has sent a blank line, then finishes.</summary>
    internal static ScriptedServer Answering(byte[] response, Delivery delivery = Delivery.Whole) => Start(async client =>
    {
        await client.ReadUntilBlankLineAsync();
        await client.SendAsync(response, delivery);
    });

    /// <inheritdoc cref="Answering(byte[], Delivery)"/>
    internal static ScriptedServer Answering(string response, Delivery delivery = Delivery.Whole) =>
        Answering(Encoding.Latin1.GetBytes(response), delivery);

    /// <summary>The next client, in the order they came; where there is a script, it is at work on it.</summary>
    internal async Task<ScriptedClient> AcceptAsync() => await _arrivals.Reader.ReadAsync(_gone.Token).AsTask().InTime();

    public void Dispose()
    {
        if (_gone.IsCancellationRequested)
        {
            return;
        }

        _gone.Cancel();
        _listener.Dispose();
        foreach (ScriptedClient client in _clients)
        {
            client.Dispose();
        }

        if (!_failures.IsEmpty)
        {
            throw new AggregateException("A server script failed.", _failures);
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_gone.Token);
                if (_counting is var (last, counted) && last.Equals(socket.RemoteEndPoint))
                {
                    socket.Dispose();
                    counted.SetResult(_arrived);
                    continue;
                }

                var client = new ScriptedClient(socket, _arrived, _gone.Token);
                Interlocked.Increment(ref _arrived);
                _clients.Add(client);
                _arrivals.Writer.TryWrite(client);
                if (_scripts.Length > 0)
                {
                    _ = Task.Run(() => ServeAsync(client, _scripts[Math.Min(client.Number, _scripts.Length - 1)]));
                }
            }
        }
        catch (Exception gone) when (ScriptedClient.IsGone(gone))
        {
        }
    }

    private async Task ServeAsync(ScriptedClient client, Func<ScriptedClient, Task> script)
    {
        try
        {
            await script(client);
            await client.FinishAsync();
        }
        catch (Exception gone) when (ScriptedClient.IsGone(gone))
        {
        }
        catch (Exception failure)
        {
            _failures.Add(failure);
        }
        finally
        {
            client.Dispose();
        }
    }
}
