using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Opens a TCP connection.</summary>
[Cmdlet(VerbsCommon.New, "SocketConnection")]
[OutputType(typeof(SocketConnection))]
public sealed class NewSocketConnectionCommand : ConnectingCmdlet
{
    private ConnectionOpener _opener = null!;

    /// <summary>The host: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or an IPv6 address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = null!;

    /// <summary>The port, 1 to 65535, where the host does not name it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>How text is encoded and decoded.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = ConnectionSettings.DefaultEncoding;

    /// <summary>What is sent behind a line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string NewLine { get; set; } = "\r\n";

    /// <inheritdoc/>
    protected override ConnectionSettings Settings => new() { Encoding = Encoding, NewLine = NewLine, IdleTimeoutSec = IdleTimeoutSec };

    /// <inheritdoc/>
    protected override void BeginProcessing() => _opener = NewOpener();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string host in HostName)
        {
            Attempt(host, () =>
            {
                HostEndPoint target = HostEndPoint.Parse(host, IsBound(nameof(Port)) ? Port : null);
                WriteObject(_opener.Open(target, StartClock()));
            });
        }
    }
}
