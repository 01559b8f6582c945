using System.Management.Automation;
using System.Net;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Sends datagrams, one for each input.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketDatagram", DefaultParameterSetName = ConnectionSet, HelpUri = HelpPage.At + "Send-SocketDatagram.md")]
[OutputType(typeof(void))]
public sealed class SendSocketDatagramCommand : SocketCmdlet
{
    private const string ConnectionSet = "Connection";
    private const string ListenerSet = "Listener";

    /// <summary>Bytes or text; each input is a datagram.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [WireDataTransformation]
    public WireData Data { get; set; } = null!;

    /// <summary>The datagram connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>The datagram listener to send from, or its id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ListenerSet)]
    [ListenerTransformation]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public SocketListener Listener { get; set; } = null!;

    /// <summary>To whom the listener sends: an end point such as a received datagram's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ListenerSet, ValueFromPipelineByPropertyName = true)]
    [EndPointTransformation]
    public EndPoint RemoteEndPoint { get; set; } = null!;

    /// <summary>How text is encoded; where not given, as the connection says, and UTF-8 from a listener.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>The longest wait for room to send, in seconds; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; } = Timeouts.DefaultIdleSec;

    /// <summary>The limit on the whole call, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var clock = StartClock(Timeouts.FromSeconds(0, IdleTimeoutSec, TimeoutSec), CalledAt);
        if (ParameterSetName == ListenerSet)
        {
            Attempt(Listener, () => Listener.SendDatagram(Data.ToBytes(Encoding ?? ConnectionSettings.DefaultEncoding), RemoteEndPoint, clock));
        }
        else
        {
            Attempt(Connection, () => Connection.SendDatagram(Data.ToBytes(Encoding ?? Connection.Encoding), clock));
        }
    }
}
