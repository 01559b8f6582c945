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
}
