using System;
using System.Diagnostics;
using System.Management.Automation;

namespace SocketTools.Reporting;

/// <summary>Shows how work goes on, once it takes over a second, five times a second at the most.</summary>
internal abstract class WorkProgress : IDisposable
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
    protected WorkProgress(Cmdlet cmdlet, string activity)
    {
        _cmdlet = cmdlet;
        _activity = activity;
    }

    /// <summary>The end, one way or the other.</summary>
    public void Dispose()
    {
        if (_shown)
        {
            _cmdlet.WriteProgress(new ProgressRecord(1, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Whether it is time to show something.</summary>
    protected bool IsDue(out TimeSpan elapsed)
    {
        elapsed = _time.Elapsed;
        return elapsed >= _next;
    }

    /// <summary>Shows where the work stands.</summary>
    /// <param name="status">In words.</param>
    /// <param name="percent">How much of it is done; negative where that is not known.</param>
    protected void Show(string status, double percent)
    {
        _next = _time.Elapsed + s_interval;
        _shown = true;
        _cmdlet.WriteProgress(new ProgressRecord(1, _activity, status) { PercentComplete = (int)Math.Min(100, percent) });
    }
}
