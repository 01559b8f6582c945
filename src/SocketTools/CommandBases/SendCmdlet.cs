using System;
using System.IO;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Reporting;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that sends: the connection or what is sent comes from the pipeline, or both are named or in order, the connection first.</summary>
public abstract class SendCmdlet : ConnectionCmdlet
{
    /// <summary>The parameter set in which the connection comes first.</summary>
    protected const string ConnectionFirstSet = "ConnectionFirst";

    /// <summary>The parameter set in which a file is sent.</summary>
    protected const string FileSet = "File";

    private bool _failed;
    private bool _brokenOff;

    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ConnectionFirstSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = FileSet)]
    [ConnectionTransformation(Yields = true)]
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

    /// <summary>Sends a file.</summary>
    /// <param name="inFile">The file, as the user wrote it.</param>
    /// <param name="open">Opens it by its full path.</param>
    /// <param name="send">Sends the stream, and tells how many bytes of it were sent.</param>
    /// <exception cref="SocketToolsException">As sending; <see cref="Fault.InvalidRequest"/> or <see cref="Fault.AccessDenied"/>: it cannot be read.</exception>
    protected void SendFile(string inFile, Func<string, Stream> open, Action<Stream, Action<long>> send)
    {
        string path = FilePath.Resolve(this, inFile);
        using Stream file = open(path);
        using var progress = new TransferProgress(this, $"Sending {path} to {Connection}", file.CanSeek ? file.Length : null);
        long sent = 0;
        try
        {
            send(file, bytes =>
            {
                sent = bytes;
                progress.Report(bytes);
            });
        }
        catch (IOException unreadable) when (unreadable is not SocketToolsException)
        {
            throw CommandFaults.CannotRead(path, sent, unreadable);
        }
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
            throw CommandFaults.RestNotSent(fault);
        }
    }

    private void SendAll()
    {
        Send();
        SendRest();
    }
}
