using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Commands;

/// <summary>Starts to listen for TCP clients.</summary>
[Cmdlet(VerbsLifecycle.Start, "SocketListener")]
[OutputType(typeof(SocketListener))]
public sealed class StartSocketListenerCommand : SocketCmdlet
{
    /// <summary>The port, 1 to 65535; 0 takes a free one.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The local address; 0.0.0.0 is every IPv4 address, :: every address.</summary>
    [Parameter(Position = 1)]
    [Alias("LocalAddress")]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>How many clients may wait to be accepted.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = 512;

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
    protected override void EndProcessing() => Attempt(Address + ":" + Port.ToString(CultureInfo.InvariantCulture), () =>
    {
        if (Port is < 0 or > 65535)
        {
            throw FaultFactory.InvalidRequest($"{Port} is not a port: a port is a number from 1 to 65535, and 0 takes a free one.");
        }

        WriteObject(SocketListener.Start(new IPEndPoint(Address, Port), Backlog, Response?.ToBytes(Encoding)));
    });
}
