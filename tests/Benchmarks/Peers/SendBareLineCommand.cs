using System.Management.Automation;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>One blocking send in a cmdlet, without checks: the least that sending a line by a cmdlet can cost.</summary>
[Cmdlet(VerbsCommunications.Send, "BareLine")]
public sealed class SendBareLineCommand : PSCmdlet
{
    /// <summary>The line.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Line { get; set; } = null!;

    /// <summary>A connected, blocking socket.</summary>
    [Parameter(Mandatory = true)]
    public Socket Socket { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Socket.Send(Encoding.UTF8.GetBytes(Line + "\n"));
}
