using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace SocketTools.Playing;

/// <summary>Moments on the clock that measures, <see cref="Stopwatch"/>, and waiting for one without ever being early.</summary>
/// <remarks>The platform's timers count whole milliseconds of a coarser clock, and can fire up to one too soon.</remarks>
internal static class Moment
{
    /// <summary>The moment so many seconds from now.</summary>
    internal static long In(double seconds) => Stopwatch.GetTimestamp() + Ticks(seconds);

    /// <summary>So many seconds in the clock's ticks.</summary>
    internal static long Ticks(double seconds) => (long)Math.Ceiling(seconds * Stopwatch.Frequency);

    /// <summary>Waits until a moment has come.</summary>
    internal static async Task WaitUntilAsync(long timestamp, CancellationToken stop)
    {
        double left;
        while ((left = (timestamp - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency) > 0)
        {
            await Task.Delay(Math.Max(1, (int)left), stop).ConfigureAwait(false);
        }
    }
}
