using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet for a connection or a listener.</summary>
public abstract class ConnectionOrListenerCmdlet : SocketCmdlet
{
    /// <summary>The parameter set of connections.</summary>
    protected const string ConnectionSet = "Connection";

    /// <summary>The parameter set of listeners.</summary>
    protected const string ListenerSet = "Listener";

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation(OrListener = true)]
    [ArgumentCompleter(typeof(SocketIdCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>The listener, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ListenerSet)]
    [ListenerTransformation(OrConnection = true)]
    [ArgumentCompleter(typeof(SocketIdCompleter))]
    public SocketListener Listener { get; set; } = null!;

    /// <summary>Which of them it is.</summary>
    protected object Target => ParameterSetName == ListenerSet ? Listener : Connection;
}
