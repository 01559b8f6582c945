using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace SocketTools.Reporting;

/// <summary>Shows how many of many are done, once that takes over a second, five times a second at the most.</summary>
internal sealed class ProbeProgress : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Cmdlet _cmdlet;
    private readonly string _activity;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TimeSpan _next = s_patience;
    private bool _shown;

    /// <summary>Begins.</summary>
    /// <param name="cmdlet">Shows it; told on its own thread.</param>
    /// <param name="activity">What is being done.</param>
    internal ProbeProgress(Cmdlet cmdlet, string activity)
    {
        _cmdlet = cmdlet;
        _activity = activity;
    }

    /// <summary>So many are done, of those that are known of.</summary>
    internal void Report(long done, long known)
    {
        TimeSpan now = _time.Elapsed;
        if (now < _next || known == 0)
        {
            return;
        }

        _next = now + s_interval;
        _shown = true;
        string text = string.Format(CultureInfo.InvariantCulture, "{0:N0} of {1:N0} probes done", done, known);
        _cmdlet.WriteProgress(new ProgressRecord(1, _activity, text) { PercentComplete = (int)Math.Min(100, 100 * done / known) });
    }

    /// <summary>The end.</summary>
    public void Dispose()
    {
        if (_shown)
        {
            _cmdlet.WriteProgress(new ProgressRecord(1, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
