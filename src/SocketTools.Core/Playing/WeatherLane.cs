using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>One direction of a connection: what goes in comes out in the same order, as late, as slowly and as far as the weather has it.</summary>
/// <remarks>
/// <para>In clear weather bytes go straight through, without a copy. Otherwise they wait in a queue, each with the moment at which it is
/// due, and a pump delivers them. The queue is bounded: whoever sends more waits, so that a slow reader slows the sender.</para>
/// <para>One caller sends at a time.</para>
/// </remarks>
internal sealed class WeatherLane
{
    // What may be under way at once: the bandwidth-delay product of 100 ms at 40 MB/s.
    private const int MostQueued = 4 * 1024 * 1024;

    // A rate is kept in steps of this length: long against what a timer misses, short against what anybody measures.
    private const double StepSeconds = 0.02;

    private readonly Func<Weather> _weather;
    private readonly ILaneSink _sink;
    private readonly Action<WeatherCut> _cut;
    private readonly int _number;
    private readonly CancellationToken _stop;
    private readonly Queue<Parcel> _queue = new();
    private readonly Signal _arrived = new();
    private Task? _pump;
    private TaskCompletionSource<bool>? _room;
    private volatile Exception? _broken;
    private Weather _current = Weather.Clear;
    private Random _random = new(0);
    private bool _isMet;
    private volatile bool _isSilent;
    private volatile bool _isCut;
    private int _queued;
    private long _delivered;
    private long _lastDue;
    private long _freeAt;
    private long _sliceAt;

    /// <summary>Makes a lane.</summary>
    /// <param name="weather">The weather now.</param>
    /// <param name="sink">Where it leads.</param>
    /// <param name="cut">Called when the weather cuts the connection, by close or reset.</param>
    /// <param name="number">Tells this lane's luck from others' under the same seed.</param>
    /// <param name="stop">Ends it; what is under way is lost.</param>
    internal WeatherLane(Func<Weather> weather, ILaneSink sink, Action<WeatherCut> cut, int number, CancellationToken stop)
    {
        _weather = weather;
        _sink = sink;
        _cut = cut;
        _number = number;
        _stop = stop;
    }

    /// <summary>Whether nothing arrives any more, and nobody says so.</summary>
    internal bool IsSilent => _isSilent;

    /// <summary>Cuts the connection where that is due before its first byte.</summary>
    internal void Begin()
    {
        Weather weather = Now();
        if (weather.CutAfterBytes == 0)
        {
            Cut(weather.CutBy);
        }
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
        return EnqueueAsync(new Parcel(copy, ParcelKind.Data), TimeSpan.Zero);
    }

    /// <summary>Sends a byte out of band on its way.</summary>
    internal Task SendUrgentAsync(byte value) =>
        IsFree() ? _sink.WriteUrgentAsync(value) : EnqueueAsync(new Parcel(new[] { value }, ParcelKind.Urgent), TimeSpan.Zero);

    /// <summary>Sends the end of the stream behind what is under way; done when it has arrived.</summary>
    internal async Task EndAsync()
    {
        if (IsFree())
        {
            await _sink.EndAsync().ConfigureAwait(false);
            return;
        }

        await EnqueueAndAwaitAsync(new Parcel(Array.Empty<byte>(), ParcelKind.End), Now().CloseSlowly).ConfigureAwait(false);
    }

    /// <summary>Sends a reset behind what is under way; done when it has arrived.</summary>
    internal async Task ResetAsync()
    {
        if (IsFree())
        {
            _sink.Reset();
            return;
        }

        await EnqueueAndAwaitAsync(new Parcel(Array.Empty<byte>(), ParcelKind.Reset), TimeSpan.Zero).ConfigureAwait(false);
    }

    private bool IsFree()
    {
        ThrowIfBroken();
        lock (_queue)
        {
            return _pump is null && !_isCut && !_isSilent && Now().IsClear;
        }
    }

    // Luck is drawn once for each lane and weather, and in a fixed order: the same seed meets the same fate.
    private Weather Now()
    {
        Weather weather = _weather();
        if (!ReferenceEquals(weather, _current))
        {
            _current = weather;
            _random = weather.Seed is int seed ? new Random(unchecked((seed * 7919) + _number)) : new Random();
            _isMet = _random.NextDouble() < weather.Chance;
        }

        return _isMet ? weather : Weather.Clear;
    }

