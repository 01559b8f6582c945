using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Commands;

/// <summary>Gives what crossed the wire on connections that are recorded, as far as it has come.</summary>
[Cmdlet(VerbsCommon.Get, "SocketTranscript", HelpUri = HelpPage.At + "Get-SocketTranscript.md")]
[OutputType(typeof(SocketTranscript))]
public sealed class GetSocketTranscriptCommand : SocketCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () => WriteObject(Connection.Transcript
        ?? throw FaultFactory.InvalidRequest($"The connection to {Connection} is not recorded: open it with -Transcript, or accept it from a listener that was started with -Transcript.")));
}
