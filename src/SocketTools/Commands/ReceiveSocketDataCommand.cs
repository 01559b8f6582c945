using System;
using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Limits;
using SocketTools.Reporting;

namespace SocketTools.Commands;

/// <summary>Receives bytes.</summary>
[Cmdlet(VerbsCommunications.Receive, "SocketData", DefaultParameterSetName = AvailableSet, SupportsShouldProcess = true, HelpUri = HelpPage.At + "Receive-SocketData.md")]
[OutputType(typeof(byte[]), typeof(string))]
public sealed class ReceiveSocketDataCommand : ReceiveCmdlet
{
    private const string AvailableSet = "Available";
    private const string CountSet = "Count";
    private const string ToEndSet = "ToEnd";
    private const string OutOfBandSet = "OutOfBand";
    private const int DefaultMost = 64 * 1024;
    private const int LongestArray = 0x7FFFFFC7;

    /// <summary>Exactly so many bytes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CountSet)]
    [ValidateRange(0L, long.MaxValue)]
    public long Count { get; set; }

    /// <summary>At most so many bytes of what is there; with -ToEnd the budget.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    [ValidateRange(1L, long.MaxValue)]
    public long MaxBytes { get; set; }

    /// <summary>Everything until the end of the stream.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToEndSet)]
    public SwitchParameter ToEnd { get; set; }

    /// <summary>Leaves in the buffer what is emitted.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    public SwitchParameter Peek { get; set; }

    /// <summary>Receives one byte of urgent data.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OutOfBandSet)]
    public SwitchParameter OutOfBand { get; set; }

    /// <summary>Writes to this file, until the end of the stream or -Count; it carries its name only once it is whole.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Leaves a file that is there as it is: then it is an error.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Emits text in place of bytes.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    public SwitchParameter AsText { get; set; }

    /// <summary>How text is decoded; where not given, as the connection says.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Takes an end without a TLS close_notify for an end like another.</summary>
    [Parameter(ParameterSetName = AvailableSet)]
    [Parameter(ParameterSetName = ToEndSet)]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Demand(Count <= LongestArray || OutFile is not null, FormattableString.Invariant($"{Count:N0} bytes do not fit into one array: receive them with -OutFile, or in parts."));
        Demand(OutFile is null || (!Peek && !AsText && !IsBound(nameof(MaxBytes))), "-OutFile takes bytes as they come, to the end or -Count: leave out -Peek, -AsText and -MaxBytes.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () =>
    {
        CallClock clock = StartClock(Connection);
        if (OutFile is not null)
        {
            long? count = ParameterSetName == CountSet ? Count : null;
            ReceiveFile(OutFile, NoClobber, count, clock, (file, told) => Connection.ReceiveTo(file, count, clock, told, AllowTruncatedTls));
            return;
        }

        byte[] bytes = Receive(clock);
        WriteObject(AsText ? TextEncoding.GetString(bytes) : bytes, enumerateCollection: false);
    });

    private Encoding TextEncoding => Encoding ?? Connection.Encoding;

    private byte[] Receive(CallClock clock)
    {
        long most = IsBound(nameof(MaxBytes)) ? MaxBytes : ToEnd ? Budgets.MaxBodyBytes : DefaultMost;
        return ParameterSetName switch
        {
            CountSet => Connection.ReceiveExactly((int)Count, Peek, clock),
            ToEndSet => ReceiveToEnd(most, clock),
            OutOfBandSet => new[] { Connection.ReceiveOutOfBand(clock) },
            _ => Connection.ReceiveAvailable((int)Math.Min(most, LongestArray), AsText ? TextEncoding : null, Peek, clock),
        };
    }

    private byte[] ReceiveToEnd(long most, CallClock clock)
    {
        using var progress = new TransferProgress(this, $"Receiving from {Connection}", null);
        return Connection.ReceiveToEnd(most, Peek, clock, AllowTruncatedTls, progress.Report);
    }
}
