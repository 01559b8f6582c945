using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;

namespace SocketTools.Commands;

/// <summary>Stops a listener. Connections that were accepted stay open.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SocketListener", SupportsShouldProcess = true, HelpUri = HelpPage.At + "Stop-SocketListener.md")]
[OutputType(typeof(void))]
public sealed class StopSocketListenerCommand : SocketCmdlet
{
    /// <summary>The listener, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ListenerTransformation(Several = true)]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public SocketListener[] Listener { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (SocketListener listener in Listener)
        {
            if (ShouldProcess($"{listener} (id {listener.Id})", "Stop"))
            {
                listener.Dispose();
            }
        }
    }
}
