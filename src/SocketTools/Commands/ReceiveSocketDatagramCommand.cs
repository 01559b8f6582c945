using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Receives datagrams, each with its sender.</summary>
[Cmdlet(VerbsCommunications.Receive, "SocketDatagram", DefaultParameterSetName = ConnectionSet, HelpUri = HelpPage.At + "Receive-SocketDatagram.md")]
[OutputType(typeof(SocketDatagram))]
public sealed class ReceiveSocketDatagramCommand : ConnectionOrListenerCmdlet
{
    /// <summary>How many datagrams.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>How many bytes of each to take; a longer one is marked Truncated.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaxBytes { get; set; } = int.MaxValue;

    /// <summary>The longest silence, in seconds; where not given, the connection's own, and 30 for a listener; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; }

    /// <summary>The limit on the whole call, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Target, () =>
    {
        double idle = IsBound(nameof(IdleTimeoutSec)) ? IdleTimeoutSec
            : ParameterSetName == ListenerSet ? Timeouts.DefaultIdleSec
            : Connection.IdleTimeoutSec;
        var clock = StartClock(Timeouts.FromSeconds(0, idle, TimeoutSec));
        for (int i = 0; i < Count; i++)
        {
            WriteObject(ParameterSetName == ListenerSet
                ? Listener.ReceiveDatagram(MaxBytes, clock)
                : Connection.ReceiveDatagram(MaxBytes, clock));
        }
    });
}
