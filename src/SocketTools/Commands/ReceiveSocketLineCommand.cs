using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Reading;

namespace SocketTools.Commands;

/// <summary>Receives lines of text.</summary>
[Cmdlet(VerbsCommunications.Receive, "SocketLine", DefaultParameterSetName = CountSet, SupportsShouldProcess = true, HelpUri = HelpPage.At + "Receive-SocketLine.md")]
[OutputType(typeof(string))]
public sealed class ReceiveSocketLineCommand : ReceiveCmdlet
{
    private const string CountSet = "Count";
    private const string AllSet = "All";
    private const string UntilSet = "Until";
    private const string DotSet = "DotTerminated";

    /// <summary>How many lines.</summary>
    [Parameter(ParameterSetName = CountSet)]
    [ValidateRange(0, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>All lines until the end of the stream.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>All lines through the first that matches.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UntilSet)]
    [PatternTransformation]
    public Regex Until { get; set; } = null!;

    /// <summary>All lines of a dot block, its stuffing undone; the dot that ends it is read and not emitted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DotSet)]
    public SwitchParameter DotTerminated { get; set; }

    /// <summary>Writes the dot block to this file, its bytes as they are.</summary>
    [Parameter(ParameterSetName = DotSet)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Leaves a file that is there as it is: then it is an error.</summary>
    [Parameter(ParameterSetName = DotSet)]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>What ends a line; where not given, LF with or without a CR before it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>How many lines to emit at a time, as one array; 0: all in one.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ReadCount { get; set; } = 1;

    /// <summary>The longest line, in bytes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxLineLength { get; set; } = Budgets.MaxLineLength;

    /// <summary>How the text is decoded; where not given, as the connection says.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Takes an end without a TLS close_notify for an end like another.</summary>
    [Parameter(ParameterSetName = AllSet)]
    public SwitchParameter AllowTruncatedTls { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Attempt(Connection, () =>
        {
            if (DotTerminated)
            {
                ReceiveBlock();
                return;
            }

            var reader = new LineReader(Connection, new LineFormat(Encoding ?? Connection.Encoding, Delimiter), MaxLineLength)
            {
                Most = ParameterSetName == CountSet ? Count : long.MaxValue,
                Until = ParameterSetName == UntilSet ? new PatientMatcher(Until) : null,
                ToEnd = All,
                AllowTruncatedTls = AllowTruncatedTls,
            };
            CallClock clock = StartClock(Connection);
            if (ReadCount == 1)
            {
                EmitLines(reader, clock);
            }
            else
            {
                EmitBatches(reader, clock);
            }
        });
    }

    private void EmitLines(LineReader reader, CallClock clock)
    {
        while (reader.TryReadLine(clock, out string? line))
        {
            TellOfNoEnd(reader);
            WriteObject(line);
        }
    }

    private void EmitBatches(LineReader reader, CallClock clock)
    {
        int size = ReadCount == 0 ? int.MaxValue : ReadCount;
        for (bool more = true; more;)
        {
            IReadOnlyList<string> lines = Array.Empty<string>();
            try
            {
                more = reader.TryReadLines(size, clock, out lines);
            }
            finally
            {
                // What came before a fault is emitted before it is told.
                if (lines.Count > 0)
                {
                    TellOfNoEnd(reader);
                    WriteObject(lines.ToArray(), enumerateCollection: false);
                }
            }
        }
    }

    private void TellOfNoEnd(LineReader reader)
    {
        if (reader.HasNoEnd)
        {
            WriteVerbose($"The last line has no end: {Connection} closed its side behind it.");
        }
    }

    private void ReceiveBlock()
    {
        Demand(Delimiter is null && ReadCount == 1, "The lines of a dot block end with CR LF and are emitted one by one: leave out -Delimiter and -ReadCount.");
        var reader = new DotBlockReader(Connection, MaxLineLength);
        CallClock clock = StartClock(Connection);
        if (OutFile is null)
        {
            while (reader.TryReadLine(Encoding ?? Connection.Encoding, clock, out string? line))
            {
                WriteObject(line);
            }

            return;
        }

        // Line by line, without a buffer between: a line that the disk does not take is still the connection's.
        ReceiveFile(OutFile, NoClobber, null, clock, (file, told) => reader.ReadTo(file, clock, told));
    }
}
