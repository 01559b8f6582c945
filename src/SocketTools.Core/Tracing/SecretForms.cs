using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>In which forms somebody who was told a secret may say it back. Text here has a character for each byte.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>as it was said, and out of its quotes;</item>
/// <item>of several words (a name and a password, a scheme and a token) the last, and of more than two each;</item>
/// <item>what is in it, where it is base64 of text: the last part behind NUL (RFC 4616), or all of it;</item>
/// <item>behind a colon the password (RFC 7617), out of its percent signs too;</item>
/// <item>of cookies and parameters the values of at least <see cref="ShortestValue"/> bytes;</item>
/// <item>each of these in base64, percent-encoded, as HTML, and in quoted strings, JSON's too.</item>
/// </list>
/// <para>What is shorter than <see cref="Shortest"/> bytes is in innocent text too often, and is left there.</para>
/// </remarks>
internal static class SecretForms
{
    /// <summary>How long a form is at least, in bytes.</summary>
    internal const int Shortest = 4;

    /// <summary>How long a value among others is at least, in bytes: a cookie holds words as well.</summary>
    internal const int ShortestValue = 8;

    // What is longer is a ticket, and nobody writes that down in another way.
    private const int LongestWritten = 1024;

    private static readonly char[] s_blanks = { ' ', '\t', '\r', '\n' };
    private static readonly char[] s_separators = { ' ', '\t', ';', ',' };
    private static readonly char[] s_ends = { '\0', '\x01' };

    // Digest's parameters that the server said first, or everybody knows (RFC 7616, 3.4).
    private static readonly string[] s_public = { "realm", "nonce", "uri", "opaque", "qop", "algorithm", "username", "nc", "signedheaders", "path", "domain" };

    /// <summary>The forms of a secret.</summary>
    internal static IEnumerable<string> Of(string secret)
    {
        var plain = new HashSet<string>(StringComparer.Ordinal);
        AddReadings(secret, plain, isDecoded: false);
        return plain.Where(static p => p.Length >= Shortest && !IsLiteralCount(p)).SelectMany(Written).Distinct().ToArray();
    }

    private static void AddReadings(string said, HashSet<string> plain, bool isDecoded)
    {
        string whole = said.Trim(s_blanks);
        if (!plain.Add(whole) || whole.Length == 0)
        {
            return;
        }

        string[] words = whole.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        string[] values = Values(whole);
        AddPassword(whole, plain);
        if (words.Length == 1)
        {
            AddWord(words[0], plain, isDecoded);
        }
        else if (values.Length == 0 || words.Length == 2)
        {
            foreach (string word in words.Skip(words.Length == 2 || isDecoded ? words.Length - 1 : 0))
            {
                AddReadings(word, plain, isDecoded);
            }
        }

        foreach (string value in values)
        {
            AddReadings(value, plain, isDecoded);
        }

        if (whole.Length > 1 && whole[0] == '"' && whole[whole.Length - 1] == '"')
        {
            AddReadings(Unquoted(whole), plain, isDecoded);
        }
    }

    private static void AddWord(string word, HashSet<string> plain, bool isDecoded)
    {
        // ACL SETUSER name >password.
        if (word[0] is '>' or '<')
        {
            plain.Add(word.Substring(1));
        }

        if (!isDecoded && Decoded(word) is string decoded)
        {
            string last = decoded.TrimEnd(s_ends);
            last = last.Substring(last.LastIndexOfAny(s_ends) + 1);
            AddReadings(last, plain, isDecoded: true);
        }
    }

    private static void AddPassword(string text, HashSet<string> plain)
    {
        int colon = text.IndexOf(':');
        if (colon >= 0)
        {
            plain.Add(text.Substring(colon + 1));
            plain.Add(WithoutPercent(text.Substring(colon + 1)));
        }
    }

    private static string WithoutPercent(string text)
    {
        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isCoded = i + 2 < text.Length && text[i] == '%' && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]);
            decoded.Append(isCoded ? (char)((Uri.FromHex(text[i + 1]) << 4) | Uri.FromHex(text[i + 2])) : text[i]);
            i += isCoded ? 2 : 0;
        }

        return decoded.ToString();
    }

    // {12} and {12+} say how long the secret is that follows (RFC 9051, 4.3), and servers write them too.
    private static bool IsLiteralCount(string text) =>
        text[0] == '{' && text[text.Length - 1] == '}' && text.Skip(1).Take(text.Length - 2).All(static c => c is (>= '0' and <= '9') or '+' or '-');

    // name=value; name="value", the values of those that are not known to be public.
    private static string[] Values(string text) => text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries)
        .Select(static part => (Part: part, Sign: part.IndexOf('=')))
        .Where(static p => p.Sign > 0 && p.Part.Length - p.Sign > ShortestValue && p.Part[p.Sign + 1] != '=')
        .Where(static p => !s_public.Contains(p.Part.Substring(0, p.Sign), StringComparer.OrdinalIgnoreCase))
        .Select(static p => p.Part.Substring(p.Sign + 1)).ToArray();

    private static string Unquoted(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            i += quoted[i] == '\\' && i < quoted.Length - 2 ? 1 : 0;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }

    // Null: it is no base64, or not of text: a password that only looks like it, or a ticket.
    private static string? Decoded(string word)
    {
        if (word.Length < 8 || word.Length > LongestWritten)
        {
            return null;
        }

        try
        {
            byte[] bytes = Convert.FromBase64String(word.TrimEnd('=').Replace('-', '+').Replace('_', '/') + new string('=', (4 - (word.TrimEnd('=').Length % 4)) % 4));
            return Array.TrueForAll(bytes, static b => b is >= 0x20 and not 0x7F or 0 or 1) ? SocketTranscriptEntry.Latin1.GetString(bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // As the libraries of servers write it: they differ in what they leave as it is, and in the digits.
    private static IEnumerable<string> Written(string plain)
    {
        yield return plain;
        if (plain.Length > LongestWritten)
        {
            yield break;
        }

        // RFC 4648, 4 and 5.
        string base64 = Convert.ToBase64String(SocketTranscriptEntry.Latin1.GetBytes(plain));
        yield return base64;
        yield return base64.TrimEnd('=');
        yield return base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');

        // RFC 3986, 2.3; JavaScript; forms of HTML.
        foreach (string digits in new[] { "X2", "x2" })
        {
            yield return Percent(plain, "-._~", digits);
            yield return Percent(plain, "-._~!*'()", digits);
            yield return Percent(plain, "-._*", digits).Replace("%20", "+");
        }

        string html = WebUtility.HtmlEncode(plain);
        yield return html;
        yield return html.Replace("&#39;", "&#x27;");
        yield return html.Replace("&#39;", "&#039;");
        yield return html.Replace("&quot;", "&#34;");

        // RFC 8259, 7.
        string quoted = plain.Replace("\\", "\\\\").Replace("\"", "\\\"");
        yield return quoted;
        yield return quoted.Replace("/", "\\/");
        yield return Escaped(quoted, "<>&", "x4");
        yield return Escaped(plain.Replace("\\", "\\\\"), "<>&'+`\"", "X4");
    }

    // Of bytes, whatever characters they are.
    private static string Percent(string plain, string kept, string digits) =>
        string.Concat(plain.Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || kept.IndexOf(c) >= 0 ? c.ToString() : "%" + ((int)c).ToString(digits, CultureInfo.InvariantCulture)));

    private static string Escaped(string plain, string which, string digits) =>
        string.Concat(plain.Select(c => which.IndexOf(c) < 0 ? c.ToString() : "\\u" + ((int)c).ToString(digits, CultureInfo.InvariantCulture)));
}
