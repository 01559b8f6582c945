using System.Management.Automation;

namespace SocketTools.Tests.Engine;

/// <summary>Passes its input on; at Ctrl+C it calls back once every command before it has been told to stop.</summary>
/// <remarks>That is the moment when something may still arrive for a command that already knows it has to stop.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "OnStop")]
public sealed class InvokeOnStopCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public Action Action { get; set; } = null!;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);

    protected override void StopProcessing() => Action();
}
