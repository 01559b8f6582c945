using System;
using System.IO;

namespace SocketTools.Http;

/// <summary>Some bytes that were read ahead, and then the stream they came from.</summary>
internal sealed class PrefixedStream : Stream
{
    private readonly byte[] _prefix;
    private readonly int _count;
    private readonly Stream _rest;
    private int _position;

    /// <summary>Puts bytes back before a stream.</summary>
    internal PrefixedStream(byte[] prefix, int count, Stream rest)
    {
        _prefix = prefix;
        _count = count;
        _rest = rest;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_position == _count)
        {
            return _rest.Read(buffer, offset, count);
        }

        int part = Math.Min(count, _count - _position);
        Buffer.BlockCopy(_prefix, _position, buffer, offset, part);
        _position += part;
        return part;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
