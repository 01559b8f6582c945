using System.Linq;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Commands;

/// <summary>Lists the connections that are not closed.</summary>
[Cmdlet(VerbsCommon.Get, "SocketConnection", DefaultParameterSetName = "Id", HelpUri = HelpPage.At + "Get-SocketConnection.md")]
[OutputType(typeof(SocketConnection))]
public sealed class GetSocketConnectionCommand : SocketCmdlet
{
    /// <summary>Only the connections with these ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public int[]? Id { get; set; }

    /// <summary>Only the connections to these hosts; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "HostName")]
    [Alias("ComputerName", "Cn", "DnsHostName", "TargetName", "Server", "Host", "IPAddress", "RemoteAddress")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectedHostCompleter))]
    public string[]? HostName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            WriteObject(ConnectionTable.Connections.Where(Matches), enumerateCollection: true);
            return;
        }

        foreach (int id in Id)
        {
            Attempt(id, () => WriteObject(ConnectionTable.Find(id)
                ?? throw FaultFactory.InvalidRequest($"There is no open connection with id {id}. Get-SocketConnection without -Id lists them.")));
        }
    }

    private bool Matches(SocketConnection connection) => HostName is null
        || HostName.Any(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(connection.HostName));
}
