using System;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Opens a connection: TCP, UDP, Unix or raw.</summary>
[Cmdlet(VerbsCommon.New, "SocketConnection", DefaultParameterSetName = HostSet, HelpUri = HelpPage.At + "New-SocketConnection.md")]
[OutputType(typeof(SocketConnection))]
public sealed class NewSocketConnectionCommand : RecordingCmdlet
{
    private const string HostSet = "Host";
    private const string UnixSet = "Unix";

    private ConnectionOpener _opener = null!;

    /// <summary>The host: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or an IPv6 address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = HostSet)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] HostName { get; set; } = null!;

    /// <summary>The port, 1 to 65535, where the host does not name it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = HostSet)]
    [Alias("RemotePort")]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The path of a Unix socket, or on Linux <c>@name</c> for an abstract one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    public string UnixSocket { get; set; } = null!;

    /// <summary>Stream (TCP), Dgram (UDP) or Raw.</summary>
    [Parameter]
    [ValidateSet(nameof(SocketType.Stream), nameof(SocketType.Dgram), nameof(SocketType.Raw))]
    public SocketType SocketType { get; set; } = SocketType.Stream;

    /// <summary>Speaks in datagrams over UDP: the same as -SocketType Dgram.</summary>
    [Parameter]
    public SwitchParameter Udp { get; set; }

    /// <summary>The protocol of a raw socket, such as Icmp.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public ProtocolType ProtocolType { get; set; } = ProtocolType.Unspecified;

    /// <summary>The local address to connect from.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public IPAddress? SourceAddress { get; set; }

    /// <summary>The local port to connect from, 1 to 65535; 0: any.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public int SourcePort { get; set; }

    /// <summary>Speaks TLS from the start.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>Asks in this protocol for the upgrade to TLS, then speaks TLS.</summary>
    [Parameter]
    public StartTlsProtocol StartTls { get; set; }

    /// <summary>Speaks Telnet: refuses its options, and takes its commands out of what is read.</summary>
    [Parameter]
    public SwitchParameter Telnet { get; set; }

    /// <summary>What replies look like to Invoke-SocketCommand; where not given, as -StartTls or the port says, or one line.</summary>
    [Parameter]
    public ReplyFormat ReplyFormat { get; set; }

    /// <summary>How often to try again where nobody is there, or the name is not known yet.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRetryCount { get; set; }

    /// <summary>How long to wait before the next try, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double RetryIntervalSec { get; set; } = 5;

    /// <summary>How text is encoded and decoded.</summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = ConnectionSettings.DefaultEncoding;

    /// <summary>What is sent behind a line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NewLineTransformation]
    [ArgumentCompleter(typeof(NewLineCompleter))]
    public string NewLine { get; set; } = "\r\n";

    /// <inheritdoc/>
    protected override ConnectionSettings Settings => new()
    {
        Encoding = Encoding,
        NewLine = NewLine,
        Transcript = Recording,
        IdleTimeoutSec = IdleTimeoutSec,
        Telnet = Telnet,
        ReplyFormat = IsBound(nameof(ReplyFormat)) ? ReplyFormat : Dialogues.StartTls.ReplyFormatOf(StartTls),
    };

    /// <inheritdoc/>
    protected override SocketRecipe Recipe =>
        new() { SocketType = SocketType, ProtocolType = ProtocolType, SourceAddress = SourceAddress, SourcePort = SourcePort };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Udp)
        {
            Demand(!IsBound(nameof(SocketType)) || SocketType == SocketType.Dgram, "-Udp is -SocketType Dgram: give one of them.");
            SocketType = SocketType.Dgram;
        }

        Demand(SourcePort is >= 0 and <= 65535, $"{SourcePort} is not a port: -SourcePort is a number from 1 to 65535, and 0 takes any.");
        Demand(SocketType == SocketType.Raw || ProtocolType == ProtocolType.Unspecified, "-ProtocolType goes with -SocketType Raw.");
        Demand(SocketType != SocketType.Raw || ProtocolType != ProtocolType.Unspecified, "-SocketType Raw needs -ProtocolType, such as Icmp.");
        Demand(MaximumRetryCount > 0 || !IsBound(nameof(RetryIntervalSec)), "-RetryIntervalSec lies between several tries: add -MaximumRetryCount.");
        string type = Udp ? "-Udp" : "-SocketType";
        Demand(!Telnet || SocketType == SocketType.Stream, $"-Telnet needs a stream: leave out {type}.");
        bool protect = DemandTls(Tls, StartTls);
        Demand(SocketType == SocketType.Stream || (!Tls && StartTls == StartTlsProtocol.None && Proxy is null), $"-Tls, -StartTls and -Proxy need a stream: leave out {type}.");
        Demand(ParameterSetName != UnixSet || (Proxy is null && ConnectTo is null), "-UnixSocket says where to connect: leave out -Proxy and -ConnectTo.");
        _opener = NewOpener(protect ? TlsSettings : null, Prelude(StartTls));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == UnixSet)
        {
            Attempt(UnixSocket, () => WriteObject(Persist(() => _opener.OpenUnix(UnixPath.Resolve(this, UnixSocket), StartClock()))));
            return;
        }

        foreach (string host in HostName)
        {
            Attempt(host, () =>
            {
                int? port = IsBound(nameof(Port)) ? Port : null;
                HostEndPoint target = SocketType == SocketType.Raw ? HostEndPoint.ParseWithoutPort(host, port) : HostEndPoint.Parse(host, port);
                WriteObject(Persist(() => _opener.Open(target, StartClock())));
            });
        }
    }

    // Only where nobody was reached: a server that was, and refused, has answered.
    private SocketConnection Persist(Func<SocketConnection> open)
    {
        TimeSpan interval = Timeouts.Span(RetryIntervalSec, nameof(RetryIntervalSec));
        for (int tried = 0; ; tried++)
        {
            try
            {
                return open();
            }
            catch (SocketToolsException nobody) when (tried < MaximumRetryCount && nobody.Fault is (Fault.ConnectFailed or Fault.ConnectTimeout or Fault.HostNotFound))
            {
                WriteVerbose($"Try {tried + 1} of {MaximumRetryCount + 1L}: {nobody.Message} Again in {RetryIntervalSec.ToString(CultureInfo.InvariantCulture)} s.");
                Stop.WaitHandle.WaitOne(interval);
                Stop.ThrowIfCancellationRequested();
            }
        }
    }
}
