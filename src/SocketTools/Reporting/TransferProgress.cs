using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Reporting;

/// <summary>Shows how a transfer goes on, once it takes over a second, five times a second at the most.</summary>
internal sealed class TransferProgress : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Cmdlet _cmdlet;
    private readonly string _activity;
    private readonly long? _total;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TimeSpan _next = s_patience;
    private bool _shown;

    /// <summary>Begins a transfer.</summary>
    /// <param name="cmdlet">Shows it; told on its own thread.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="total">How many bytes there will be; null where that is not known.</param>
    internal TransferProgress(Cmdlet cmdlet, string activity, long? total)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _total = total;
    }

    /// <summary>So many bytes have been transferred.</summary>
    internal void Report(long bytes)
    {
        TimeSpan now = _time.Elapsed;
        if (now < _next)
        {
            return;
        }

        _next = now + s_interval;
        _shown = true;
        string rate = Size(bytes / now.TotalSeconds);
        _cmdlet.WriteProgress(new ProgressRecord(1, _activity, $"{Size(bytes)}{(_total is long t ? " of " + Size(t) : "")}, {rate}/s")
        {
            PercentComplete = _total is long all and > 0 ? (int)Math.Min(100, bytes * 100.0 / all) : -1,
        });
    }

    /// <summary>The transfer has ended, one way or the other.</summary>
    public void Dispose()
    {
        if (_shown)
        {
            _cmdlet.WriteProgress(new ProgressRecord(1, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private static string Size(double bytes)
    {
        string[] units = { "B", "KiB", "MiB", "GiB", "TiB" };
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
