using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Closes a connection, or one direction of it.</summary>
[Cmdlet(VerbsCommon.Close, "SocketConnection", DefaultParameterSetName = DirectionSet, SupportsShouldProcess = true, HelpUri = HelpPage.At + "Close-SocketConnection.md")]
[OutputType(typeof(SocketConnection), ParameterSetName = new[] { DirectionSet })]
public sealed class CloseSocketConnectionCommand : SocketCmdlet
{
    private const string DirectionSet = "Direction";
    private const string AbortSet = "Abort";

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation(Several = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection[] Connection { get; set; } = null!;

    /// <summary>Which direction.</summary>
    [Parameter(ParameterSetName = DirectionSet)]
    public CloseDirection Direction { get; set; } = CloseDirection.Both;

    /// <summary>Closes with a reset on the wire in place of an orderly end.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AbortSet)]
    public SwitchParameter Abort { get; set; }

    /// <summary>Emits the connection, to go on receiving.</summary>
    [Parameter(ParameterSetName = DirectionSet)]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (SocketConnection connection in Connection)
        {
            if (!ShouldProcess($"{connection} (id {connection.Id})", Abort ? "Reset" : Direction == CloseDirection.Both ? "Close" : $"Close direction {Direction}"))
            {
                continue;
            }

            Attempt(connection, () =>
            {
                Close(connection);
                if (PassThru)
                {
                    WriteObject(connection);
                }
            });
        }
    }

    private void Close(SocketConnection connection)
    {
        if (Abort)
        {
            connection.Abort();
        }
        else if (Direction == CloseDirection.Send)
        {
            connection.CloseSend(StartClock(Timeouts.FromSeconds(0, connection.IdleTimeoutSec, 0)));
        }
        else if (Direction == CloseDirection.Receive)
        {
            connection.CloseReceive();
        }
        else
        {
            connection.Dispose();
        }
    }
}
