using System;
using System.Globalization;

namespace SocketTools.Http;

/// <summary>Which part of a representation a 206 carries (RFC 9110, 14.4).</summary>
internal sealed class ContentRange
{
    private const string Unit = "bytes ";

    private ContentRange(long first, long last, long? complete)
    {
        First = first;
        Last = last;
        Complete = complete;
    }

    /// <summary>The first byte's place, from 0.</summary>
    internal long First { get; }

    /// <summary>The last byte's place.</summary>
    internal long Last { get; }

    /// <summary>The length of the whole, in bytes; null where the server does not know it.</summary>
    internal long? Complete { get; }

    /// <summary>Whether it is no part but all of it.</summary>
    internal bool IsWhole => First == 0 && Complete == Last + 1;

    /// <summary>Reads <c>bytes first-last/complete</c>; null where it is not that, or says what cannot be.</summary>
    internal static ContentRange? Parse(string[]? fields)
    {
        if (fields is not [string field] || !field.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] parts = field.Substring(Unit.Length).Split('-', '/');
        if (parts.Length != 3 || Number(parts[0]) is not long first || Number(parts[1]) is not long last || last < first)
        {
            return null;
        }

        long? complete = parts[2] == "*" ? null : Number(parts[2]) ?? -1;
        return complete is null || complete > last ? new ContentRange(first, last, complete) : null;
    }

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
