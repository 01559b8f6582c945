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

    // Time for a read that was ended to come back; where the system does not end it, it is not waited for.
    private static readonly TimeSpan s_lastTime = TimeSpan.FromSeconds(1);

    // Small: a silent client holds one for as long as it stays.
    private const int BufferSize = 4096;

    private readonly PlayEnd _end;
    private readonly PlayedRequest _request;
    private readonly MemoryPipe _arrived = new();
    private readonly WeatherLane _towardsServer;
    private readonly WeatherLane _towardsClient;
    private readonly IdleTimer _idle;
    private readonly CancellationToken _stop;
    private readonly object _reading = new();
    private Task _receiving = Task.CompletedTask;
    private Task _cutting = Task.CompletedTask;
    private volatile bool _drains;
    private bool _hasLeft;
    private long _received;
    private long _handshakeAt;
    private TaskCompletionSource<bool>? _protected;
    private MaskedDialogue? _said;

    /// <summary>Makes it; <see cref="Begin"/> starts it.</summary>
    internal PlayedDialogue(PlayEnd end, PlayedRequest request, PlaySettings settings, int number, CancellationToken stop)
    {
        _end = end;
        _request = request;
        Number = number;
        _stop = stop;
        _towardsServer = new WeatherLane(settings.Weather, WeatherTowards.Server, _arrived, Cut, 2 * number, stop);
        _towardsClient = new WeatherLane(settings.Weather, WeatherTowards.Client, end, Cut, (2 * number) + 1, stop);
        _idle = new IdleTimer(settings.IdleTimeout, () => _ = DropAsync());
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

    /// <summary>Whether the client was dropped because nobody said anything for too long.</summary>
    internal bool IsDropped { get; private set; }

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
    /// <param name="behind">Behind how many bytes that it still says before: MySQL's client does not wait for consent.</param>
    internal void PrepareToProtect(int behind = 0)
    {
        lock (_reading)
        {
            if (_protected is null)
            {
                _handshakeAt = _received + behind;
                _protected = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Begins TLS, as the server.</summary>
    internal async Task ProtectAsync(TlsSettings tls)
    {
        PrepareToProtect();

        // The client begins as soon as it has heard the last of the answer, and where the weather cuts behind that, there is nobody to begin with.
        await _towardsClient.FlushAsync().ConfigureAwait(false);
        await _end.WaitReadableAsync().ConfigureAwait(false);
        await _end.ProtectAsync(tls).ConfigureAwait(false);
        TaskCompletionSource<bool> done;
        lock (_reading)
        {
            done = _protected!;
            _protected = null;
        }

        done.SetResult(true);
    }

    /// <summary>Resets the connection.</summary>
    internal Task ResetAsync() => _towardsClient.ResetAsync();

    /// <summary>Ends the connection in order: what is on its way arrives, and what the client still sends is read, for a while.</summary>
    internal async Task CloseAsync()
    {
        _drains = true;
        _arrived.Drop();
        await EndSendAsync().ConfigureAwait(false);
        await _cutting.ConfigureAwait(false);
        if (_towardsClient.IsSilent)
        {
            // Its end would be a sign.
            await StayAsync().ConfigureAwait(false);
        }
        else
        {
            await LingerAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _idle.Dispose();
        _towardsServer.Dispose();
        _towardsClient.Dispose();
        _end.Dispose();
    }

    // Nobody has said anything for too long: whoever plays is told, and the client by an end in order.
    private async Task DropAsync()
    {
        IsDropped = true;
        _drains = true;
        _arrived.Reset();
        try
        {
            await _end.EndAsync().ConfigureAwait(false);
            await LingerAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The client was quicker, or the listener stops.
        }

        _end.Dispose();
    }

    private async Task LingerAsync()
    {
        await Task.WhenAny(_receiving, Task.Delay(s_lingerTime, _stop)).ConfigureAwait(false);
        if (!_receiving.IsCompleted)
        {
            // A socket that is closed under a read is reset.
            _end.EndReceiving();
            await Task.WhenAny(_receiving, Task.Delay(s_lastTime, _stop)).ConfigureAwait(false);
        }
    }

    private async Task StayAsync()
    {
        await _receiving.ConfigureAwait(false);
        if (!_hasLeft)
        {
            await _end.WaitUntilGoneAsync(_stop).ConfigureAwait(false);
        }
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

            await _towardsServer.EndAsync().ConfigureAwait(false);
            if (_towardsServer.IsSilent)
            {
                await _end.WaitUntilGoneAsync(_stop).ConfigureAwait(false);
                _arrived.Reset();
            }
        }
        catch (Exception)
        {
            // The client has left without a word, or was made to.
            _hasLeft = true;
            _arrived.Reset();
        }
    }

    private async Task<int> ReceiveAsync(byte[] buffer)
    {
        while (_end.IsPlain)
        {
            int count = TryReceive(buffer, out Task? handshake);
            if (handshake is not null)
            {
                await handshake.ConfigureAwait(false);
                continue;
            }

            if (count >= 0)
            {
                return count;
            }

            await _end.WaitReadableAsync().ConfigureAwait(false);
        }

        return await _end.ReadAsync(buffer, buffer.Length).ConfigureAwait(false);
    }

    // In one step: what comes behind consent to TLS is not read, however soon it comes.
    private int TryReceive(byte[] buffer, out Task? handshake)
    {
        lock (_reading)
        {
            int most = _protected is null ? buffer.Length : (int)Math.Min(buffer.Length, _handshakeAt - _received);
            handshake = most == 0 ? _protected!.Task : null;
            int count = most == 0 ? -1 : _end.TryRead(buffer, most);
            _received += Math.Max(0, count);
            return count;
        }
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
