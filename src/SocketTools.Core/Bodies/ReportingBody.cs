using System;

namespace SocketTools.Bodies;

/// <summary>Tells how much of a body has come, on its way to where it goes.</summary>
internal sealed class ReportingBody : IBodySink
{
    private readonly IBodySink _sink;
    private readonly long? _total;
    private readonly Action<long, long?> _progress;
    private long _count;

    /// <summary>Makes it.</summary>
    /// <param name="sink">Where the body goes.</param>
    /// <param name="offset">How much was there before, in bytes.</param>
    /// <param name="total">How much there will be, in bytes; null where that is not known.</param>
    /// <param name="progress">Told.</param>
    internal ReportingBody(IBodySink sink, long offset, long? total, Action<long, long?> progress)
    {
        _sink = sink;
        _count = offset;
        _total = total;
        _progress = progress;
    }

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        _sink.Write(array, offset, count);
        _count += count;
        _progress(_count, _total);
    }
}
