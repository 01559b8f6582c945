using System;

namespace SocketTools.Compat;

/// <summary>Looks for bytes among bytes, as fast as the platform can.</summary>
internal static class ByteSearch
{
    /// <summary>Where the first copy begins; -1: there is none.</summary>
    /// <param name="data">Where to look.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="end">Where to stop: the copy ends there at the latest.</param>
    /// <param name="sought">What to look for; at least one byte.</param>
    internal static int IndexOf(byte[] data, int from, int end, byte[] sought)
    {
#if NET
        int found = data.AsSpan(from, end - from).IndexOf(sought);
        return found < 0 ? -1 : from + found;
#else
        for (int at = from; at <= end - sought.Length; at++)
        {
            at = Array.IndexOf(data, sought[0], at, end - sought.Length + 1 - at);
            if (at < 0)
            {
                return -1;
            }

            if (StartsAt(data, at, sought, sought.Length))
            {
                return at;
            }
        }

        return -1;
#endif
    }

    /// <summary>Whether bytes begin, at a place, as others do.</summary>
    /// <param name="data">Where to look.</param>
    /// <param name="at">The place; so many bytes have to be behind it.</param>
    /// <param name="sought">The others.</param>
    /// <param name="count">How many of them are compared.</param>
    internal static bool StartsAt(byte[] data, int at, byte[] sought, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (data[at + i] != sought[i])
            {
                return false;
            }
        }

        return true;
    }
}
