using System;
using SocketTools.Faults;

namespace SocketTools.Bodies;

/// <summary>A body in memory, within a budget.</summary>
public sealed class MemoryBody : IBodySink
{
    private const int FirstSize = 4096;

    private readonly long _maxBytes;
    private byte[] _bytes = Array.Empty<byte>();
    private int _count;

    /// <summary>Makes an empty body.</summary>
    /// <param name="maxBytes">The budget, in bytes.</param>
    public MemoryBody(long maxBytes) => _maxBytes = Math.Min(maxBytes, 0x7FFFFFC7);

    /// <summary>How many bytes it holds.</summary>
    public int Count => _count;

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        int fits = (int)Math.Min(count, _maxBytes - _count);
        Append(array, offset, fits);
        if (fits < count)
        {
            throw FaultFactory.LimitExceeded("The body", _maxBytes, Limit.BodyBytes);
        }
    }

    /// <summary>The bytes, in an array of their own length.</summary>
    public byte[] ToArray()
    {
        if (_bytes.Length != _count)
        {
            Array.Resize(ref _bytes, _count);
        }

        return _bytes;
    }

    /// <summary>Drops what lies behind so many bytes.</summary>
    internal void Shorten(int count) => _count = Math.Min(_count, count);

    private void Append(byte[] array, int offset, int count)
    {
        long total = (long)_count + count;
        if (total > _bytes.Length)
        {
            // Grows with what came, whatever length was announced: a server cannot make us reserve what it never sends.
            // Most bodies come in one piece: the first is taken as it is. Beyond the budget there is nothing to make room for.
            long size = _bytes.Length == 0 ? total : Math.Max(Math.Max(total, FirstSize), 2L * _bytes.Length);
            Array.Resize(ref _bytes, (int)Math.Min(_maxBytes, size));
        }

        Buffer.BlockCopy(array, offset, _bytes, _count, count);
        _count += count;
    }
}
