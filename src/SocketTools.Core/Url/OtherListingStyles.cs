using System;
using System.Collections.Generic;
using System.Globalization;

namespace SocketTools.Url;

/// <summary>Lines of LIST that no Unix wrote: DOS and IIS, EPLF, VMS, OS/400. Each shows by how it begins.</summary>
internal static class OtherListingStyles
{
    private static readonly string[] s_dosDates = { "MM-dd-yy", "MM-dd-yyyy", "MM/dd/yy", "MM/dd/yyyy", "dd.MM.yy", "dd.MM.yyyy", "yyyy-MM-dd", "yyyy/MM/dd" };
    private static readonly string[] s_dosTimes = { "hh:mmtt", "h:mmtt", "HH:mm", "H:mm", "HH:mm:ss" };
    private static readonly string[] s_hostTimes = { "HH:mm:ss", "HH:mm" };
    private static readonly string[] s_hostDates = { "MM/dd/yy", "MM/dd/yyyy", "yy/MM/dd", "dd/MM/yy", "dd.MM.yy", "dd.MM.yyyy", "yyyy-MM-dd" };
    private static readonly string[] s_vmsDates = { "d-MMM-yyyy" };
    private static readonly string[] s_vmsTimes = { "H:mm", "H:mm:ss", "H:mm:ss.ff" };

    /// <summary>Whether a line is a name of VMS alone: what belongs to it stands on the next, where it is long.</summary>
    internal static bool IsWrapped(string line)
    {
        int version = line.LastIndexOf(';');
        return version > 0 && line.IndexOf(' ') < 0 && ListingDate.Number(line.Substring(version + 1)) is not null;
    }

    /// <summary>Whether a line stands above or below a listing of VMS: <c>Directory DISK:[ANON]</c>, <c>Total of 3 files, 8/16 blocks.</c></summary>
    internal static bool IsHeading(string line) =>
        (line.StartsWith("Directory ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("]", StringComparison.Ordinal))
        || (line.StartsWith("Total of ", StringComparison.Ordinal) && line.IndexOf(" file", StringComparison.Ordinal) > 0);

    /// <summary>Reads a line; null: it is in none of these styles.</summary>
    internal static FtpEntry? Read(string line)
    {
        if (line[0] == '+')
        {
            return Eplf(line);
        }

        IReadOnlyList<ListingWord> words = ListingWord.Split(line);
        if (words.Count < 4)
        {
            return null;
        }

        return line[0] is >= '0' and <= '9' ? Dos(line, words) : Vms(words) ?? Host(line, words);
    }

    // 11-22-26  07:03PM       <DIR>          name
    // 11-22-26  07:03PM                  123 name
    private static FtpEntry? Dos(string line, IReadOnlyList<ListingWord> words)
    {
        if (Time(words[0].Text, s_dosDates, words[1].Text, s_dosTimes) is not DateTimeOffset modified)
        {
            return null;
        }

        ListingWord third = words[2];
        int behind = third.Start + third.Text.Length;
        if (third.Text.Length > 2 && third.Text[0] == '<' && third.Text[third.Text.Length - 1] == '>')
        {
            // As many spaces stand there as lengths are wide; where there are fewer, no name begins with one.
            const int Column = 10;
            int nameAt = string.CompareOrdinal(line, behind, new string(' ', Column), 0, Column) == 0 && behind + Column < line.Length ? behind + Column : words[3].Start;
            return new FtpEntry(line.Substring(nameAt), IsDirectory: third.Text != "<SYMLINK>", null, modified);
        }

        return ListingDate.Number(third.Text.Replace(",", "")) is long length ? new FtpEntry(line.Substring(behind + 1), false, length, modified) : null;
    }

    // +i8388621.29609,m824255902,/,<tab>name (cr.yp.to/ftp/list/eplf.html)
    private static FtpEntry? Eplf(string line)
    {
        int tab = line.IndexOf('\t');
        if (tab < 0)
        {
            return null;
        }

        bool isDirectory = false;
        long? length = null;
        DateTimeOffset? modified = null;
        foreach (string fact in line.Substring(1, tab - 1).Split(','))
        {
            string value = fact.Length > 0 ? fact.Substring(1) : "";
            switch (fact.Length > 0 ? fact[0] : ' ')
            {
                case '/':
                    isDirectory = true;
                    break;
                case 's':
                    length = ListingDate.Number(value);
                    break;
                case 'm':
                    modified = ListingDate.Number(value) is >= 0 and < 253402300800 and long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
                    break;
                default:
                    break;
            }
        }

        return new FtpEntry(line.Substring(tab + 1), isDirectory, length, modified);
    }

    // INDEX.HTM;7      2/4     23-NOV-1999 10:11 [ANON] (RWED,RE,,RE): its length is in blocks, which tell no bytes.
    private static FtpEntry? Vms(IReadOnlyList<ListingWord> words)
    {
        string name = words[0].Text;
        int version = name.LastIndexOf(';');
        if (version <= 0 || ListingDate.Number(name.Substring(version + 1)) is null || Time(words[2].Text, s_vmsDates, words[3].Text, s_vmsTimes) is not DateTimeOffset modified)
        {
            return null;
        }

        const string Directory = ".DIR";
        name = name.Substring(0, version);
        bool isDirectory = name.EndsWith(Directory, StringComparison.OrdinalIgnoreCase) && name.Length > Directory.Length;
        return new FtpEntry(isDirectory ? name.Substring(0, name.Length - Directory.Length) : name, isDirectory, null, modified);
    }

    // QSYS            77824 02/23/00 15:09:55 *DIR       QDLS/
    private static FtpEntry? Host(string line, IReadOnlyList<ListingWord> words)
    {
        if (words.Count < 6 || words[4].Text[0] != '*' || ListingDate.Number(words[1].Text) is not long length || Time(words[2].Text, s_hostDates, words[3].Text, s_hostTimes) is not DateTimeOffset modified)
        {
            return null;
        }

        string name = line.Substring(words[5].Start);
        bool isDirectory = name.Length > 1 && name[name.Length - 1] == '/';
        return new FtpEntry(isDirectory ? name.Substring(0, name.Length - 1) : name, isDirectory, length, modified);
    }

    private static DateTimeOffset? Time(string date, string[] dates, string time, string[] times)
    {
        return DateTime.TryParseExact(date, dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)
            && DateTime.TryParseExact(time, times, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out DateTime clock)
            ? new DateTimeOffset(day.Date + clock.TimeOfDay, TimeSpan.Zero)
            : null;
    }
}
