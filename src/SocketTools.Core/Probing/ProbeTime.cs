using System;
using System.Diagnostics;

namespace SocketTools.Probing;

/// <summary>Spans in ticks of the stopwatch, which cost less to take and to compare.</summary>
internal static class ProbeTime
{
    private static readonly double s_ticksPerStopwatchTick = (double)TimeSpan.TicksPerSecond / Stopwatch.Frequency;

    internal static long Now => Stopwatch.GetTimestamp();

    internal static TimeSpan Span(long stopwatchTicks) => TimeSpan.FromTicks((long)(stopwatchTicks * s_ticksPerStopwatchTick));

    internal static long Ticks(TimeSpan span) => (long)(span.Ticks / s_ticksPerStopwatchTick);
}
