using System;
using System.Globalization;
using System.Linq;

namespace SocketTools.Tracing;

/// <summary>Stages and their times on one line.</summary>
internal static class StageText
{
    /// <summary>The stages that took time, in milliseconds.</summary>
    internal static string Of(params (string Name, TimeSpan Time)[] stages) =>
        string.Join(", ", stages.Where(static s => s.Time > TimeSpan.Zero).Select(static s => $"{s.Name} {s.Time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms"));
}
