using System;
using System.Management.Automation;
using System.Net;
using System.Security;
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

/// <summary>Passes clients through to a server, in the background.</summary>
[Cmdlet(VerbsLifecycle.Start, "SocketRelay", DefaultParameterSetName = HostSet, HelpUri = HelpPage.At + "Start-SocketRelay.md")]
[OutputType(typeof(SocketRelay))]
public sealed class StartSocketRelayCommand : ConnectingCmdlet, IDynamicParameters
{
    private const string HostSet = "Host";
    private const string UnixTargetSet = "UnixTarget";

    private readonly WeatherParameters _weather = new();

    /// <summary>The server: host:port.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = HostSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string To { get; set; } = null!;

    /// <summary>The server's Unix socket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnixTargetSet)]
    [ValidateNotNullOrEmpty]
    public string ToUnixSocket { get; set; } = null!;

    /// <summary>The port to listen on, 1 to 65535; 0 takes a free one.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(0, 65535)]
    [PortTransformation]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>The local address to listen on, or any, loopback or localhost.</summary>
    [Parameter]
    [Alias("LocalAddress")]
    [ValidateNotNull]
    [AddressTransformation]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of a Unix socket to listen on, in place of a port; removed when the relay stops.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnixSocket { get; set; }

    /// <summary>How many clients may wait to be accepted.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = 4096;

    /// <summary>How many clients are passed through at once; the next ones wait. 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottleLimit { get; set; }

    /// <summary>Speaks TLS with clients, with -ListenCertificate.</summary>
    [Parameter]
    public SwitchParameter ListenTls { get; set; }

    /// <summary>The certificate that clients see, with its key, or the path of a file that holds both; intermediates of the file go out too.</summary>
    [Parameter]
    [CertificateSourceTransformation]
    public CertificateSource? ListenCertificate { get; set; }

    /// <summary>What the file of -ListenCertificate, or the key in it, is encrypted with.</summary>
    [Parameter]
    [PasswordTransformation]
    public SecureString? ListenCertificatePassword { get; set; }

    /// <summary>Speaks TLS with the server.</summary>
    [Parameter]
    public SwitchParameter ToTls { get; set; }

    /// <summary>Takes part where client and server begin TLS in the middle (STARTTLS), with -ListenCertificate for the client.</summary>
    [Parameter]
    public SwitchParameter FollowStartTls { get; set; }

    /// <summary>Passes the data connections of FTP through too.</summary>
    [Parameter(ParameterSetName = HostSet)]
    public SwitchParameter Ftp { get; set; }

    /// <summary>How many bytes of each client's transcript are kept; what is over it is counted.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaxTranscriptBytes { get; set; } = SocketTranscript.DefaultMaxBytes;

    /// <summary>Keeps secrets in the transcripts as they crossed the wire.</summary>
    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _weather;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool meetsClients = ListenTls || FollowStartTls;
        Demand(!meetsClients || ListenCertificate is not null, $"{(ListenTls ? "-ListenTls" : "-FollowStartTls")} needs -ListenCertificate with its private key.");
        Demand(meetsClients || (ListenCertificate is null && ListenCertificatePassword is null), "-ListenCertificate goes with -ListenTls, or with -FollowStartTls: without it the relay would be plain.");
        Demand(!FollowStartTls || !(ListenTls || ToTls), "-FollowStartTls is for connections that begin plain on both sides: without -ListenTls and -ToTls.");
        Demand(!(FollowStartTls && HasHttpsProxy), "-FollowStartTls does not go through an https proxy: an http or socks5h one will do.");
        Demand(ToTls || FollowStartTls || HasHttpsProxy || !HasTlsParameters, "Parameters for TLS with the server go with -ToTls, with -FollowStartTls, or with an https proxy.");
        Demand(UnixSocket is null || !(IsBound(nameof(Port)) || IsBound(nameof(Address))), "-UnixSocket is listened on in place of -Port and -Address.");
    }

    private HostEndPoint Target()
    {
        HostEndPoint target = HostEndPoint.ParseLoosely(To);
        return target.Port > 0
            ? target
            : throw FaultFactory.InvalidRequest($"'{To}' has no port: write host:port. The port beside it, -Port, is the one to listen on.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(To ?? ToUnixSocket, () =>
    {
        TlsSettings? listen = ListenCertificate is null ? null : new TlsSettings().With(DemandCertificate(ListenCertificate, ListenCertificatePassword));
        var settings = new PlaySettings
        {
            Tls = ListenTls ? listen : null,
            MostClients = ThrottleLimit,
            IdleTimeout = IsBound(nameof(IdleTimeoutSec)) ? Timeouts.Span(IdleTimeoutSec, nameof(IdleTimeoutSec)) : TimeSpan.Zero,
            Weather = _weather.NewControl(),
            Recording = new TranscriptOptions { MaxBytes = MaxTranscriptBytes, IncludeSecret = IncludeSecret },
        };
        ConnectionOpener opener = NewOpener(observed: false);
        Timeouts timeouts = Timeouts.FromSeconds(ConnectTimeoutSec, 0, 0);
        TlsSettings? tls = ToTls ? TlsSettings : null;
        TlsSettings? midway = FollowStartTls ? listen : null;
        Relay relay = ParameterSetName == UnixTargetSet
            ? new Relay(UnixPath.Resolve(this, ToUnixSocket), opener, tls, timeouts, settings) { ListenStartTls = midway, ToStartTls = TlsSettings }
            : new Relay(Target(), opener, tls, timeouts, settings) { ListenStartTls = midway, ToStartTls = TlsSettings, HasFtpData = Ftp };
        WriteObject(UnixSocket is null
            ? SocketRelay.Start(new IPEndPoint(Address, Port), Backlog, settings, relay)
            : SocketRelay.StartUnix(UnixPath.Resolve(this, UnixSocket), Backlog, settings, relay));
    });
}
