using System.IO;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>What may go on for long, until it is stopped; and where it may go on for ever, as a device does, up to a budget.</summary>
internal sealed class BoundedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly long? _budget;
    private readonly CallClock? _clock;
    private long _came;

    /// <summary>Takes over the stream.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="budget">How many bytes it may have; null: it has an end.</param>
    /// <param name="clock">Ends the reading; null: nobody stops it.</param>
    internal BoundedStream(Stream source, long? budget, CallClock? clock)
    {
        _source = source;
        _budget = budget;
        _clock = clock;
    }

    /// <inheritdoc/>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>.</exception>
    /// <exception cref="System.OperationCanceledException">The user stopped the call.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        _clock?.ThrowIfStopped();
        int came = _source.Read(buffer, offset, count);
        _came += came;
        return _budget is null || _came <= _budget ? came : throw new SocketToolsException(Fault.LimitExceeded, $"What is no regular file has not ended after {_budget} bytes: write what of it is wanted into a file.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
