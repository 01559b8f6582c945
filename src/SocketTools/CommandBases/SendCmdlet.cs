using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that sends: the connection or what is sent comes from the pipeline.</summary>
public abstract class SendCmdlet : ConnectionCmdlet
{
    private bool _connectionIsInput;
    private SocketConnection? _last;
    private bool _failed;

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Emits the connection when everything was sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _connectionIsInput = !IsBound(nameof(Connection));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_last is not null && !ReferenceEquals(_last, Connection))
        {
            _failed |= !Attempt(_last, () => SendRest(_last));
        }

        _last = Connection;
        bool sent = Attempt(Connection, Send);
        _failed |= !sent;
        if (_connectionIsInput && sent && PassThru)
        {
            WriteObject(Connection);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_last is null)
        {
            return;
        }

        _failed |= !Attempt(_last, () => SendRest(_last));
        if (!_connectionIsInput && !_failed && PassThru)
        {
            WriteObject(Connection);
        }
    }

    /// <summary>Sends what this input gives.</summary>
    protected abstract void Send();

    /// <summary>Sends what was gathered from several inputs.</summary>
    /// <param name="connection">The connection it was gathered for.</param>
    protected virtual void SendRest(SocketConnection connection)
    {
    }
}
