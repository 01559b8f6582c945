using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Url;

/// <summary>Reads listings of FTP servers: MLSD (RFC 3659, 7), and LIST in the styles of Unix and DOS. Pure: bytes in, items out.</summary>
internal sealed class FtpListing
{
    private static readonly string[] s_months = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

    private readonly string _directory;
    private readonly Encoding _encoding;
    private readonly DateTimeOffset _now;

    /// <summary>Prepares to read.</summary>
    /// <param name="directory">The URI of the directory, a slash at its end.</param>
    /// <param name="encoding">Of the names.</param>
    /// <param name="now">The time: LIST leaves out the year of what is younger than about one.</param>
    internal FtpListing(string directory, Encoding encoding, DateTimeOffset now)
    {
        _directory = directory;
        _encoding = encoding;
        _now = now;
    }

    /// <summary>The items of a listing.</summary>
    /// <param name="bytes">The listing.</param>
    /// <param name="isFacts">Whether it answers MLSD.</param>
    internal IReadOnlyList<DirectoryItem> Parse(byte[] bytes, bool isFacts)
    {
        var items = new List<DirectoryItem>();
        for (int at = 0; at < bytes.Length;)
        {
            int newLine = Array.IndexOf(bytes, (byte)'\n', at);
            int stop = newLine < 0 ? bytes.Length : newLine;
            string entry = FtpText.OneByOne.GetString(bytes, at, stop - at).TrimEnd('\r');
            at = stop + 1;
            if (entry.Length > 0 && (isFacts ? OfFacts(entry) : OfList(entry)) is { Name: not ("." or "..") } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    // fact=value;fact=value; name
    private DirectoryItem? OfFacts(string line)
    {
        int space = line.IndexOf(' ');
        if (space < 0 || space + 1 == line.Length)
        {
            return Unread(line);
        }

        long? length = null;
        DateTimeOffset? modified = null;
        bool isDirectory = false;
        foreach (string fact in line.Substring(0, space).Split(';'))
        {
            int equals = fact.IndexOf('=');
            string value = fact.Substring(equals + 1);
            switch (equals < 0 ? "" : fact.Substring(0, equals).ToLowerInvariant())
            {
                case "type" when value.Equals("cdir", StringComparison.OrdinalIgnoreCase) || value.Equals("pdir", StringComparison.OrdinalIgnoreCase):
                    return null;
                case "type":
                    isDirectory = value.Equals("dir", StringComparison.OrdinalIgnoreCase);
                    break;
                case "size":
                    length = FtpText.Length(value);
                    break;
                case "modify":
                    modified = FtpText.Time(value);
                    break;
                default:
                    break;
            }
        }

        return Item(line, line.Substring(space + 1), isDirectory, length, modified);
    }

    private DirectoryItem? OfList(string line)
    {
        if (line.StartsWith("total ", StringComparison.OrdinalIgnoreCase) && FtpText.Length(line.Substring("total ".Length)) is not null)
        {
            return null;
        }

        List<(int Start, string Text)> words = Words(line, 9);
        return (line[0] is >= '0' and <= '9' ? OfDos(line, words) : OfUnix(line, words)) ?? Unread(line);
    }

    // 11-22-26  07:03PM       <DIR>          name
    private DirectoryItem? OfDos(string line, List<(int Start, string Text)> words)
    {
        if (words.Count < 4)
        {
            return null;
        }

        string[] formats = { "MM-dd-yy hh:mmtt", "MM-dd-yyyy hh:mmtt", "MM-dd-yy HH:mm", "MM-dd-yyyy HH:mm", "yyyy-MM-dd HH:mm" };
        if (!DateTimeOffset.TryParseExact($"{words[0].Text} {words[1].Text}", formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified))
        {
            return null;
        }

        bool isDirectory = words[2].Text == "<DIR>";
        long? length = isDirectory ? null : FtpText.Length(words[2].Text.Replace(",", ""));
        return isDirectory || length is not null ? Item(line, line.Substring(words[3].Start), isDirectory, length, modified) : null;
    }

    // drwxr-xr-x    2 owner    group        4096 Nov 22 19:03 name: owner or group may be missing, and a year may stand for the time of day.
    private DirectoryItem? OfUnix(string line, List<(int Start, string Text)> words)
    {
        for (int i = 2; i + 2 < words.Count; i++)
        {
            DateTimeOffset? modified = null;
            int last = i + 2;
            int month = Array.IndexOf(s_months, words[i].Text.ToLowerInvariant());
            if (month >= 0)
            {
                modified = UnixTime(month + 1, words[i + 1].Text, words[i + 2].Text);
            }
            else if (words[i].Text.Length == 10 && DateTimeOffset.TryParseExact($"{words[i].Text} {words[i + 1].Text}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset whole))
            {
                modified = whole;
                last = i + 1;
            }

            int nameAt = words[last].Start + words[last].Text.Length + 1;
            if (modified is null || nameAt >= line.Length)
            {
                continue;
            }

            string name = line.Substring(nameAt);
            int arrow = line[0] == 'l' ? name.IndexOf(" -> ", StringComparison.Ordinal) : -1;
            bool isDirectory = line[0] == 'd';
            return Item(line, arrow > 0 ? name.Substring(0, arrow) : name, isDirectory, isDirectory ? null : FtpText.Length(words[i - 1].Text), modified);
        }

        return null;
    }

    private DateTimeOffset? UnixTime(int month, string day, string timeOrYear)
    {
        if (!int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return null;
        }

        int colon = timeOrYear.IndexOf(':');
        string hours = colon < 0 ? "0" : timeOrYear.Substring(0, colon);
        string minutes = colon < 0 ? "0" : timeOrYear.Substring(colon + 1);
        string years = colon < 0 ? timeOrYear : _now.UtcDateTime.Year.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int hour) || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int minute)
            || !int.TryParse(years, NumberStyles.None, CultureInfo.InvariantCulture, out int year) || hour > 23 || minute > 59 || number < 1 || year is < 1970 or > 9998)
        {
            return null;
        }

        // Without a year it was within the last twelve months; a day in the future, for clocks and time zones that differ.
        DateTimeOffset? time = Date(year, month, number, hour, minute);
        return colon >= 0 && (time is null || time > _now.AddDays(1)) ? Date(year - 1, month, number, hour, minute) : time;
    }

    private static DateTimeOffset? Date(int year, int month, int day, int hour, int minute) =>
        day <= DateTime.DaysInMonth(year, month) ? new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero) : null;

    private DirectoryItem Item(string line, string name, bool isDirectory, long? length, DateTimeOffset? modified) =>
        new(_directory, FtpText.Shown(line, _encoding), FtpText.Shown(name, _encoding), name, FtpText.OneByOne)
        {
            IsDirectory = isDirectory,
            Length = isDirectory ? null : length,
            LastModified = modified?.LocalDateTime,
        };

    // Better a line that nobody could read than one that is not there.
    private DirectoryItem Unread(string line)
    {
        string shown = FtpText.Shown(line, _encoding);
        return new DirectoryItem(null, shown, shown, shown, FtpText.OneByOne);
    }

    private static List<(int Start, string Text)> Words(string line, int most)
    {
        var words = new List<(int, string)>(most);
        for (int at = 0; at < line.Length && words.Count < most;)
        {
            if (line[at] == ' ')
            {
                at++;
                continue;
            }

            int end = line.IndexOf(' ', at);
            end = end < 0 ? line.Length : end;
            words.Add((at, line.Substring(at, end - at)));
            at = end;
        }

        return words;
    }
}
