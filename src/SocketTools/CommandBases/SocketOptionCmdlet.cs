using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet for the options of a connection or a listener, which comes first, or from the pipeline: then the option is first.</summary>
public abstract class SocketOptionCmdlet : SocketCmdlet
{
    /// <summary>The parameter set of connections.</summary>
    protected const string ConnectionSet = "Connection";

    /// <summary>The parameter set of listeners.</summary>
    protected const string ListenerSet = "Listener";

    /// <summary>The parameter set of what is piped in.</summary>
    protected const string PipedSet = "Piped";

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation(OrListener = true)]
    [ArgumentCompleter(typeof(SocketIdCompleter))]
    public SocketConnection? Connection { get; set; }

    /// <summary>The listener, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ListenerSet)]
    [ListenerTransformation(OrConnection = true)]
    [ArgumentCompleter(typeof(SocketIdCompleter))]
    public SocketListener? Listener { get; set; }

    /// <summary>The connection or listener from the pipeline, in the set where the first position is the option's. Two parameters of their own
    /// there would leave the engine without a way to tell the sets apart.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipedSet)]
    [ConnectionTransformation(OrListener = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? target = Connection ?? Listener ?? (InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject);
        Demand(target is SocketConnection or SocketListener, "A socket option belongs to a connection or a listener: pipe one in, or give it first.");
        Attempt(target, () => Process(target as SocketConnection, target as SocketListener));
    }

    /// <summary>Does the cmdlet's work for one of them.</summary>
    protected abstract void Process(SocketConnection? connection, SocketListener? listener);
}
