using System;
using System.Diagnostics;
using System.Threading;

namespace SocketTools.Transport;

/// <summary>Watches for an answer that comes at once, in place of sleeping until it is there.</summary>
/// <remarks>A thread that sleeps is woken some tens of microseconds late, which is most of a round trip to a near peer. Watching keeps a
/// processor busy, so it is short, stops being tried where it did not pay (the next 2, 4 … 64 times), and is not done where there is one
/// processor only, which the peer may need.</remarks>
internal sealed class AnswerWatch
{
    private const int LongestMicroseconds = 50;
    private const int MostMisses = 6;

    private static readonly bool s_pays = Environment.ProcessorCount > 1;
    private static readonly long s_longest = LongestMicroseconds * Stopwatch.Frequency / 1_000_000;

    private int _misses;
    private int _passes;

    /// <summary>Reads what comes within the watch.</summary>
    /// <returns>As <see cref="ByteTransport.TryRead"/>.</returns>
    internal int TryRead(ByteTransport transport, ArraySegment<byte> into)
    {
        if (!s_pays)
        {
            return ByteTransport.WouldWait;
        }

        if (_passes > 0)
        {
            _passes--;
            return ByteTransport.WouldWait;
        }

        long began = Stopwatch.GetTimestamp();
        do
        {
            int count = transport.TryRead(into);
            if (count != ByteTransport.WouldWait)
            {
                _misses = 0;
                return count;
            }

            Thread.SpinWait(10);
        }
        while (Stopwatch.GetTimestamp() - began < s_longest);

        _misses = Math.Min(_misses + 1, MostMisses);
        _passes = 1 << _misses;
        return ByteTransport.WouldWait;
    }
}
