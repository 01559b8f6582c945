using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Connections;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>Serves the clients of a listening socket in the background.</summary>
/// <remarks>The one place where sockets are served by nobody who waits for them: each client is an asynchronous method on the thread pool,
/// and a slow, silent or broken one costs the others nothing. What is served is up to the derived class.</remarks>
public abstract class Player : IResponder
{
    private const int MostRequests = 10_000;
    private const int MostRequestBytes = 8 * 1024 * 1024;
    private const int MostTranscripts = 1000;
    private const long MostTranscriptBytes = 256 * 1024 * 1024;

    private static readonly TimeSpan s_lastTime = TimeSpan.FromSeconds(1);

    private readonly PlaySettings _settings;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly Queue<PlayedRequest> _requests = new();
    private readonly Queue<SocketTranscript> _transcripts = new();
    private readonly SemaphoreSlim? _places;
    private readonly TaskCompletionSource<bool> _firstServed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requestBytes;
    private long _transcriptBytes;

    private protected Player(PlaySettings settings)
    {
        _settings = settings;
        _places = settings.MostClients > 0 ? new SemaphoreSlim(settings.MostClients) : null;
    }

    /// <summary>The weather that clients meet; may be changed at any time.</summary>
    public WeatherControl Weather => _settings.Weather;

    /// <inheritdoc/>
    public IReadOnlyList<ListenerRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return _requests.ToArray();
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those of the last thousand clients; the oldest go sooner where all together are over 256 MiB.</remarks>
    public IReadOnlyList<SocketTranscript> Transcripts
    {
        get
        {
            lock (_transcripts)
            {
                return _transcripts.ToArray();
            }
        }
    }

    /// <summary>Ends once the first client has been served.</summary>
    internal Task FirstServed => _firstServed.Task;

    private protected PlaySettings Settings => _settings;

