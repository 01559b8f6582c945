using System.Management.Automation;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Benchmarks;

/// <summary>One blocking receive in a cmdlet, without checks, timeouts or a buffer: the least that receiving a line by a cmdlet can cost.</summary>
[Cmdlet(VerbsCommunications.Receive, "BareLine")]
[OutputType(typeof(string))]
public sealed class ReceiveBareLineCommand : PSCmdlet
{
    private static readonly byte[] s_buffer = new byte[4096];

    /// <summary>A connected, blocking socket.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public Socket Socket { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Encoding.UTF8.GetString(s_buffer, 0, Socket.Receive(s_buffer) - 1));
}
