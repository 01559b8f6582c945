using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
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
    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromMilliseconds(500);

    private PortProber? _prober;
    private ProbeProgress? _progress;
    private PortList? _given;
    private bool _single;
    private ProbeSettings _settings = null!;
    private TimeSpan _patience;
    private readonly Stopwatch _waited = Stopwatch.StartNew();
    private List<ProbeOutcome> _notOpen = new();

    /// <summary>The hosts: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or IPv6 addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] HostName { get; set; } = null!;

    /// <summary>The ports where the host does not name one: numbers, ranges, services, and lists of them.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RemotePort", "TcpPort")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Port { get; set; }

    /// <summary>Sends datagrams.</summary>
    [Parameter]
    public SwitchParameter Udp { get; set; }

    /// <summary>Gives objects where there would be a Boolean, and each probe where there would be a summary.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Gives a Boolean for each end point.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How long to go on asking what is not open yet, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double WaitSec { get; set; }

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
    [Alias("TimeoutSec", "TimeoutSeconds")]
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
        Demand(WaitSec == 0 || Count == 1, "-WaitSec waits until a port opens, -Count asks a port that is open: give one of them.");
        Demand(!Quiet || (!Detailed && Count == 1), "-Quiet gives Booleans: leave out -Detailed and -Count.");
        Demand(Count > 1 || !IsBound(nameof(IntervalSec)), "-IntervalSec lies between several probes: add -Count.");
        try
        {
            _given = Port is null ? null : PortList.Parse(Port);
            _single = IsSingle();
            _settings = Settings(family);
            _prober = new PortProber(_settings, Stop) { Progress = ShowProgress };
            _patience = Timeouts.Span(WaitSec, nameof(WaitSec));
        }
        catch (SocketToolsException invalid)
        {
            ThrowTerminatingError(FaultRecord.Create(invalid, MyInvocation.MyCommand?.Name, this));
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
        Attempt(null, () =>
        {
            _prober!.Finish(Sift);
            Persist();
        });
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

        _prober!.Add(host.HostName, ports, Sift);
    }

    // What is not open yet is asked again while there is time, and told at the end.
    private void Sift(ProbeOutcome outcome)
    {
        if (_patience > _waited.Elapsed && outcome.Test?.State != PortState.Open)
        {
            _notOpen.Add(outcome);
        }
        else
        {
            Emit(outcome);
        }
    }

    private void Persist()
    {
        while (_notOpen.Count > 0)
        {
            TimeSpan left = _patience - _waited.Elapsed;
            if (left > TimeSpan.Zero)
            {
                WriteVerbose($"Not open yet: {_notOpen[0].Test?.ToString() ?? _notOpen[0].HostName}{(_notOpen.Count > 1 ? $" and {_notOpen.Count - 1} more" : "")}. Asking again, for at most {left.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
            }

            Stop.WaitHandle.WaitOne(left < s_betweenRounds ? left > TimeSpan.Zero ? left : TimeSpan.Zero : s_betweenRounds);
            Stop.ThrowIfCancellationRequested();
            List<ProbeOutcome> again = _notOpen;
            _notOpen = new List<ProbeOutcome>();
            using var prober = new PortProber(_settings, Stop);
            foreach (ProbeOutcome outcome in again)
            {
                prober.Add(outcome.HostName, outcome.Ports ?? PortList.Of(outcome.Test!.Port), Sift);
            }

            prober.Finish(Sift);
        }
    }

    private void Emit(ProbeOutcome outcome)
    {
        if (outcome.Fault is not null)
        {
            Report(outcome.Fault, outcome.HostName);
            if (!_single && Count == 1 && outcome.Ports is not null)
            {
                EmitNotProbed(outcome);
                return;
            }
        }

        if (_single || Quiet)
        {
            WriteObject(outcome.Test?.State == PortState.Open);
        }
        else if (outcome.Fault is null)
        {
            WriteObject(outcome.Test ?? (object?)outcome.Ping);
        }
    }

    // As many rows come out as went in.
    private void EmitNotProbed(ProbeOutcome outcome)
    {
        foreach (int port in outcome.Ports!.Ports())
        {
            PortTest test = PortTest.NotProbed(outcome.HostName, port, Udp ? ProbeProtocol.Udp : ProbeProtocol.Tcp, outcome.Fault!.Message);
            WriteObject(Quiet ? false : (object)test);
        }
    }

    private void ShowProgress(long done, long known)
    {
        _progress ??= new ProbeProgress(this, MyInvocation.MyCommand?.Name ?? "Test-SocketPort");
        _progress.Report(done, known);
    }
}
