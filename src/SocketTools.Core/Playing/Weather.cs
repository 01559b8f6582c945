using System;

namespace SocketTools.Playing;

/// <summary>What happens to bytes on their way in one direction. Never changes: new weather is a new one.</summary>
/// <remarks>Each fault is independent of the others. Toxiproxy's names for them: latency, bandwidth, slicer, limit_data and reset_peer,
/// timeout, slow_close, and toxicity for <see cref="Chance"/>.</remarks>
public sealed record Weather
{
    /// <summary>Everything arrives at once and whole.</summary>
    public static readonly Weather Clear = new();

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How far <see cref="Latency"/> varies, up and down. The order stays.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How many bytes arrive in a second; 0: no limit.</summary>
    public long BytesPerSec { get; init; }

    /// <summary>How many bytes arrive at a time; 0: as they come.</summary>
    public int SliceBytes { get; init; }

    /// <summary>How long after one slice the next arrives.</summary>
    public TimeSpan SliceDelay { get; init; }

    /// <summary>Behind how many bytes the connection is cut, for each connection; null: it is not.</summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>How it is cut.</summary>
    public WeatherCut CutBy { get; init; }

    /// <summary>How much later the end of the stream arrives.</summary>
    public TimeSpan CloseSlowly { get; init; }

    /// <summary>The share of connections that meet this weather, 0 to 1; the others have clear weather.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Makes what is left to chance the same in each run; null: it is not.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether bytes can pass as they are.</summary>
    internal bool IsClear => Latency == TimeSpan.Zero && Jitter == TimeSpan.Zero && BytesPerSec == 0 && SliceBytes == 0 && CutAfterBytes is null && CloseSlowly == TimeSpan.Zero;
}
