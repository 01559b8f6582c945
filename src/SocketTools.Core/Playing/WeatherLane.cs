using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>One direction of a connection: what goes in comes out in the same order, as late, as slowly and as far as the weather has it.</summary>
/// <remarks>
/// <para>In clear weather bytes go straight through, without a copy. Otherwise they wait in a queue, each for the moment at which it is
/// due, and a pump delivers them. The queue is bounded: whoever sends more waits, so that a slow reader slows the sender.</para>
/// <para>New weather is met by what is under way, too: what waits for a moment that the old one had set waits for the new one's.</para>
/// <para>One caller sends at a time.</para>
/// </remarks>
internal sealed class WeatherLane : IDisposable
{
    // What may be under way at once: the bandwidth-delay product of 100 ms at 40 MB/s.
    private const int MostQueued = 4 * 1024 * 1024;

    // A rate is kept in steps of this length: long against what a timer misses, short against what anybody measures.
    private const double StepSeconds = 0.02;

    private readonly WeatherControl _control;
    private readonly LaneWeather _weather;
    private readonly ILaneSink _sink;
    private readonly Action<WeatherCut> _cut;
    private readonly CancellationToken _stop;
    private readonly Queue<Parcel> _queue = new();
    private readonly Signal _arrived = new();
    private Task? _pump;
    private CancellationTokenSource? _over;
    private CancellationTokenSource? _changed;
    private TaskCompletionSource<bool>? _room;
    private volatile Exception? _broken;
    private volatile bool _isSilent;
    private volatile bool _isCut;
    private int _queued;
    private long _delivered;
    private long _lastDue;
    private long _freeAt;
    private long _lastSlice = long.MinValue / 2;

    /// <summary>Makes a lane.</summary>
    /// <param name="control">The weather.</param>
    /// <param name="towards">In which direction the lane leads: to the client or to the server.</param>
    /// <param name="sink">Where it leads.</param>
    /// <param name="cut">Called when the weather cuts the connection, by close or reset.</param>
    /// <param name="number">Tells this lane's luck from others' under the same seed.</param>
    /// <param name="stop">Ends it; what is under way is lost.</param>
    internal WeatherLane(WeatherControl control, WeatherTowards towards, ILaneSink sink, Action<WeatherCut> cut, int number, CancellationToken stop)
    {
        _control = control;
        _weather = new LaneWeather(control, towards, number);
        _sink = sink;
        _cut = cut;
        _stop = stop;
    }

    /// <summary>Whether nothing arrives any more, and nobody says so.</summary>
    internal bool IsSilent => _isSilent;

    /// <summary>Begins: where a cut is due before the first byte, it comes now.</summary>
    internal void Begin()
    {
        _control.Changed += Look;
        Look();
    }

    /// <summary>What is under way is lost from here on.</summary>
    public void Dispose()
    {
        _control.Changed -= Look;
        CancellationTokenSource? over;
        lock (_queue)
        {
            over = _over;
        }

        over?.Cancel();
        over?.Dispose();
    }

    /// <summary>From now on nothing arrives, and whoever sends is not told.</summary>
    internal void Drop() => _isCut = true;

    /// <summary>Sends bytes on their way; done when they can be forgotten here.</summary>
    internal Task SendAsync(byte[] array, int offset, int count)
    {
        if (IsFree())
        {
            _delivered += count;
            return _sink.WriteAsync(array, offset, count);
        }

        var copy = new byte[count];
        Buffer.BlockCopy(array, offset, copy, 0, count);
        return EnqueueAsync(new Parcel(copy, ParcelKind.Data));
    }

    /// <summary>Sends a byte out of band on its way.</summary>
    internal Task SendUrgentAsync(byte value) =>
        IsFree() ? _sink.WriteUrgentAsync(value) : EnqueueAsync(new Parcel(new[] { value }, ParcelKind.Urgent));

    /// <summary>Done when all that is under way has arrived, or where it never will.</summary>
    internal Task FlushAsync() => IsFree() ? Task.CompletedTask : EnqueueAndAwaitAsync(new Parcel(Array.Empty<byte>(), ParcelKind.Data));

    /// <summary>Sends the end of the stream behind what is under way; done when it has arrived, or where it never will.</summary>
    internal async Task EndAsync()
    {
        if (IsFree())
        {
            await _sink.EndAsync().ConfigureAwait(false);
            return;
        }

        await EnqueueAndAwaitAsync(new Parcel(Array.Empty<byte>(), ParcelKind.End)).ConfigureAwait(false);
    }

    /// <summary>Sends a reset behind what is under way; done when it has arrived, or where it never will.</summary>
    internal async Task ResetAsync()
    {
        if (IsFree())
        {
            _sink.Reset();
            return;
        }

        await EnqueueAndAwaitAsync(new Parcel(Array.Empty<byte>(), ParcelKind.Reset)).ConfigureAwait(false);
    }

    private bool IsFree()
    {
        ThrowIfBroken();
        lock (_queue)
        {
            return _pump is null && !_isCut && !_isSilent && _weather.Now.IsClear;
        }
    }

