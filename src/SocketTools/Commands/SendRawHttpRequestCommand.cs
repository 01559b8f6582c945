using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Http;

namespace SocketTools.Commands;

/// <summary>Sends a request on a connection; its response is read later.</summary>
[Cmdlet(VerbsCommunications.Send, "RawHttpRequest")]
[OutputType(typeof(SocketConnection))]
public sealed class SendRawHttpRequestCommand : MakeRequestCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Emits the connection when the request was sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Take(HttpRequest request)
    {
        request.FrameBody();
        new HttpExchange(Connection, StartClock(Connection)).Send(request);
        PendingRequests.Of(Connection).Enqueue(request);
        if (PassThru)
        {
            WriteObject(Connection);
        }
    }
}
