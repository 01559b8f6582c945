using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that receives: the connection comes first, or from the pipeline.</summary>
public abstract class ReceiveCmdlet : ConnectionCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Writes to the pipeline what was just received; where Ctrl+C comes between, it is put back. (Select-Object -First ends the
    /// pipeline too, but by taking it.)</summary>
    protected void Emit(object received)
    {
        try
        {
            WriteObject(received, enumerateCollection: false);
        }
        catch (PipelineStoppedException) when (Stopping)
        {
            Connection.UndoReceive();
            throw;
        }
    }
}
