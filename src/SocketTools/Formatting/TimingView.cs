using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response's timing: its stages as bars, one below the other, each where its time lies.</summary>
public static class TimingView
{
    private const int BarWidth = 50;

    /// <summary>Formats the stages.</summary>
    public static string Format(ResponseTiming timing)
    {
        var text = new StringBuilder();
        foreach ((string name, TimeSpan from, TimeSpan to) in Stages(timing))
        {
            int start = Column(from, timing.Total);
            int end = Math.Max(start + 1, Column(to, timing.Total));
            string milliseconds = (to - from).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
            text.Append(name.PadRight(9)).Append(milliseconds.PadLeft(10)).Append(" ms  ")
                .Append(' ', start).Append('\u2588', Math.Min(end, BarWidth + 1) - start).AppendLine();
        }

        return text.Append("Total".PadRight(9)).Append(timing.Total.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(10)).Append(" ms").ToString();
    }

    private static IEnumerable<(string Name, TimeSpan From, TimeSpan To)> Stages(ResponseTiming timing)
    {
        TimeSpan at = TimeSpan.Zero;
        foreach ((string name, TimeSpan took) in new[] { ("Resolve", timing.Resolve), ("Connect", timing.Connect), ("Proxy", timing.Proxy), ("Tls", timing.Tls) })
        {
            if (took > TimeSpan.Zero)
            {
                yield return (name, at, at + took);
                at += took;
            }
        }

        yield return ("Send", Earlier(at, timing.RequestSent), timing.RequestSent);
        yield return ("Wait", timing.RequestSent, timing.FirstByte);
        yield return ("Receive", timing.FirstByte, timing.Total);
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static int Column(TimeSpan at, TimeSpan total) =>
        total == TimeSpan.Zero ? 0 : (int)Math.Min(BarWidth, at.Ticks * BarWidth / total.Ticks);
}
