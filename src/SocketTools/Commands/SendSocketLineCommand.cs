using System.Management.Automation;
using System.Text;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;

namespace SocketTools.Commands;

/// <summary>Sends lines of text.</summary>
[Cmdlet(VerbsCommunications.Send, "SocketLine")]
[OutputType(typeof(SocketConnection))]
public sealed class SendSocketLineCommand : SendCmdlet
{
    /// <summary>The lines, without their ends.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [LineTransformation]
    public string[] Line { get; set; } = null!;

    /// <summary>How the text is encoded; where not given, as the connection says.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void Send() => Connection.SendLines(Line, Encoding ?? Connection.Encoding, StartClock(Connection));
}