    private async Task EnqueueAsync(Parcel parcel)
    {
        Task? room;
        lock (_queue)
        {
            parcel.Luck = _weather.DrawLuck();
            _queue.Enqueue(parcel);
            _queued += parcel.Data.Length;
            if (_pump is null)
            {
                _over = CancellationTokenSource.CreateLinkedTokenSource(_stop);
                _changed = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
                _pump = Task.Run(PumpAsync);
            }

            if (_queued > MostQueued)
            {
                _room ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            room = _room?.Task;
        }

        _arrived.Set();
        if (room is not null)
        {
            await room.ConfigureAwait(false);
        }

        ThrowIfBroken();
    }

    private async Task EnqueueAndAwaitAsync(Parcel parcel)
    {
        using CancellationTokenRegistration stopped = _stop.Register(() => parcel.Delivered.TrySetCanceled());
        await EnqueueAsync(parcel).ConfigureAwait(false);
        await parcel.Delivered.Task.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        CancellationToken over = _over!.Token;
        try
        {
            while (true)
            {
                Parcel? parcel;
                Weather weather;
                CancellationToken changed;
                lock (_queue)
                {
                    parcel = _queue.Count > 0 ? _queue.Peek() : null;
                    (weather, changed) = (_weather.Now, _changed!.Token);
                }

                if (parcel is null)
                {
                    await _arrived.WaitAsync(over).ConfigureAwait(false);
                    continue;
                }

                // In order, however differently late they are.
                long due = Math.Max(_lastDue, parcel.DueIn(weather));
                if (!_isSilent && !_isCut && !await HasComeAsync(due, changed, over).ConfigureAwait(false))
                {
                    continue;
                }

                _lastDue = due;
                await DeliverAsync(parcel, due, over).ConfigureAwait(false);
                parcel.Delivered.TrySetResult(true);
                Forget(parcel);
            }
        }
        catch (Exception broken)
        {
            Break(broken);
        }
    }

    // False: the weather has changed before the moment came.
    private static async Task<bool> HasComeAsync(long moment, CancellationToken changed, CancellationToken over)
    {
        try
        {
            await Moment.WaitUntilAsync(moment, changed).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            return false;
        }
    }

    // The weather may be another one.
    private void Look()
    {
        CancellationTokenSource? changed;
        WeatherCut? cut;
        lock (_queue)
        {
            changed = _changed;
            if (_over is { IsCancellationRequested: false })
            {
                _changed = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
            }

            cut = DueCut();
        }

        if (cut is WeatherCut by)
        {
            Cut(by);
        }

        changed?.Cancel();
    }

    // At the very byte, not when another one comes.
    private WeatherCut? DueCut() => _weather.Now is { CutAfterBytes: long most } weather && _delivered >= most ? weather.CutBy : null;

    private void Forget(Parcel parcel)
    {
        TaskCompletionSource<bool>? room = null;
        lock (_queue)
        {
            _queue.Dequeue();
            _queued -= parcel.Data.Length;
            if (_queued <= MostQueued / 2)
            {
                room = _room;
                _room = null;
            }
        }

        room?.TrySetResult(true);
    }

    private void Break(Exception broken)
    {
        var waiting = new List<Parcel>();
        TaskCompletionSource<bool>? room;
        lock (_queue)
        {
            _broken = broken;
            waiting.AddRange(_queue);
            _queue.Clear();
            room = _room;
            _room = null;
        }

        room?.TrySetResult(true);
        foreach (Parcel parcel in waiting)
        {
            parcel.Delivered.TrySetException(broken);
            _ = parcel.Delivered.Task.Exception;
        }
    }

    private async Task DeliverAsync(Parcel parcel, long due, CancellationToken over)
    {
        if (_isSilent || _isCut)
        {
            return;
        }

        switch (parcel.Kind)
        {
            case ParcelKind.End:
                await _sink.EndAsync().ConfigureAwait(false);
                break;
            case ParcelKind.Reset:
                _sink.Reset();
                break;
            case ParcelKind.Urgent:
                await _sink.WriteUrgentAsync(parcel.Data[0]).ConfigureAwait(false);
                break;
            default:
                await DeliverDataAsync(parcel, due, over).ConfigureAwait(false);
                break;
        }
    }

    private async Task DeliverDataAsync(Parcel parcel, long due, CancellationToken over)
    {
        int sent = 0;
        while (true)
        {
            Weather weather;
            WeatherCut? cut;
            CancellationToken changed;
            lock (_queue)
            {
                (weather, cut, changed) = (_weather.Now, DueCut(), _changed!.Token);
            }

            if (cut is WeatherCut by)
            {
                Cut(by);
            }

            if (_isSilent || _isCut || sent == parcel.Data.Length)
            {
                return;
            }

            long piece = Math.Min(parcel.Data.Length - sent, (weather.CutAfterBytes - _delivered) ?? long.MaxValue);
            long slice = due;
            if (weather.SliceBytes > 0)
            {
                piece = Math.Min(piece, weather.SliceBytes);
                slice = Math.Max(due, _lastSlice + Moment.Ticks(weather.SliceDelay.TotalSeconds));
            }

            // From when the line was free, not from when a timer woke us: what one step is late the next makes up.
            long free = due;
            if (weather.BytesPerSec > 0)
            {
                piece = Math.Min(piece, Math.Max(1, (long)(weather.BytesPerSec * StepSeconds)));
                free = Math.Max(due, _freeAt) + Moment.Ticks(piece / (double)weather.BytesPerSec);
            }

            if (!await HasComeAsync(Math.Max(slice, free), changed, over).ConfigureAwait(false))
            {
                continue;
            }

            _lastSlice = weather.SliceBytes > 0 ? slice : _lastSlice;
            _freeAt = weather.BytesPerSec > 0 ? free : _freeAt;
            await _sink.WriteAsync(parcel.Data, sent, (int)piece).ConfigureAwait(false);
            sent += (int)piece;
            _delivered += piece;
        }
    }

    private void Cut(WeatherCut by)
    {
        lock (_queue)
        {
            if (_isCut || (_isSilent && by == WeatherCut.Silence))
            {
                return;
            }

            _isSilent |= by == WeatherCut.Silence;
            _isCut = by != WeatherCut.Silence;
        }

        if (by != WeatherCut.Silence)
        {
            _cut(by);
        }
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new System.IO.IOException("What the lane leads to has gone.", _broken);
        }
    }
}
