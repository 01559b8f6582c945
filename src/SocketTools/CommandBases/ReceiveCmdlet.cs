using System;
using System.IO;
using System.Management.Automation;
using SocketTools.Binding;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Reporting;

namespace SocketTools.CommandBases;

/// <summary>A cmdlet that receives: the connection comes first, or from the pipeline.</summary>
public abstract class ReceiveCmdlet : ConnectionCmdlet
{
    /// <summary>The connection, or its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public SocketConnection Connection { get; set; } = null!;

    /// <summary>Receives into a file, which carries its name only once it is whole.</summary>
    /// <param name="path">The file, as the user wrote it.</param>
    /// <param name="noClobber">Whether a file that is there stays as it is.</param>
    /// <param name="total">How many bytes will come; null where that is not known.</param>
    /// <param name="clock">Ends the wait for the other end of a pipe.</param>
    /// <param name="receive">Receives into the stream, and tells how many bytes have come.</param>
    /// <exception cref="SocketToolsException">What ended it, with where the bytes lie; <see cref="Fault.InvalidRequest"/> or
    /// <see cref="Fault.AccessDenied"/>: the file cannot be written.</exception>
    protected void ReceiveFile(string path, bool noClobber, long? total, CallClock clock, Action<Stream, Action<long>> receive)
    {
        if (FilePath.ResolveTarget(this, path, noClobber) is not string target)
        {
            return;
        }

        using ResumableFile file = ResumableFile.Open(target, takesUp: false, clock);
        using var progress = new TransferProgress(this, $"Receiving {path} from {Connection}", total);
        long received = 0;
        try
        {
            receive(file.Stream, bytes =>
            {
                received = bytes;
                progress.Report(bytes);
            });
            file.Complete();
        }
        catch (SocketToolsException fault) when (received > 0 && (file.PartPath ?? (file.IsDirect ? file.Path : null)) is string left)
        {
            throw CommandFaults.LeftInPart(fault, received, left);
        }
    }
}
