using System.Management.Automation;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Reporting;
using SocketTools.Transport;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that opens connections.</summary>
public abstract class ConnectingCmdlet : SocketCmdlet
{
    /// <summary>Limit on name, connect, proxy and TLS together, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ConnectTimeoutSec { get; set; } = Timeouts.DefaultConnectSec;

    /// <summary>The longest silence, in seconds; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; } = Timeouts.DefaultIdleSec;

    /// <summary>Only IPv4 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv4 { get; set; }

    /// <summary>Only IPv6 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv6 { get; set; }

    /// <summary>What the connections remember.</summary>
    protected virtual ConnectionSettings Settings => new() { IdleTimeoutSec = IdleTimeoutSec };

    /// <summary>What kind of sockets they are.</summary>
    protected virtual SocketRecipe Recipe => new();

    /// <summary>Makes the opener that these parameters describe; it tells its stages on the verbose stream.</summary>
    protected ConnectionOpener NewOpener()
    {
        Demand(!IPv4 || !IPv6, "-IPv4 and -IPv6 exclude each other: give one, or none for both.");
        return new ConnectionOpener
        {
            Settings = Settings,
            Recipe = Recipe,
            Family = IPv4 ? AddressFamily.InterNetwork : IPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified,
            Observer = new StageTeller(this),
        };
    }

    /// <summary>Starts the clocks of a call.</summary>
    /// <param name="timeoutSec">The limit on the whole call, in seconds; 0: none.</param>
    protected CallClock StartClock(double timeoutSec = 0) => new(Timeouts.FromSeconds(ConnectTimeoutSec, IdleTimeoutSec, timeoutSec), Stop);
}
