using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Url;

/// <summary>Months as servers abbreviate them in the languages of Europe, and as <c>11月</c>.</summary>
internal static class MonthName
{
    private static readonly Encoding s_strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // English, German, French, Spanish, Italian, Portuguese, Dutch, and the Scandinavian ones; accents left out.
    private static readonly Dictionary<string, int> s_numbers = Numbered(
        "jan janv ene gen januar january", "feb fev fevr februar february", "mar mars marz mrz mrt maart march", "apr avr avril abr april",
        "may mai mei maj mag maggio", "jun juin juni jui giu june", "jul juil juli lug july", "aug aou aout ago august",
        "sep sept set september", "oct okt ott out oktober october", "nov november", "dec dez dic des december dezember");

    /// <summary>Whether a word may be a month's name in some language: it is no number, and no time.</summary>
    internal static bool MayBe(string word) => word.Length is >= 2 and <= 24 && !IsDigit(word[word.Length - 1]) && word.IndexOf(':') < 0 && word.IndexOf('/') < 0;

    /// <summary>A month's number from 1; null: no name that is known.</summary>
    /// <param name="word">The name, a character for each byte.</param>
    internal static int? Number(string word)
    {
        string name = Decoded(word);
        if (name.Length is 2 or 3 && name[name.Length - 1] is '月' or '월')
        {
            return ListingDate.Number(name.Substring(0, name.Length - 1)) is >= 1 and <= 12 and long month ? (int)month : null;
        }

        return s_numbers.TryGetValue(Plain(name), out int number) ? number : null;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static string Decoded(string word)
    {
        try
        {
            return s_strict.GetString(FtpText.Bytes(word));
        }
        catch (DecoderFallbackException)
        {
            return word;
        }
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (char c in name.TrimEnd('.').Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }

    private static Dictionary<string, int> Numbered(params string[] months)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < months.Length; i++)
        {
            foreach (string name in months[i].Split(' '))
            {
                numbers.Add(name, i + 1);
            }
        }

        return numbers;
    }
}
