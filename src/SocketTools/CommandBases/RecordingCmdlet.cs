using System.Collections.Generic;
using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Tracing;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that opens connections and may record them.</summary>
public abstract class RecordingCmdlet : ConnectingCmdlet
{
    private readonly List<SocketTranscript> _recorded = new();

    /// <summary>Records what crosses the wire.</summary>
    [Parameter]
    public SwitchParameter Transcript { get; set; }

    /// <summary>How many bytes of each transcript are kept; what is over it is counted.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxTranscriptBytes { get; set; } = SocketTranscript.DefaultMaxBytes;

    /// <summary>Keeps secrets in the transcript as they crossed the wire.</summary>
    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    /// <summary>How to record; null: not.</summary>
    protected TranscriptOptions? Recording => Transcript ? new TranscriptOptions { MaxBytes = MaxTranscriptBytes, IncludeSecret = IncludeSecret, Begun = OnRecordingBegun } : null;

    /// <inheritdoc/>
    protected override Recording? Recorded => _recorded.Count > 0 ? new Recording(_recorded.ToArray()) : null;

    /// <inheritdoc/>
    protected override void BeginAttempt() => _recorded.Clear();

    /// <summary>A connection begins to be recorded, on the cmdlet's own thread.</summary>
    protected virtual void OnRecordingBegun(SocketTranscript transcript) => _recorded.Add(transcript);

    /// <inheritdoc/>
    protected override ConnectionSettings Settings => new() { IdleTimeoutSec = IdleTimeoutSec, Transcript = Recording };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Demand(Transcript || (!IncludeSecret && !IsBound(nameof(MaxTranscriptBytes))), "-MaxTranscriptBytes and -IncludeSecret go with -Transcript: without it nothing is recorded.");
        base.BeginProcessing();
    }
}
