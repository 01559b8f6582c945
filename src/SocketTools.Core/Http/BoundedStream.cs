using System.IO;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>What may go on for ever, up to a budget: a device, a pipe.</summary>
internal sealed class BoundedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private readonly long _budget;
    private long _came;

    /// <summary>Takes over the stream.</summary>
    internal BoundedStream(Stream source, long budget)
    {
        _source = source;
        _budget = budget;
    }

    /// <inheritdoc/>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int came = _source.Read(buffer, offset, count);
        _came += came;
        return _came <= _budget ? came : throw new SocketToolsException(Fault.LimitExceeded, $"What is no regular file has not ended after {_budget} bytes: write what of it is wanted into a file.");
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
