using System.Management.Automation;
using System.Net.Sockets;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Probing;
using SocketTools.Reporting;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Tests whether ports of hosts are open, many at once.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SocketPort", HelpUri = HelpPage.At + "Test-SocketPort.md")]
[OutputType(typeof(bool), typeof(PortTest), typeof(PortPing))]
public sealed class TestSocketPortCommand : SocketCmdlet
{
    private PortProber? _prober;
    private ProbeProgress? _progress;
    private PortList? _given;
    private bool _single;

    /// <summary>The hosts: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or IPv6 addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = null!;

    /// <summary>The ports where the host does not name one: numbers, ranges, services, and lists of them.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RemotePort")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Port { get; set; }

    /// <summary>Sends datagrams.</summary>
    [Parameter]
    public SwitchParameter Udp { get; set; }

    /// <summary>Gives objects where there would be a Boolean, and each probe where there would be a summary.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>How often to probe each end point.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>From the start of a probe to the start of the next one of the same end point, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IntervalSec { get; set; } = 1;

    /// <summary>How many end points to probe at once.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int ThrottleLimit { get; set; } = ProbeSettings.DefaultThrottleLimit;

    /// <summary>Limit on each name, and then on each probe, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ConnectTimeoutSec { get; set; } = ProbeSettings.DefaultTimeoutSec;

    /// <summary>Only IPv4 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv4 { get; set; }

    /// <summary>Only IPv6 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv6 { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        AddressFamily family = DemandFamily(IPv4, IPv6);
        Demand(!Udp || ConnectTimeoutSec > 0, "Over UDP silence never ends by itself: -ConnectTimeoutSec has to be more than 0.");
        Demand(Count > 1 || !IsBound("-" + nameof(IntervalSec)), "-IntervalSec lies between several probes: add -Count.");
        try
        {
            _given = Port is null ? null : PortList.Parse(Port);
            _single = IsSingle();
            _prober = new PortProber(Settings(family), Stop) { Progress = ShowProgress };
        }
        catch (SocketToolsException invalid)
        {
            ThrowTerminatingError(FaultRecord.Create(invalid, MyInvocation.MyCommand?.Name));
        }

        if (_prober!.Limit < ThrottleLimit)
        {
            WriteVerbose($"At most {_prober.Limit} end points at once: this process may not open more sockets.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string host in HostName)
        {
            if (!Attempt(host, () => Give(host)) && _single)
            {
                WriteObject(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Attempt(null, () => _prober!.Finish(Emit));
        _progress?.Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _prober?.Dispose();
        }

        base.Dispose(disposing);
    }

    private ProbeSettings Settings(AddressFamily family) => new()
    {
        Udp = Udp,
        Family = family,
        ThrottleLimit = ThrottleLimit,
        Timeout = Timeouts.Span(ConnectTimeoutSec, "-" + nameof(ConnectTimeoutSec)),
        Count = Count,
        Interval = Timeouts.Span(IntervalSec, "-" + nameof(IntervalSec)),
        Summary = Count > 1 && !Detailed,
    };

    // A Boolean only where the command line itself names one end point: what comes through the pipeline may be any number.
    private bool IsSingle() => !Detailed && Count == 1 && IsBound(nameof(HostName)) && HostName.Length == 1
        && (_given?.IsSingle ?? HostEndPoint.ParseLoosely(HostName[0]).Port != 0);

    private void Give(string text)
    {
        HostEndPoint host = HostEndPoint.ParseLoosely(text);
        PortList? ports = _given ?? (Port is null ? null : PortList.Parse(Port));
        if (host.Port == 0)
        {
            ports = ports ?? throw FaultFactory.InvalidRequest($"'{text}' has no port: write host:port, or add -Port.");
        }
        else if (ports is null || (ports.Count == 1 && ports.First == host.Port))
        {
            ports = PortList.Of(host.Port);
        }
        else
        {
            throw FaultFactory.InvalidRequest($"'{text}' names port {host.Port}, and -Port names others: give one of them.");
        }

        _prober!.Add(host.HostName, ports, Emit);
    }

    private void Emit(ProbeOutcome outcome)
    {
        if (outcome.Fault is not null)
        {
            Report(outcome.Fault, outcome.HostName);
        }

        if (_single)
        {
            WriteObject(outcome.Test?.State == PortState.Open);
        }
        else if (outcome.Fault is null)
        {
            WriteObject(outcome.Test ?? (object?)outcome.Ping);
        }
    }

    private void ShowProgress(long done, long known)
    {
        _progress ??= new ProbeProgress(this, MyInvocation.MyCommand?.Name ?? "Test-SocketPort");
        _progress.Report(done, known);
    }
}
