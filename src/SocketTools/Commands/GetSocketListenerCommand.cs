using System.Linq;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Commands;

/// <summary>Lists the listeners that are not stopped.</summary>
[Cmdlet(VerbsCommon.Get, "SocketListener", DefaultParameterSetName = "Port", HelpUri = HelpPage.At + "Get-SocketListener.md")]
[OutputType(typeof(SocketListener))]
public sealed class GetSocketListenerCommand : SocketCmdlet
{
    /// <summary>Only the listeners with these ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public int[]? Id { get; set; }

    /// <summary>Only the listeners on these ports.</summary>
    [Parameter(ParameterSetName = "Port")]
    [ArgumentCompleter(typeof(ListenerPortCompleter))]
    public int[]? Port { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            WriteObject(ConnectionTable.Listeners.Where(l => Port is null || Port.Contains(l.Port)), enumerateCollection: true);
            return;
        }

        foreach (int id in Id)
        {
            Attempt(id, () => WriteObject(ConnectionTable.FindListener(id)
                ?? throw FaultFactory.InvalidRequest($"There is no listener with id {id} that still listens. Get-SocketListener without -Id lists them.")));
        }
    }
}
