using System.Management.Automation;
using System.Linq;
using System.Net;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Plays a transcript: its server to all clients, or with -HostName its client to a server.</summary>
[Cmdlet(VerbsLifecycle.Start, "SocketReplay", DefaultParameterSetName = ServerSet, HelpUri = HelpPage.At + "Start-SocketReplay.md")]
[OutputType(typeof(SocketReplay), ParameterSetName = new[] { ServerSet, UnixSet })]
[OutputType(typeof(SocketTranscript), ParameterSetName = new[] { ClientSet })]
public sealed class StartSocketReplayCommand : ConnectingCmdlet, IDynamicParameters
{
    private const string ServerSet = "Server";
    private const string UnixSet = "Unix";
    private const string ClientSet = "Client";

    private readonly WeatherParameters _weather = new();

    /// <summary>The transcript, its file, or the notation as text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TranscriptTransformation(Joined = true)]
    public SocketTranscript Transcript { get; set; } = null!;

    /// <summary>The port to listen on, 0 for a free one; with -HostName the server's.</summary>
    [Parameter(Position = 1, ParameterSetName = ServerSet)]
    [Parameter(Position = 1, ParameterSetName = ClientSet)]
    [ValidateRange(0, 65535)]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The local address to listen on, or any, loopback or localhost.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("LocalAddress")]
    [ValidateNotNull]
    [AddressTransformation]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of a Unix socket to listen on; removed when the replay stops.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixSet)]
    [ValidateNotNullOrEmpty]
    public string UnixSocket { get; set; } = null!;

    /// <summary>The server to play the client to: host, or host:port.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string HostName { get; set; } = null!;

    /// <summary>In which order clients may say their side.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = UnixSet)]
    public ReplayOrder Order { get; set; }

    /// <summary>What is played on the data connections of FTP, in the order in which the transcript's replies 227 and 229 name them.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    [TranscriptTransformation(Several = true)]
    public SocketTranscript[]? DataTranscript { get; set; }

    /// <summary>Takes as long as it took.</summary>
    [Parameter]
    public SwitchParameter Timing { get; set; }

    /// <summary>Speaks TLS: with clients, with -Certificate; or with the server.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>How many clients may wait to be accepted.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = UnixSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = 4096;

    /// <summary>How many clients are served at once; the next ones wait. 0: no limit.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = UnixSet)]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottleLimit { get; set; }

    /// <summary>Limit on the whole call with -HostName, in seconds; 0: none.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <inheritdoc/>
    protected override ConnectionSettings Settings => new() { IdleTimeoutSec = IdleTimeoutSec, Transcript = new TranscriptOptions() };

    /// <inheritdoc/>
    public object GetDynamicParameters() => _weather;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Demand(Tls || !HasTlsParameters || ParameterSetName != ClientSet, "Parameters for TLS go with -Tls.");
        Demand(!Tls || ParameterSetName == ClientSet || Certificate is not null, "-Tls needs -Certificate with its private key.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Transcript, () =>
    {
        foreach (SocketTranscript read in (DataTranscript ?? Enumerable.Empty<SocketTranscript>()).Prepend(Transcript))
        {
            TranscriptRemarks.Tell(this, read);
        }

        if (ParameterSetName == ClientSet)
        {
            HostEndPoint target = HostEndPoint.Parse(HostName, IsBound(nameof(Port)) ? Port : null);
            var client = new ReplayClient(Transcript, Timing);
            CallClock clock = StartClock(TimeoutSec);
            SocketConnection connection = NewOpener(Tls ? TlsSettings : null).Open(target, clock);
            try
            {
                client.Play(connection, TlsSettings, clock);
            }
            finally
            {
                // What was said until something went wrong, too.
                connection.Dispose();
                WriteObject(connection.Transcript);
            }

            return;
        }

        // Where the transcript begins TLS in the middle, it is spoken from there on; else, with -Tls, from the start.
        TlsSettings? tls = Certificate is null ? null : new TlsSettings { Protocols = SslProtocol, CipherSuites = DemandCipherSuites(CipherSuite), ApplicationProtocols = ApplicationProtocol }.With(DemandCertificate(Certificate, CertificatePassword));
        bool inTheMiddle = tls is not null && ReplayPlayer.BeginsTlsInTheMiddle(Transcript);
        var settings = new PlaySettings
        {
            Tls = Tls && !inTheMiddle ? tls : null,
            MostClients = ThrottleLimit,
            IdleTimeout = Timeouts.Span(IdleTimeoutSec, nameof(IdleTimeoutSec)),
            Weather = _weather.NewControl(),
        };
        var player = new ReplayPlayer(Transcript, Order, Timing, inTheMiddle ? tls : null, settings, DataTranscript);
        WriteObject(ParameterSetName == UnixSet
            ? SocketReplay.StartUnix(UnixPath.Resolve(this, UnixSocket), Backlog, settings, player)
            : SocketReplay.Start(new IPEndPoint(Address, Port), Backlog, settings, player));
    });
}
