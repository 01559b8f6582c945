using System;
using System.Management.Automation;
using SocketTools.CommandBases;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Receives bytes.</summary>
[Cmdlet(VerbsCommunications.Receive, "SocketData", DefaultParameterSetName = AvailableSet)]
[OutputType(typeof(byte[]))]
public sealed class ReceiveSocketDataCommand : ReceiveCmdlet
{
    private const string AvailableSet = "Available";
    private const string CountSet = "Count";
    private const string ToEndSet = "ToEnd";
    private const int DefaultMost = 64 * 1024;

    /// <summary>Exactly so many bytes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CountSet)]
    [ValidateRange(0, 0x7FFFFFC7)]
    public int Count { get; set; }

    /// <summary>At most so many bytes of what is there; with -ToEnd the budget.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    [ValidateRange(1L, long.MaxValue)]
    public long MaxBytes { get; set; }

    /// <summary>Everything until the end of the stream.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToEndSet)]
    public SwitchParameter ToEnd { get; set; }

    /// <summary>Leaves in the buffer what is emitted.</summary>
    [Parameter]
    public SwitchParameter Peek { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () => WriteObject(Receive(), enumerateCollection: false));

    private byte[] Receive()
    {
        CallClock clock = StartClock(Connection);
        long most = IsBound(nameof(MaxBytes)) ? MaxBytes : ToEnd ? Budgets.MaxBodyBytes : DefaultMost;
        return ParameterSetName switch
        {
            CountSet => Connection.ReceiveExactly(Count, Peek, clock),
            ToEndSet => Connection.ReceiveToEnd(most, Peek, clock),
            _ => Connection.ReceiveAvailable((int)Math.Min(most, int.MaxValue), Peek, clock),
        };
    }
}