    /// <inheritdoc/>
    public void Start(Socket listener, Action accepted) => Start(listener.AcceptAsync, accepted);

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _stop.Cancel();
        foreach (Socket socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>The same, of what is accepted so.</summary>
    internal void Start(Func<Task<Socket>> accept, Action accepted) => Task.Run(() => AcceptAllAsync(accept, accepted));

    /// <summary>Serves one client until its end.</summary>
    /// <param name="end">The client's socket; disposed by the caller.</param>
    /// <param name="request">Gets what the client sends.</param>
    /// <param name="number">Which client it is, from 1.</param>
    /// <param name="stop">Signalled when the listener stops; sockets are closed then.</param>
    private protected abstract Task ServeAsync(PlayEnd end, PlayedRequest request, int number, CancellationToken stop);

    /// <summary>Closes a socket when the listener stops, until it is forgotten.</summary>
    private protected void Watch(Socket socket)
    {
        _sockets[socket] = true;
        if (_stop.IsCancellationRequested)
        {
            socket.Dispose();
        }
    }

    private protected void Forget(Socket socket) => _sockets.TryRemove(socket, out _);

    /// <summary>Whether this is how a peer's leaving shows, or ours.</summary>
    private protected static bool IsGone(Exception exception) =>
        exception is SocketException or IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException
            or NotSupportedException or OperationCanceledException;

    private async Task AcceptAllAsync(Func<Task<Socket>> accept, Action accepted)
    {
        for (int number = 1; !_stop.IsCancellationRequested; number++)
        {
            try
            {
                if (_places is not null)
                {
                    await _places.WaitAsync(_stop.Token).ConfigureAwait(false);
                }

                Socket client = await accept().ConfigureAwait(false);
                _ = ServeAsync(client, accepted, number);
            }
            catch (Exception stopped) when (_stop.IsCancellationRequested || stopped is ObjectDisposedException)
            {
                return;
            }
            catch (Exception)
            {
                // A client that left the queue, no handle to be had, or whatever else: the listener must outlive it.
                _places?.Release();
                await Task.Delay(10).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket client, Action accepted, int number)
    {
        Watch(client);
        try
        {
            accepted();
            PlayedRequest request = NewRequest(client);
            using PlayEnd end = await OpenAsync(client).ConfigureAwait(false);
            await ServeAsync(end, request, number, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // This client's own business.
        }
        finally
        {
            Forget(client);
            client.Dispose();
            _places?.Release();
            _firstServed.TrySetResult(true);
        }
    }

    private async Task<PlayEnd> OpenAsync(Socket client)
    {
        if (client.AddressFamily != AddressFamily.Unix)
        {
            client.NoDelay = true;
        }

        var end = new PlayEnd(client, null) { Tap = NewTap(client) };
        if (_settings.Tls is TlsSettings tls)
        {
            using var tooLong = new IdleTimer(_settings.IdleTimeout, () => _ = HangUpAsync(end));
            await end.ProtectAsync(tls).ConfigureAwait(false);
        }
        else
        {
            end.Tap?.OnConnected(null);
        }

        return end;
    }

    // In order, which closing it under the handshake's read would not be; by force where that read does not end.
    private static async Task HangUpAsync(PlayEnd end)
    {
        end.EndReceiving();
        await Task.Delay(s_lastTime).ConfigureAwait(false);
        end.Dispose();
    }

    private WireTap? NewTap(Socket client)
    {
        if (_settings.Recording is not TranscriptOptions options)
        {
            return null;
        }

        var plain = new SocketTransport(client);
        string peer = plain.RemoteEndPoint is EndPoint remote ? HostEndPoint.Format(remote) : "a client";
        var transcript = new SocketTranscript(peer, DateTimeOffset.Now, TranscriptSide.Server, options.MaxBytes)
        {
            ClientEndPoint = plain.RemoteEndPoint as IPEndPoint,
            ServerEndPoint = plain.LocalEndPoint as IPEndPoint,
        };
        KeepTranscript(transcript);
        var tap = new WireTap(TranscriptSide.Server, _settings.Secrets ?? new KnownSecrets());
        tap.Record(transcript, options.IncludeSecret, isConnected: false);
        options.Begun?.Invoke(transcript);
        return tap;
    }

    private protected void KeepTranscript(SocketTranscript transcript)
    {
        lock (_transcripts)
        {
            _transcripts.Enqueue(transcript);
            transcript.Grown += NoteGrowth;
            if (_transcripts.Count > MostTranscripts)
            {
                DropTranscript();
            }
        }

        NoteGrowth(transcript.Cost);
    }

    // Those of clients that are still there grow, too.
    private void NoteGrowth(long bytes)
    {
        if (Interlocked.Add(ref _transcriptBytes, bytes) <= MostTranscriptBytes)
        {
            return;
        }

        lock (_transcripts)
        {
            long kept = 0;
            foreach (SocketTranscript one in _transcripts)
            {
                kept += one.Cost;
            }

            while (_transcripts.Count > 1 && kept > MostTranscriptBytes)
            {
                kept -= DropTranscript();
            }

            Interlocked.Exchange(ref _transcriptBytes, kept);
        }
    }

    private long DropTranscript()
    {
        SocketTranscript oldest = _transcripts.Dequeue();
        oldest.Grown -= NoteGrowth;
        oldest.Close();
        long cost = oldest.Cost;
        Interlocked.Add(ref _transcriptBytes, -cost);
        return cost;
    }

    private PlayedRequest NewRequest(Socket client)
    {
        var request = new PlayedRequest(new SocketTransport(client).RemoteEndPoint, Room);
        lock (_requests)
        {
            _requests.Enqueue(request);
            if (_requests.Count > MostRequests)
            {
                _requestBytes -= _requests.Dequeue().KeptBytes;
            }
        }

        return request;
    }

    private int Room(int wanted)
    {
        lock (_requests)
        {
            int room = Math.Min(wanted, MostRequestBytes - _requestBytes);
            _requestBytes += room;
            return room;
        }
    }
}
