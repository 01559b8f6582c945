using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Sends datagrams, one for each input.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketDatagram", DefaultParameterSetName = ConnectionSet, HelpUri = HelpPage.At + "Send-SocketDatagram.md")]
[OutputType(typeof(void))]
public sealed class SendSocketDatagramCommand : SocketCmdlet
{
    private const string ConnectionSet = "Connection";
    private const string ListenerSet = "Listener";
    private const string ConnectionFirstSet = "ConnectionFirst";
    private const string HostSet = "Host";

    private readonly OnePosition<WireData> _data = new();
    private SocketConnection? _once;

    /// <summary>Bytes or text; each input is a datagram.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ListenerSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = HostSet)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [WireDataTransformation]
    public WireData Data
    {
        get => _data.Value!;
        set => _data.Value = value;
    }

    /// <summary>The datagram connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [ConnectionTransformation(Yields = true)]
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

    /// <summary>To whom, once, without a connection: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or an IPv6 address.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = HostSet)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] HostName { get; set; } = null!;

    /// <summary>The port, 1 to 65535, where the host does not name it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = HostSet)]
    [Alias("RemotePort")]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

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
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _data.Begin();
        Demand(!_data.IsGivenTwice, "Two datagrams stand there, and the engine keeps the last alone: pipe them in. A host is given with -HostName.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var clock = StartClock(Timeouts.FromSeconds(0, IdleTimeoutSec, TimeoutSec), CalledAt);
        if (ParameterSetName == HostSet)
        {
            foreach (string host in HostName)
            {
                Attempt(host, () => SendTo(HostEndPoint.Parse(host, IsBound(nameof(Port)) ? Port : null), clock));
            }
        }
        else if (ParameterSetName == ListenerSet)
        {
            Attempt(Listener, () => Listener.SendDatagram(Data.ToBytes(Encoding ?? ConnectionSettings.DefaultEncoding), RemoteEndPoint, clock));
        }
        else
        {
            Attempt(Connection, () => Connection.SendDatagram(Data.ToBytes(Encoding ?? Connection.Encoding), clock));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _once?.Dispose();
        }

        base.Dispose(disposing);
    }

    // What streams in for one peer goes out of one socket, in order.
    private void SendTo(HostEndPoint target, CallClock clock)
    {
        if (_once is null || _once.ToString() != target.ToString())
        {
            _once?.Dispose();
            var opener = new ConnectionOpener { Recipe = new SocketRecipe { SocketType = SocketType.Dgram } };
            _once = opener.Open(target, StartClock(Timeouts.FromSeconds(Timeouts.DefaultConnectSec, IdleTimeoutSec, TimeoutSec)));
        }

        _once.SendDatagram(Data.ToBytes(Encoding ?? ConnectionSettings.DefaultEncoding), clock);
    }
}
