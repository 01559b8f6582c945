using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using SocketTools.Http;

namespace SocketTools.Formatting;

/// <summary>The default view of a response's timing: its stages as bars, one below the other, each where its time lies.</summary>
public static class TimingView
{
    private const int BarWidth = 50;

    /// <summary>Formats the stages.</summary>
    public static string Format(ResponseTiming timing) => Format(
        new[] { ("Resolve", timing.Resolve), ("Connect", timing.Connect), ("Proxy", timing.Proxy), ("Tls", timing.Tls) }, timing.RequestSent, timing.FirstByte, timing.Total);

    /// <summary>Formats the stages of a response that has been through a job, a remote session or a file.</summary>
    public static string Format(PSObject timing)
    {
        TimeSpan Stage(string name) => timing.Properties[name]?.Value is TimeSpan time ? time : TimeSpan.Zero;
        return Format(
            new[] { ("Resolve", Stage("Resolve")), ("Connect", Stage("Connect")), ("Proxy", Stage("Proxy")), ("Tls", Stage("Tls")) },
            Stage("RequestSent"), Stage("FirstByte"), Stage("Total"));
    }

    private static string Format((string Name, TimeSpan Took)[] connecting, TimeSpan requestSent, TimeSpan firstByte, TimeSpan total)
    {
        var text = new StringBuilder();
        foreach ((string name, TimeSpan from, TimeSpan to) in Stages(connecting, requestSent, firstByte, total))
        {
            int start = Column(from, total);
            int end = Math.Max(start + 1, Column(to, total));
            string milliseconds = (to - from).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
            text.Append(name.PadRight(9)).Append(milliseconds.PadLeft(10)).Append(" ms  ")
                .Append(' ', start).Append('\u2588', Math.Min(end, BarWidth + 1) - start).AppendLine();
        }

        return text.Append("Total".PadRight(9)).Append(total.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(10)).Append(" ms").ToString();
    }

    private static IEnumerable<(string Name, TimeSpan From, TimeSpan To)> Stages(
        (string Name, TimeSpan Took)[] connecting, TimeSpan requestSent, TimeSpan firstByte, TimeSpan total)
    {
        TimeSpan at = TimeSpan.Zero;
        foreach ((string name, TimeSpan took) in connecting)
        {
            if (took > TimeSpan.Zero)
            {
                yield return (name, at, at + took);
                at += took;
            }
        }

        yield return ("Send", Earlier(at, requestSent), requestSent);
        yield return ("Wait", Earlier(requestSent, firstByte), firstByte);
        yield return ("Receive", firstByte, total);
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static int Column(TimeSpan at, TimeSpan total) =>
        total == TimeSpan.Zero ? 0 : (int)Math.Min(BarWidth, at.Ticks * BarWidth / total.Ticks);
}
