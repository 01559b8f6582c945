using System.Management.Automation;

namespace SocketTools.Tests.Engine;

/// <summary>Takes its input, says so, and works on it until Ctrl+C.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ForStop")]
public sealed class WaitForStopCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    [Parameter(Mandatory = true, Position = 0)]
    public ManualResetEventSlim Taken { get; set; } = null!;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    public void Dispose() => _stopped.Dispose();

    protected override void ProcessRecord()
    {
        Taken.Set();
        _stopped.Wait();
        throw new PipelineStoppedException();
    }

    protected override void StopProcessing() => _stopped.Set();
}
