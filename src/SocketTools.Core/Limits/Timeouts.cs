using System;
using SocketTools.Faults;

namespace SocketTools.Limits;

/// <summary>The three clocks of a call. <see cref="TimeSpan.Zero"/> means no limit.</summary>
/// <param name="Connect">Name, connect, proxy and TLS together.</param>
/// <param name="Idle">The longest silence: each byte that moves starts it again.</param>
/// <param name="Total">The whole call.</param>
public readonly record struct Timeouts(TimeSpan Connect, TimeSpan Idle, TimeSpan Total)
{
    /// <summary>The default connect timeout, in seconds.</summary>
    public const double DefaultConnectSec = 15;

    /// <summary>The default idle timeout, in seconds.</summary>
    public const double DefaultIdleSec = 30;

    // 24 days; what fits the milliseconds of every platform call.
    private const double LongestSec = int.MaxValue / 1000;

    /// <summary>15 s to connect, 30 s of silence, no limit on the whole.</summary>
    public static Timeouts Default { get; } = FromSeconds(DefaultConnectSec, DefaultIdleSec, 0);

    /// <summary>The clocks from seconds; fractions are honoured, 0 means no limit, more than 24 days is taken as 24 days.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: negative, or not a number.</exception>
    public static Timeouts FromSeconds(double connect, double idle, double total) =>
        new(Span(connect, "The connect timeout"), Span(idle, "The idle timeout"), Span(total, "The timeout"));

    /// <summary>A span from seconds, by the same rules.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: negative, or not a number.</exception>
    public static TimeSpan Span(double seconds, string name)
    {
        if (double.IsNaN(seconds) || seconds < 0)
        {
            throw FaultFactory.InvalidRequest($"{name} must be 0 (no limit) or a positive number of seconds.");
        }

        return TimeSpan.FromTicks((long)(Math.Min(seconds, LongestSec) * TimeSpan.TicksPerSecond));
    }
}
