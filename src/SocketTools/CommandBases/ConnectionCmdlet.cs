using System.Management.Automation;
using System.Threading;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that sends or receives on a connection.</summary>
public abstract class ConnectionCmdlet : SocketCmdlet
{
    /// <summary>The longest silence, in seconds; where not given, the connection's own.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; }

    /// <summary>The limit on the whole call, in seconds; 0: none. Where connections come from the pipeline, on each.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>Whether connections come from the pipeline: each is a call of its own then.</summary>
    protected bool ConnectionIsInput => CalledAt is null;

    /// <summary>Starts the clocks of a call; where what is worked on streams in for one connection, all of it is one call.</summary>
    protected CallClock StartClock(SocketConnection connection) => StartClock(TimeoutsFor(connection), CalledAt);

    /// <summary>Starts clocks for work on another thread.</summary>
    /// <param name="connection">Whose idle timeout counts, where none was given.</param>
    /// <param name="stop">Ends the work.</param>
    protected CallClock StartClock(SocketConnection connection, CancellationToken stop) => new(TimeoutsFor(connection), stop, calledAt: CalledAt);

    private Timeouts TimeoutsFor(SocketConnection connection) =>
        Timeouts.FromSeconds(0, IsBound(nameof(IdleTimeoutSec)) ? IdleTimeoutSec : connection.IdleTimeoutSec, TimeoutSec);
}
