using System;
using SocketTools.Bodies;

namespace SocketTools.Http;

/// <summary>A body whose length is known (RFC 9112, 6.2).</summary>
public sealed class FixedLengthFraming : BodyFraming
{
    private long _left;

    /// <summary>Makes it for a length.</summary>
    /// <param name="length">In bytes; 0 is complete at once.</param>
    public FixedLengthFraming(long length)
    {
        Length = length;
        _left = length;
        IsComplete = length == 0;
    }

    /// <summary>The body's length, in bytes.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public override int Take(byte[] array, int offset, int count, IBodySink body)
    {
        int take = (int)Math.Min(count, _left);
        body.Write(array, offset, take);
        _left -= take;
        IsComplete = _left == 0;
        return take;
    }

    /// <inheritdoc/>
    public override string? EndOfStream() => IsComplete ? null : $"{Length - _left} of the body's {Length} bytes came (RFC 9112, 8).";
}
