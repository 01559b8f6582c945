using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>A client as whoever plays the server sees it: bytes in, bytes out, both through the weather.</summary>
internal sealed class PlayedDialogue : IDisposable
{
    // A client that goes on sending after our end is read this long, so that no reset destroys what is on its way to it (RFC 9112, 9.6).
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(5);

    // Small: a silent client holds one for as long as it stays.
    private const int BufferSize = 4096;

    private readonly PlayEnd _end;
    private readonly PlayedRequest _request;
    private readonly MemoryPipe _arrived = new();
    private readonly WeatherLane _towardsServer;
    private readonly WeatherLane _towardsClient;
    private readonly IdleTimer _idle;
    private readonly CancellationToken _stop;
    private Task _receiving = Task.CompletedTask;
    private Task _cutting = Task.CompletedTask;
    private volatile bool _drains;
    private TaskCompletionSource<bool>? _protected;
    private MaskedDialogue? _said;

    /// <summary>Makes it; <see cref="Begin"/> starts it.</summary>
    internal PlayedDialogue(PlayEnd end, PlayedRequest request, PlaySettings settings, int number, CancellationToken stop)
    {
        _end = end;
        _request = request;
        Number = number;
        _stop = stop;
        WeatherControl weather = settings.Weather;
        _towardsServer = new WeatherLane(() => weather.TowardsServer, _arrived, Cut, 2 * number, stop);
        _towardsClient = new WeatherLane(() => weather.TowardsClient, end, Cut, (2 * number) + 1, stop);
        _idle = new IdleTimer(settings.IdleTimeout, end.Dispose);
    }

    /// <summary>Which client it is, from 1.</summary>
    internal int Number { get; }

    /// <summary>The client's address and port; null where the system does not know one.</summary>
    internal EndPoint? RemoteEndPoint => _request.RemoteEndPoint;

    /// <summary>Where the client has come to; null where the system does not know it.</summary>
    internal EndPoint? LocalEndPoint => _end.Socket.LocalEndPoint;

    /// <summary>Signalled when the listener stops.</summary>
    internal CancellationToken Stop => _stop;

    /// <summary>What was said so far, as far as whoever plays passes it on to here: for those who have to show what comes next.</summary>
    internal MaskedDialogue Said => _said ??= new MaskedDialogue();

    /// <summary>Begins to receive.</summary>
    internal void Begin()
    {
        _towardsClient.Begin();
        _towardsServer.Begin();
        _receiving = ReceiveAllAsync();
    }

    /// <summary>Reads what has arrived, waiting until something has.</summary>
    /// <returns>How many bytes; 0 at the end of the stream.</returns>
    internal Task<int> ReadAsync(byte[] buffer) => _arrived.ReadAsync(buffer, _stop);

    /// <summary>Sends bytes.</summary>
    internal Task WriteAsync(byte[] bytes)
    {
        _idle.Restart();
        return _towardsClient.SendAsync(bytes, 0, bytes.Length);
    }

    /// <summary>Ends the sending side; the client may go on.</summary>
    internal Task EndSendAsync() => _towardsClient.EndAsync();

    /// <summary>What the client sends from now on is a TLS handshake, and left for <see cref="ProtectAsync"/>; said before it is asked to begin.</summary>
    internal void PrepareToProtect() => _protected ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins TLS, as the server.</summary>
    internal async Task ProtectAsync(TlsSettings tls)
    {
        PrepareToProtect();
        await _end.WaitReadableAsync().ConfigureAwait(false);
        await _end.ProtectAsync(tls).ConfigureAwait(false);
        TaskCompletionSource<bool> done = _protected!;
        _protected = null;
        done.SetResult(true);
    }

    /// <summary>Resets the connection.</summary>
    internal Task ResetAsync() => _towardsClient.ResetAsync();

    /// <summary>Ends the connection in order: what is on its way arrives, and what the client still sends is read, for a while.</summary>
    internal async Task CloseAsync()
    {
        _drains = true;
        if (!_towardsClient.IsSilent)
        {
            await EndSendAsync().ConfigureAwait(false);
        }

        await _cutting.ConfigureAwait(false);
        await Task.WhenAny(_receiving, Task.Delay(s_lingerTime, _stop)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _idle.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAllAsync()
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
            {
                _idle.Restart();
                _request.Add(buffer, 0, count);
                if (!_drains)
                {
                    await _towardsServer.SendAsync(buffer, 0, count).ConfigureAwait(false);
                }
            }

            await (_towardsClient.IsSilent || _towardsServer.IsSilent ? _arrived.EndAsync() : _towardsServer.EndAsync()).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The client has left without a word, or was made to.
            _arrived.Reset();
        }
    }

    private async Task<int> ReceiveAsync(byte[] buffer)
    {
        while (_end.IsPlain)
        {
            if (_protected is TaskCompletionSource<bool> handshake)
            {
                await handshake.Task.ConfigureAwait(false);
                continue;
            }

            int count = _end.TryRead(buffer, buffer.Length);
            if (count >= 0)
            {
                return count;
            }

            await _end.WaitReadableAsync().ConfigureAwait(false);
        }

        return await _end.ReadAsync(buffer, buffer.Length).ConfigureAwait(false);
    }

    private void Cut(WeatherCut by)
    {
        if (by == WeatherCut.Reset)
        {
            _end.Reset();
            return;
        }

        _drains = true;
        _cutting = _end.EndAsync();
    }
}