    private async Task EnqueueAsync(Parcel parcel, TimeSpan later)
    {
        Task? room;
        lock (_queue)
        {
            Weather weather = Now();
            double latency = weather.Latency.TotalSeconds + (weather.Jitter.TotalSeconds * ((2 * _random.NextDouble()) - 1));
            parcel.Due = _lastDue = Math.Max(_lastDue, Moment.In(Math.Max(0, latency) + later.TotalSeconds));
            _queue.Enqueue(parcel);
            _queued += parcel.Data.Length;
            _pump ??= Task.Run(PumpAsync);
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

    private async Task EnqueueAndAwaitAsync(Parcel parcel, TimeSpan later)
    {
        using CancellationTokenRegistration stopped = _stop.Register(() => parcel.Delivered.TrySetCanceled());
        await EnqueueAsync(parcel, later).ConfigureAwait(false);
        await parcel.Delivered.Task.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                Parcel? parcel;
                lock (_queue)
                {
                    parcel = _queue.Count > 0 ? _queue.Peek() : null;
                }

                if (parcel is null)
                {
                    await _arrived.WaitAsync(_stop).ConfigureAwait(false);
                    continue;
                }

                await Moment.WaitUntilAsync(parcel.Due, _stop).ConfigureAwait(false);
                if (!_isSilent && !_isCut)
                {
                    await DeliverAsync(parcel).ConfigureAwait(false);
                }

                if (!_isSilent)
                {
                    parcel.Delivered.TrySetResult(true);
                }

                Forget(parcel);
            }
        }
        catch (Exception broken)
        {
            Break(broken);
        }
    }

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

    private async Task DeliverAsync(Parcel parcel)
    {
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
                await DeliverDataAsync(parcel).ConfigureAwait(false);
                break;
        }
    }

    private async Task DeliverDataAsync(Parcel parcel)
    {
        for (int sent = 0; sent < parcel.Data.Length;)
        {
            Weather weather;
            lock (_queue)
            {
                weather = Now();
            }

            int piece = parcel.Data.Length - sent;
            if (weather.CutAfterBytes is long most)
            {
                if (_delivered >= most)
                {
                    Cut(weather.CutBy);
                    return;
                }

                piece = (int)Math.Min(piece, most - _delivered);
            }

            if (weather.SliceBytes > 0)
            {
                piece = Math.Min(piece, weather.SliceBytes);
                await Moment.WaitUntilAsync(_sliceAt, _stop).ConfigureAwait(false);
                _sliceAt = Math.Max(_sliceAt, parcel.Due) + Moment.Ticks(weather.SliceDelay.TotalSeconds);
            }

            if (weather.BytesPerSec > 0)
            {
                piece = (int)Math.Min(piece, Math.Max(1, weather.BytesPerSec * StepSeconds));

                // From when the line was free, not from when a timer woke us: what one step is late the next makes up.
                _freeAt = Math.Max(_freeAt, parcel.Due) + Moment.Ticks(piece / (double)weather.BytesPerSec);
                await Moment.WaitUntilAsync(_freeAt, _stop).ConfigureAwait(false);
            }

            await _sink.WriteAsync(parcel.Data, sent, piece).ConfigureAwait(false);
            sent += piece;
            _delivered += piece;
        }

        // At the very byte, not when another one comes.
        lock (_queue)
        {
            if (Now() is { CutAfterBytes: long end } met && _delivered >= end)
            {
                Cut(met.CutBy);
            }
        }
    }

    private void Cut(WeatherCut by)
    {
        if (by == WeatherCut.Silence)
        {
            _isSilent = true;
            return;
        }

        _isCut = true;
        _cut(by);
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new System.IO.IOException("What the lane leads to has gone.", _broken);
        }
    }

    private enum ParcelKind
    {
        Data,
        Urgent,
        End,
        Reset,
    }

    private sealed class Parcel
    {
        internal Parcel(byte[] data, ParcelKind kind)
        {
            Data = data;
            Kind = kind;
        }

        internal byte[] Data { get; }

        internal ParcelKind Kind { get; }

        internal long Due { get; set; }

        internal TaskCompletionSource<bool> Delivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
