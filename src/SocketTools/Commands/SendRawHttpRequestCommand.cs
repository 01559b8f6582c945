using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.CommandBases;
using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Limits;

namespace SocketTools.Commands;

/// <summary>Sends a request on a connection; its response is read later.</summary>
[Cmdlet(VerbsCommunications.Send, "RawHttpRequest", HelpUri = HelpPage.At + "Send-RawHttpRequest.md")]
[OutputType(typeof(SocketConnection))]
public sealed class SendRawHttpRequestCommand : MakeRequestCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>The longest silence, in seconds; where not given, the connection's own.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double IdleTimeoutSec { get; set; }

    /// <summary>The limit on the whole call, in seconds; 0: none.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double TimeoutSec { get; set; }

    /// <summary>Emits the connection when the request was sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Take(HttpRequest request)
    {
        request.FrameBody();
        var timeouts = Timeouts.FromSeconds(0, IsBound(nameof(IdleTimeoutSec)) ? IdleTimeoutSec : Connection.IdleTimeoutSec, TimeoutSec);
        new HttpExchange(Connection, StartClock(timeouts, CalledAt)).Send(request);
        if (PassThru)
        {
            WriteObject(Connection);
        }
    }
}
