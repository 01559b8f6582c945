using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Starts to listen for clients: TCP, UDP or Unix.</summary>
[Cmdlet(VerbsLifecycle.Start, "SocketListener", DefaultParameterSetName = PortSet, HelpUri = HelpPage.At + "Start-SocketListener.md")]
[OutputType(typeof(SocketListener))]
public sealed class StartSocketListenerCommand : TlsCmdlet, IDynamicParameters
{
    private const string PortSet = "Port";
    private const string UnixSet = "Unix";

    private readonly WeatherParameters _weather = new();

    /// <summary>The port, 1 to 65535; 0 takes a free one.</summary>
    [Parameter(Position = 0, ParameterSetName = PortSet)]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The local address, or any, loopback or localhost; 0.0.0.0 (any) is every IPv4 address, :: every address of both families.</summary>
    [Parameter(Position = 1, ParameterSetName = PortSet)]
    [Alias("LocalAddress")]
    [ValidateNotNull]
    [AddressTransformation]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of a Unix socket, removed when the listener stops; on Linux <c>@name</c> for an abstract one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    public string UnixSocket { get; set; } = null!;

    /// <summary>Stream (TCP) or Dgram (UDP).</summary>
    [Parameter]
    [ValidateSet(nameof(SocketType.Stream), nameof(SocketType.Dgram))]
    public SocketType SocketType { get; set; } = SocketType.Stream;

    /// <summary>Takes datagrams over UDP: the same as -SocketType Dgram.</summary>
    [Parameter]
    public SwitchParameter Udp { get; set; }

    /// <summary>How many clients may wait to be accepted.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = 4096;

    /// <summary>Bytes or text that every client gets once it has sent a blank line or finished sending.</summary>
    [Parameter]
    [WireDataTransformation]
    public WireData? Response { get; set; }

    /// <summary>Sent to every client at once: text, whose lines end with CR LF then, or bytes as they are.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Greeting { get; set; }

    /// <summary>Answers line by line: the first pattern that a line matches gives the answer, in which {1} or {name} stands for a group.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Reply { get; set; }

    /// <summary>Answers lines that match none of -Reply.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Default { get; set; }

    /// <summary>How many clients are answered at once; the next ones wait. 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottleLimit { get; set; }

    /// <summary>The longest silence before a client that is answered by itself is dropped, in seconds; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; } = Timeouts.DefaultIdleSec;

    /// <summary>How the text of the response is encoded.</summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = ConnectionSettings.DefaultEncoding;

    /// <summary>Speaks TLS with clients, with -Certificate.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>Wants a certificate of every client, signed by -CertificateAuthority or an authority of the system's.</summary>
    [Parameter]
    public SwitchParameter RequireClientCertificate { get; set; }

    /// <summary>Records what crosses the wire on the connections of clients.</summary>
    [Parameter]
    public SwitchParameter Transcript { get; set; }

    /// <summary>How many bytes of each transcript are kept; what is over it is counted.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxTranscriptBytes { get; set; } = SocketTranscript.DefaultMaxBytes;

    /// <summary>Keeps secrets in the transcripts as they crossed the wire.</summary>
    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    private bool AnswersByItself { get; set; }

    private TranscriptOptions? Recording => Transcript ? new TranscriptOptions { MaxBytes = MaxTranscriptBytes, IncludeSecret = IncludeSecret } : null;

    /// <inheritdoc/>
    public object GetDynamicParameters() => _weather;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Udp)
        {
            Demand(!IsBound(nameof(SocketType)) || SocketType == SocketType.Dgram, "-Udp is -SocketType Dgram: give one of them.");
            SocketType = SocketType.Dgram;
        }

        Demand(Transcript || (!IncludeSecret && !IsBound(nameof(MaxTranscriptBytes))), "-MaxTranscriptBytes and -IncludeSecret go with -Transcript: without it nothing is recorded.");
        Demand(!Tls || Certificate is not null, "-Tls needs -Certificate with its private key.");
        Demand(Tls || !(HasTlsParameters || RequireClientCertificate), "Parameters for TLS go with -Tls: without it the listener would be plain.");
        string type = Udp ? "-Udp" : "-SocketType Dgram";
        Demand(!Tls || SocketType == SocketType.Stream, $"-Tls needs a stream: leave out {type}.");
        bool dialogue = Greeting is not null || Reply is not null || Default is not null;
        Demand(Response is null || !dialogue, "-Response is one answer to everything, -Greeting, -Reply and -Default are one to each line: leave out either.");
        AnswersByItself = Response is not null || dialogue;
        Demand(!AnswersByItself || SocketType == SocketType.Stream, $"-Response, -Greeting, -Reply and -Default answer clients of a stream: leave out {type}.");
        string? playing = new[] { "Towards", "Latency", "Jitter", "BytesPerSec", "SliceBytes", "SliceDelay", "CutAfterBytes", "CutBy", "CloseSlowly", "Chance", "Seed", nameof(ThrottleLimit), nameof(IdleTimeoutSec) }.FirstOrDefault(IsBound);
        Demand(AnswersByItself || playing is null, $"-{playing} is for a listener that answers by itself: give -Response, or -Greeting and -Reply.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        TlsSettings? tls = Tls ? TlsSettings with { ClientCertificateRequired = RequireClientCertificate } : null;
        if (ParameterSetName == UnixSet)
        {
            Attempt(UnixSocket, () => Emit(SocketListener.StartUnix(UnixPath.Resolve(this, UnixSocket), SocketType, Backlog, tls, NewResponder(tls))));
        }
        else
        {
            Attempt(
                HostEndPoint.Format(Address.ToString(), Port),
                () => Emit(Port is < 0 or > 65535
                    ? throw FaultFactory.InvalidRequest($"{Port} is not a port: a port is a number from 1 to 65535, and 0 takes a free one.")
                    : SocketListener.Start(new IPEndPoint(Address, Port), SocketType, Backlog, tls, NewResponder(tls))));
        }
    }

    private void Emit(SocketListener listener)
    {
        listener.Transcript = Recording;
        WriteObject(listener);
    }

    private Player? NewResponder(TlsSettings? tls)
    {
        if (!AnswersByItself)
        {
            return null;
        }

        var settings = new PlaySettings
        {
            Tls = tls,
            MostClients = ThrottleLimit,
            IdleTimeout = Timeouts.Span(IdleTimeoutSec, nameof(IdleTimeoutSec)),
            Weather = _weather.NewControl(),
            Recording = Recording,
        };
        return Response is not null
            ? new FixedResponder(Response.ToArray(Encoding), settings)
            : new LineResponder(
                ReplyRules.Bytes(Greeting, Encoding),
                Reply is null ? Array.Empty<LineRule>() : ReplyRules.From(Reply, Encoding),
                Default is null ? null : ReplyRules.Otherwise(Default, Encoding),
                settings);
    }
}
