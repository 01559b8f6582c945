using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Speaks TLS on an open connection.</summary>
[Cmdlet(VerbsSecurity.Protect, "SocketConnection", HelpUri = HelpPage.At + "Protect-SocketConnection.md")]
[OutputType(typeof(SocketConnection))]
public sealed class ProtectSocketConnectionCommand : TlsClientCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Asks in this protocol for the upgrade first; where not given, it has been asked for by hand.</summary>
    [Parameter]
    public StartTlsProtocol StartTls { get; set; }

    /// <summary>Shakes hands as the server, with -Certificate.</summary>
    [Parameter]
    public SwitchParameter AsServer { get; set; }

    /// <summary>Limit on the handshake, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ConnectTimeoutSec { get; set; } = Timeouts.DefaultConnectSec;

    /// <summary>Emits the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Connection, () =>
    {
        Demand(!AsServer || StartTls == StartTlsProtocol.None, "-StartTls asks as a client: leave it out with -AsServer.");
        var clock = StartClock(Timeouts.FromSeconds(ConnectTimeoutSec, Connection.IdleTimeoutSec, 0));
        if (AsServer)
        {
            Connection.ProtectAsServer(TlsSettings, clock);
        }
        else
        {
            clock.WithinConnect(Connection.ToString(), () =>
            {
                Dialogues.StartTls.Run(StartTls, Connection, ServerName ?? Connection.HostName, clock);
                Connection.ProtectAsClient(TlsSettings, clock);
                Connection.ReplyFormat = Dialogues.StartTls.ReplyFormatOf(StartTls) ?? Connection.ReplyFormat;
                return Connection;
            });
        }

        if (PassThru)
        {
            WriteObject(Connection);
        }
    });
}
