using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Commands;

/// <summary>Gets the addresses of hosts, in the order in which a connection would try them.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "SocketAddress", HelpUri = HelpPage.At + "Resolve-SocketAddress.md")]
[OutputType(typeof(ResolvedAddress))]
public sealed class ResolveSocketAddressCommand : SocketCmdlet
{
    private AddressFamily _family;

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [HostNameTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] HostName { get; set; } = null!;

    /// <summary>Only IPv4 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv4 { get; set; }

    /// <summary>Only IPv6 addresses.</summary>
    [Parameter]
    public SwitchParameter IPv6 { get; set; }

    /// <summary>Limit on each look-up, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ConnectTimeoutSec { get; set; } = Timeouts.DefaultConnectSec;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _family = DemandFamily(IPv4, IPv6);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string host in HostName)
        {
            Attempt(host, () =>
            {
                HostEndPoint name = HostEndPoint.ParseWithoutPort(host, null);
                var clock = StartClock(Timeouts.FromSeconds(ConnectTimeoutSec, 0, 0));
                clock.BeginConnect(host);
                var time = Stopwatch.StartNew();
                IReadOnlyList<IPAddress> addresses = AddressResolver.Resolve(name.HostName, _family, clock);
                for (int i = 0; i < addresses.Count; i++)
                {
                    WriteObject(new ResolvedAddress(name.HostName, addresses[i], i + 1, time.Elapsed));
                }
            });
        }
    }
}
