using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>JSON (RFC 8259), as far as transcripts' files need it: .NET Framework brings none.</summary>
internal static class JsonText
{
    private const int Deepest = 64;

    /// <summary>Writes a value: a string, a number, a Boolean, null, a list, or pairs of name and value.</summary>
    internal static void Write(StringBuilder to, object? value)
    {
        switch (value)
        {
            case null:
                to.Append("null");
                break;
            case string text:
                WriteString(to, text);
                break;
            case bool flag:
                to.Append(flag ? "true" : "false");
                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                WriteAll(to, '{', '}', pairs, pair =>
                {
                    WriteString(to, pair.Key);
                    to.Append(':');
                    Write(to, pair.Value);
                });
                break;
            case IEnumerable<object?> list:
                WriteAll(to, '[', ']', list, item => Write(to, item));
                break;
            default:
                to.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Reads one value: a string, a double, a Boolean, null, a list or a dictionary.</summary>
    /// <exception cref="FormatException">It is no JSON.</exception>
    internal static object? Parse(string text)
    {
        int at = 0;
        object? value = ParseValue(text, ref at, 0);
        SkipSpace(text, ref at);
        return at == text.Length ? value : throw Wrong(at);
    }

    private static void WriteAll<T>(StringBuilder to, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        to.Append(open);
        bool isFirst = true;
        foreach (T item in items)
        {
            if (!isFirst)
            {
                to.Append(',');
            }

            isFirst = false;
            write(item);
        }

        to.Append(close);
    }

    private static void WriteString(StringBuilder to, string text)
    {
        to.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                to.Append(c).Append(text[++i]);
            }
            else if (c is '"' or '\\')
            {
                to.Append('\\').Append(c);
            }
            else if (c is < ' ' or '\x7F' or '\u2028' or '\u2029' || char.IsSurrogate(c))
            {
                to.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                to.Append(c);
            }
        }

        to.Append('"');
    }

    private static object? ParseValue(string text, ref int at, int depth)
    {
        SkipSpace(text, ref at);
        if (at == text.Length || depth > Deepest)
        {
            throw Wrong(at);
        }

        switch (text[at])
        {
            case '{':
                return ParseObject(text, ref at, depth);
            case '[':
                return ParseList(text, ref at, depth);
            case '"':
                return ParseString(text, ref at);
            case 't' when Take(text, ref at, "true"):
                return true;
            case 'f' when Take(text, ref at, "false"):
                return false;
            case 'n' when Take(text, ref at, "null"):
                return null;
            default:
                return ParseNumber(text, ref at);
        }
    }

    private static Dictionary<string, object?> ParseObject(string text, ref int at, int depth)
    {
        var made = new Dictionary<string, object?>(StringComparer.Ordinal);
        at++;
        bool isFirst = true;
        for (SkipSpace(text, ref at); !TakeSign(text, ref at, '}'); SkipSpace(text, ref at))
        {
            if (!isFirst)
            {
                Demand(text, ref at, ',');
                SkipSpace(text, ref at);
            }

            isFirst = false;
            string name = ParseString(text, ref at);
            SkipSpace(text, ref at);
            Demand(text, ref at, ':');
            made[name] = ParseValue(text, ref at, depth + 1);
        }

        return made;
    }

    private static List<object?> ParseList(string text, ref int at, int depth)
    {
        var made = new List<object?>();
        at++;
        for (SkipSpace(text, ref at); !TakeSign(text, ref at, ']'); SkipSpace(text, ref at))
        {
            if (made.Count > 0)
            {
                Demand(text, ref at, ',');
            }

            made.Add(ParseValue(text, ref at, depth + 1));
        }

        return made;
    }

    private static string ParseString(string text, ref int at)
    {
        Demand(text, ref at, '"');
        int end = at;
        while (end < text.Length && text[end] is not ('"' or '\\'))
        {
            end++;
        }

        if (end < text.Length && text[end] == '"')
        {
            string plain = text.Substring(at, end - at);
            at = end + 1;
            return plain;
        }

        var made = new StringBuilder();
        while (!TakeSign(text, ref at, '"'))
        {
            if (at == text.Length)
            {
                throw Wrong(at);
            }

            char c = text[at++];
            made.Append(c == '\\' ? ParseEscape(text, ref at) : c);
        }

        return made.ToString();
    }

    private static char ParseEscape(string text, ref int at)
    {
        char c = at < text.Length ? text[at++] : '\0';
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when at + 4 <= text.Length && ushort.TryParse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                at += 4;
                return (char)code;
            default:
                throw Wrong(at);
        }
    }

    private static object ParseNumber(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E')
        {
            at++;
        }

        return double.TryParse(text.Substring(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(start);
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n' or '\uFEFF')
        {
            at++;
        }
    }

    private static bool Take(string text, ref int at, string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private static bool TakeSign(string text, ref int at, char sign)
    {
        if (at >= text.Length || text[at] != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private static void Demand(string text, ref int at, char sign)
    {
        if (!TakeSign(text, ref at, sign))
        {
            throw Wrong(at);
        }
    }

    private static FormatException Wrong(int at) => new(string.Format(CultureInfo.InvariantCulture, "no JSON at character {0}", at));
}
