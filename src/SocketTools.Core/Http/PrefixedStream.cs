using System;
using System.IO;

namespace SocketTools.Http;

/// <summary>Some bytes that were read ahead, and then the stream they came from.</summary>
internal sealed class PrefixedStream : ReadOnlyStream
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
}
