using System;
using System.Diagnostics;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>The time a script block takes; what it writes is dropped.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
internal sealed class MeasureCommandCommand : PSCmdlet
{
    private readonly Stopwatch _clock = new();

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Expression { get; set; } = ScriptBlock.Create(string.Empty);

    protected override void ProcessRecord()
    {
        _clock.Start();
        InvokeCommand.InvokeScript(useLocalScope: false, Expression, input: InputObject is null ? null : new[] { InputObject });
        _clock.Stop();
    }

    protected override void EndProcessing() => WriteObject(_clock.Elapsed);
}
