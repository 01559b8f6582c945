using System.Management.Automation;
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

    /// <summary>The limit on the whole call, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>Starts the clocks of a call.</summary>
    protected CallClock StartClock(SocketConnection connection) =>
        StartClock(connection, IsBound(nameof(IdleTimeoutSec)) ? IdleTimeoutSec : null, TimeoutSec);
}
