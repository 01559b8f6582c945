using System;
using System.Collections.Generic;

namespace SocketTools.Url;

/// <summary>A line of LIST as <c>ls -l</c> writes it: <c>drwxr-xr-x    2 owner    group        4096 Nov 22 19:03 name</c>.</summary>
/// <remarks>Owner or group may be missing, or of several words, so nothing is counted from the left: the first number with a date behind it is the
/// length, and the name begins one space behind the date, whatever it begins with.</remarks>
internal sealed class UnixListingStyle
{
    private readonly DateTimeOffset _now;

    /// <summary>Prepares to read.</summary>
    /// <param name="now">The time: the year of what is younger than about one is left out.</param>
    internal UnixListingStyle(DateTimeOffset now) => _now = now;

    /// <summary>Reads a line; null: nobody can.</summary>
    internal FtpEntry? Read(string line)
    {
        IReadOnlyList<ListingWord> words = ListingWord.Split(line);
        for (int i = 2; i + 1 < words.Count; i++)
        {
            if (ListingDate.Number(words[i - 1].Text.Replace(",", "")) is not long length || ListingDate.Read(words, i, _now) is not ListingDate date)
            {
                continue;
            }

            ListingWord last = words[i + date.Words - 1];
            int nameAt = last.Start + last.Text.Length + 1;
            if (nameAt >= line.Length)
            {
                continue;
            }

            string name = line.Substring(nameAt);

            // Of a device it is no length but a number.
            return new FtpEntry(line[0] == 'l' ? WithoutTarget(name, length) : name, line[0] == 'd', line[0] is 'b' or 'c' ? null : length, date.Time);
        }

        return null;
    }

    // A name may have an arrow inside, and so may what it leads to: a link is as long as its target's name.
    private static string WithoutTarget(string name, long length)
    {
        const string Arrow = " -> ";
        int first = name.IndexOf(Arrow, StringComparison.Ordinal);
        for (int at = first; at > 0; at = name.IndexOf(Arrow, at + 1, StringComparison.Ordinal))
        {
            if (name.Length - at - Arrow.Length == length)
            {
                return name.Substring(0, at);
            }
        }

        return first > 0 ? name.Substring(0, first) : name;
    }
}
