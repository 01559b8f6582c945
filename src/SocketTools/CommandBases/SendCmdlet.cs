using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that sends: the connection or what is sent comes from the pipeline.</summary>
public abstract class SendCmdlet : ConnectionCmdlet
{
    private bool _failed;
    private bool _brokenOff;

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Emits the connection when everything was sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ConnectionIsInput)
        {
            // Behind half a line the peer would take the next one for its other half.
            if (!_brokenOff)
            {
                _failed |= !Attempt(Connection, SendOrBreakOff);
            }
        }
        else if (Attempt(Connection, SendAll) && PassThru)
        {
            WriteObject(Connection);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ConnectionIsInput || _brokenOff)
        {
            return;
        }

        _failed |= !Attempt(Connection, SendRest);
        if (!_failed && PassThru)
        {
            WriteObject(Connection);
        }
    }

    /// <summary>Sends what this input gives; may gather small inputs.</summary>
    protected abstract void Send();

    /// <summary>Sends what was gathered.</summary>
    protected virtual void SendRest()
    {
    }

    private void SendOrBreakOff()
    {
        try
        {
            Send();
        }
        catch (SocketToolsException fault) when (fault.Fault != Fault.InvalidRequest && MyInvocation.ExpectingInput)
        {
            _brokenOff = true;
            throw FaultFactory.RestNotSent(fault);
        }
    }

    private void SendAll()
    {
        Send();
        SendRest();
    }
}
