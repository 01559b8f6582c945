using System;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Binding;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Reporting;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that opens connections.</summary>
public abstract class ConnectingCmdlet : TlsClientCmdlet
{
    /// <summary>Limit on name, connect, proxy and TLS together, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ConnectTimeoutSec { get; set; } = Timeouts.DefaultConnectSec;

    /// <summary>The longest silence, in seconds; 0: no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; } = Timeouts.DefaultIdleSec;

    /// <summary>Only IPv4 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv4 { get; set; }

    /// <summary>Only IPv6 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv6 { get; set; }

    /// <summary>The proxy to go through: http, https, socks4a, socks5 (names are resolved here) or socks5h (at the proxy).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public string? Proxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Where to connect in place of the host that is asked for, whose name stays in Host and SNI: host:port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConnectTo { get; set; }

    /// <summary>What the connections remember.</summary>
    protected virtual ConnectionSettings Settings => new() { IdleTimeoutSec = IdleTimeoutSec };

    /// <summary>What kind of sockets they are.</summary>
    protected virtual SocketRecipe Recipe => new();

    /// <summary>Makes the opener that these parameters describe; it tells its stages on the verbose stream.</summary>
    /// <param name="tls">How to speak TLS; null: plain.</param>
    /// <param name="prelude">What is said in plaintext before TLS; null: nothing.</param>
    /// <param name="observed">Whether to tell the stages; not where connections are opened on other threads.</param>
    protected ConnectionOpener NewOpener(TlsSettings? tls = null, Action<SocketConnection, CallClock>? prelude = null, bool observed = true)
    {
        AddressFamily family = DemandFamily(IPv4, IPv6);
        Demand(ProxyCredential is null || Proxy is not null, "-ProxyCredential goes with -Proxy.");
        try
        {
            return new ConnectionOpener
            {
                Settings = Settings,
                Recipe = Recipe,
                Family = family,
                Proxy = Proxy is null ? null : ProxySettings.Parse(Proxy, AsTyped(ProxyCredential)),
                ProxyTls = ProxyTls,
                ConnectTo = ConnectTo is null ? null : HostEndPoint.ParseWhole(ConnectTo),
                Tls = tls,
                Prelude = prelude,
                Observer = observed ? Trace : null,
            };
        }
        catch (SocketToolsException invalid)
        {
            ThrowTerminatingError(FaultRecord.Create(invalid, MyInvocation.MyCommand?.Name, this));
            throw;
        }
    }

    /// <summary>Whether TLS is spoken with the proxy.</summary>
    protected bool HasHttpsProxy => Proxy?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether TLS comes into a connection, from the start or by an upgrade; parameters for it that would protect nothing are refused.</summary>
    protected bool DemandTls(bool tls, StartTlsProtocol startTls)
    {
        Demand(!tls || startTls == StartTlsProtocol.None, "-Tls speaks TLS from the start, -StartTls after a plaintext beginning: give one of them.");
        bool protects = tls || startTls != StartTlsProtocol.None;
        Demand(protects || HasHttpsProxy || !HasTlsParameters, "Parameters for TLS go with -Tls, -StartTls or an https proxy: without them the connection would be plain.");
        return protects;
    }

    /// <summary>What is said in plaintext before TLS; null: nothing.</summary>
    protected Action<SocketConnection, CallClock>? Prelude(StartTlsProtocol startTls) => startTls == StartTlsProtocol.None
        ? null
        : (connection, clock) => StartTls.Run(startTls, connection, ServerName ?? connection.HostName, clock);

    /// <summary>A credential with its name as it was given: PowerShell's own conversion takes DOMAIN\name and name@host apart.</summary>
    protected static NetworkCredential? AsTyped(PSCredential? credential) => credential is null ? null : new NetworkCredential(credential.UserName, credential.Password);

    /// <summary>Starts the clocks of a call.</summary>
    /// <param name="timeoutSec">The limit on the whole call, in seconds; 0: none.</param>
    protected CallClock StartClock(double timeoutSec = 0) => StartClock(Timeouts.FromSeconds(ConnectTimeoutSec, IdleTimeoutSec, timeoutSec));
}
