using System.Collections.Concurrent;
using System.Threading;

namespace SocketTools.Framing;

/// <summary>A few buffers kept for the next connection that receives, so that an idle connection holds none.</summary>
internal static class BufferPool
{
    /// <summary>The size of an ordinary buffer, in bytes: small enough to stay off the large object heap.</summary>
    internal const int Size = 64 * 1024;

    /// <summary>The size of a buffer for a long stream, in bytes: a read of the system costs as much for a small one.</summary>
    internal const int LargeSize = 256 * 1024;

    /// <summary>The size of a buffer for a stream of many small messages, in bytes: whoever takes long over what was read lets the peer wait less often.</summary>
    internal const int LongSize = 1024 * 1024;

    private static readonly Shelf s_ordinary = new(Size, 32);
    private static readonly Shelf s_large = new(LargeSize, 8);
    private static readonly Shelf s_long = new(LongSize, 2);

    /// <summary>A buffer of at least <paramref name="size"/> bytes, its content undefined.</summary>
    internal static byte[] Rent(int size) => size switch
    {
        <= Size => s_ordinary.Take(),
        <= LargeSize => s_large.Take(),
        <= LongSize => s_long.Take(),
        _ => new byte[size],
    };

    /// <summary>Takes a buffer back; the caller must not touch it afterwards.</summary>
    internal static void Return(byte[] buffer)
    {
        if (buffer.Length == Size)
        {
            s_ordinary.Put(buffer);
        }
        else if (buffer.Length == LargeSize)
        {
            s_large.Put(buffer);
        }
        else if (buffer.Length == LongSize)
        {
            s_long.Put(buffer);
        }
    }

    private sealed class Shelf
    {
        private readonly int _size;
        private readonly int _most;
        private readonly ConcurrentBag<byte[]> _kept = new();
        private int _count;

        internal Shelf(int size, int most)
        {
            _size = size;
            _most = most;
        }

        internal byte[] Take()
        {
            if (_kept.TryTake(out byte[]? buffer))
            {
                Interlocked.Decrement(ref _count);
                return buffer;
            }

            return new byte[_size];
        }

        internal void Put(byte[] buffer)
        {
            if (Interlocked.Increment(ref _count) > _most)
            {
                Interlocked.Decrement(ref _count);
                return;
            }

            _kept.Add(buffer);
        }
    }
}
