using System;
using System.Collections.Generic;
using System.Globalization;

namespace SocketTools.Url;

/// <summary>A date in a line of LIST: how many words it takes, and the time; null where its month is in no language that is known.</summary>
internal readonly record struct ListingDate(int Words, DateTimeOffset? Time)
{
    private static readonly string[] s_zoned = { "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz" };
    private static readonly string[] s_whole = { "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss" };

    /// <summary>Reads the date that begins with a word; null: none does.</summary>
    /// <param name="words">The line's words.</param>
    /// <param name="at">The first of it.</param>
    /// <param name="now">The time, for dates without a year.</param>
    internal static ListingDate? Read(IReadOnlyList<ListingWord> words, int at, DateTimeOffset now)
    {
        string first = words[at].Text;
        if (first.Length > 0 && first[0] is >= '0' and <= '9' && first.IndexOf('-') > 0)
        {
            return Iso(words, at, now);
        }

        return at + 2 < words.Count ? Named(words, at, now) : null;
    }

    /// <summary>A number of digits alone; null: none.</summary>
    internal static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    // 2024-05-06 07:08, with seconds, fractions and a zone, or 05-06 07:08 of this year.
    private static ListingDate? Iso(IReadOnlyList<ListingWord> words, int at, DateTimeOffset now)
    {
        string date = words[at].Text;
        string time = words[at + 1].Text;
        int point = time.IndexOf('.');
        string shortened = point >= 0 && time.Length - point > 8 ? time.Substring(0, point + 8) : time;
        if (at + 2 < words.Count && DateTimeOffset.TryParseExact($"{date} {shortened} {words[at + 2].Text}", s_zoned, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset zoned))
        {
            return new ListingDate(3, zoned);
        }

        if (DateTimeOffset.TryParseExact($"{date} {time}", s_whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset whole))
        {
            return new ListingDate(2, whole);
        }

        string[] parts = date.Split('-');
        return parts.Length == 2 && Number(parts[0]) is >= 1 and <= 12 and long month && Number(parts[1]) is long day && TimeOfDay(time) is TimeSpan clock
            && Recent((int)month, day, clock, now) is DateTimeOffset recent
            ? new ListingDate(2, recent)
            : null;
    }

    // Nov 22 19:03, Nov 22 2024, 22 Nov 2024, and Nov 22 19:03:07 2024.
    private static ListingDate? Named(IReadOnlyList<ListingWord> words, int at, DateTimeOffset now)
    {
        string month = words[at].Text;
        string dayText = words[at + 1].Text.TrimEnd('.');
        if (Number(dayText) is null)
        {
            (month, dayText) = (words[at + 1].Text, month.TrimEnd('.'));
        }

        if (dayText.Length > 2 || Number(dayText) is not (>= 1 and <= 31 and long day) || !MonthName.MayBe(month))
        {
            return null;
        }

        int? number = MonthName.Number(month);
        string third = words[at + 2].Text;
        if (TimeOfDay(third) is TimeSpan time)
        {
            if (third.Length > 5 && at + 3 < words.Count && Year(words[at + 3].Text) is int stated)
            {
                return Of(4, number, number is int known ? Date(stated, known, day, time) : null);
            }

            return Of(3, number, number is int named ? Recent(named, day, time, now) : null);
        }

        return Year(third) is int year ? Of(3, number, number is int m ? Date(year, m, day, TimeSpan.Zero) : null) : null;
    }

    // A month that is known makes a date or none; one in another language is a date all the same.
    private static ListingDate? Of(int words, int? month, DateTimeOffset? time) => month is null || time is not null ? new ListingDate(words, time) : null;

    private static int? Year(string text) => text.Length == 4 && Number(text) is >= 1970 and long year ? (int)year : null;

    private static TimeSpan? TimeOfDay(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is not (2 or 3) || !Array.TrueForAll(parts, static p => p.Length is 1 or 2 && Number(p) is not null))
        {
            return null;
        }

        var time = new TimeSpan((int)Number(parts[0])!, (int)Number(parts[1])!, parts.Length == 3 ? (int)Number(parts[2])! : 0);
        return Number(parts[0]) <= 23 && Number(parts[1]) <= 59 && (parts.Length == 2 || Number(parts[2]) <= 60) ? time : null;
    }

    // Without a year it was within the last twelve months, the last leap year's day apart; a day in the future, for clocks and time zones that differ.
    private static DateTimeOffset? Recent(int month, long day, TimeSpan time, DateTimeOffset now)
    {
        int year = now.UtcDateTime.Year;
        DateTimeOffset? recent = Date(year, month, day, time);
        for (int back = 1; back <= 8 && (recent is null || recent > now.AddDays(1)) && (back == 1 || (month == 2 && day == 29)); back++)
        {
            recent = Date(year - back, month, day, time);
        }

        return recent;
    }

    private static DateTimeOffset? Date(int year, int month, long day, TimeSpan time) =>
        day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTimeOffset(year, month, (int)day, 0, 0, 0, TimeSpan.Zero) + time : null;
}
