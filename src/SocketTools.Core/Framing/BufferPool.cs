using System.Collections.Concurrent;
using System.Threading;

namespace SocketTools.Framing;

/// <summary>A few buffers kept for the next connection that receives, so that an idle connection holds none.</summary>
internal static class BufferPool
{
    /// <summary>The size of a pooled buffer, in bytes: large enough for a fast stream, small enough to stay off the large object heap.</summary>
    internal const int Size = 64 * 1024;

    private const int MostKept = 32;

    private static readonly ConcurrentBag<byte[]> s_kept = new();
    private static int s_count;

    /// <summary>A buffer of at least <paramref name="size"/> bytes, its content undefined.</summary>
    internal static byte[] Rent(int size)
    {
        if (size <= Size && s_kept.TryTake(out byte[]? buffer))
        {
            Interlocked.Decrement(ref s_count);
            return buffer;
        }

        return new byte[size <= Size ? Size : size];
    }

    /// <summary>Takes a buffer back; the caller must not touch it afterwards.</summary>
    internal static void Return(byte[] buffer)
    {
        if (buffer.Length != Size)
        {
            return;
        }

        if (Interlocked.Increment(ref s_count) > MostKept)
        {
            Interlocked.Decrement(ref s_count);
            return;
        }

        s_kept.Add(buffer);
    }
}
