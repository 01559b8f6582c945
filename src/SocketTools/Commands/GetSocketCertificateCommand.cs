using System;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Probing;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Gets the certificate and chain that servers present, valid or not.</summary>
[Cmdlet(VerbsCommon.Get, "SocketCertificate", HelpUri = HelpPage.At + "Get-SocketCertificate.md")]
[OutputType(typeof(CertificateReport))]
public sealed class GetSocketCertificateCommand : ConnectingCmdlet
{
    private ConnectionOpener _opener = null!;
    private ParallelWork<string, Outcome>? _work;

    /// <summary>The hosts: <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or IPv6 addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] HostName { get; set; } = null!;

    /// <summary>The ports where the host does not name one: numbers, ranges, services, and lists of them; 443, or the port of -StartTls.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RemotePort")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Port { get; set; }

    /// <summary>The limit on each server, in seconds; 0: none but those on connecting and on silence.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>Asks in this protocol for the upgrade to TLS first.</summary>
    [Parameter]
    public StartTlsProtocol StartTls { get; set; }

    /// <summary>How many servers to ask at once.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 16;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Every certificate is taken: what is wrong with it is the answer, not an error.
        TlsSettings settings = TlsSettings with { SkipCertificateCheck = true };
        _opener = NewOpener(settings, Prelude(StartTls), observed: false);
        _work = new ParallelWork<string, Outcome>(Ask, ThrottleLimit, Stop);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string host in HostName)
        {
            Attempt(host, () =>
            {
                foreach (int port in Port is null ? new[] { HostEndPoint.Parse(host, null, Dialogues.StartTls.PortOf(StartTls) ?? 443).Port } : PortList.Parse(Port).Ports())
                {
                    _work!.Add(HostEndPoint.Parse(host, port).ToString(), Emit);
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(null, () => _work!.Finish(Emit));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _work?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Outcome Ask(string host)
    {
        HostEndPoint target = HostEndPoint.Parse(host, null);
        try
        {
            using SocketConnection connection = _opener.Open(target, StartClock(TimeoutSec));
            return CertificateReport.Of(target, connection.Tls) is CertificateReport report
                ? new Outcome(host, report, null)
                : new Outcome(host, null, FaultFactory.TlsFailed(host, "the server presented no certificate", null));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // On a thread of the work's own: what one host's answer makes of it must not end the others'.
            return new Outcome(host, null, ForeignFault.Of(failure));
        }
    }

    private void Emit(Outcome outcome)
    {
        if (outcome.Fault is not null)
        {
            Report(outcome.Fault, outcome.Host);
        }
        else
        {
            WriteObject(outcome.Report);
        }
    }

    private sealed record Outcome(string Host, CertificateReport? Report, SocketToolsException? Fault);
}
