using System;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>What is under way in a lane: bytes, or an end behind them.</summary>
internal sealed class Parcel
{
    internal Parcel(byte[] data, ParcelKind kind)
    {
        Data = data;
        Kind = kind;
    }

    internal byte[] Data { get; }

    internal ParcelKind Kind { get; }

    /// <summary>Where within the jitter it is, from -1 to 1.</summary>
    internal double Luck { get; set; }

    internal TaskCompletionSource<bool> Delivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long Entered { get; } = Moment.In(0);

    /// <summary>The moment at which it is due.</summary>
    internal long DueIn(Weather weather) => Entered
        + Moment.Ticks(Math.Max(0, weather.Latency.TotalSeconds + (weather.Jitter.TotalSeconds * Luck)) + (Kind == ParcelKind.End ? weather.CloseSlowly.TotalSeconds : 0));
}
