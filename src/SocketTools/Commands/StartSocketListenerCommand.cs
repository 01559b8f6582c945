using System;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;

namespace SocketTools.Commands;

/// <summary>Starts to listen for clients: TCP, UDP or Unix.</summary>
[Cmdlet(VerbsLifecycle.Start, "SocketListener", DefaultParameterSetName = PortSet)]
[OutputType(typeof(SocketListener))]
public sealed class StartSocketListenerCommand : SocketCmdlet
{
    private const string PortSet = "Port";
    private const string UnixSet = "Unix";

    /// <summary>The port, 1 to 65535; 0 takes a free one.</summary>
    [Parameter(Position = 0, ParameterSetName = PortSet)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The local address; 0.0.0.0 is every IPv4 address, :: every address of both families.</summary>
    [Parameter(Position = 1, ParameterSetName = PortSet)]
    [Alias("LocalAddress")]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of a Unix socket, removed when the listener stops; on Linux <c>@name</c> for an abstract one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    public string UnixSocket { get; set; } = null!;

    /// <summary>Stream (TCP) or Dgram (UDP).</summary>
    [Parameter]
    [ValidateSet(nameof(SocketType.Stream), nameof(SocketType.Dgram))]
    public SocketType SocketType { get; set; } = SocketType.Stream;

    /// <summary>How many clients may wait to be accepted.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = 4096;

    /// <summary>Bytes or text that every client gets once it has sent a blank line or finished sending.</summary>
    [Parameter]
    [WireDataTransformation]
    public WireData? Response { get; set; }

    /// <summary>How the text of the response is encoded.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = ConnectionSettings.DefaultEncoding;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Demand(Port is >= 0 and <= 65535, $"{Port} is not a port: a port is a number from 1 to 65535, and 0 takes a free one.");
        Demand(Response is null || SocketType == SocketType.Stream, "-Response answers clients of a stream: leave out -SocketType Dgram.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ArraySegment<byte>? response = Response?.ToBytes(Encoding);
        if (ParameterSetName == UnixSet)
        {
            Attempt(UnixSocket, () => WriteObject(SocketListener.StartUnix(UnixPath.Resolve(this, UnixSocket), SocketType, Backlog, response)));
        }
        else
        {
            Attempt(
                Address + ":" + Port.ToString(CultureInfo.InvariantCulture),
                () => WriteObject(SocketListener.Start(new IPEndPoint(Address, Port), SocketType, Backlog, response)));
        }
    }
}
