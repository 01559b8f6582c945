using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>Bytes as text of the notation: plain where they can be, in quotes with escapes where they cannot.</summary>
internal static class NotationText
{
    /// <summary>Whether text can stand in the notation as it is: characters that show, and that no editor or terminal changes.</summary>
    internal static bool IsPlain(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and < '\x7F')
            {
                continue;
            }

            if (c < '\xA0' || !IsShown(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                return false;
            }

            i += char.IsHighSurrogate(c) ? 1 : 0;
        }

        return true;
    }

    /// <summary>The text of bytes that are UTF-8 and plain; null where they are not.</summary>
    internal static string? TryPlain(byte[] data, int offset, int count)
    {
        if (!Utf8Text.IsValid(data, offset, count))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(data, offset, count);
        return IsPlain(text) ? text : null;
    }

    /// <summary>Bytes in quotes: <c>\r \n \t \0 \xHH \" \\</c>, and whatever shows as it is.</summary>
    internal static string Quote(byte[] data) => Quote(data, 0, data.Length, null);

    /// <summary>The same for a part of them.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="count">How long it is.</param>
    /// <param name="isLiteralStar">Whether the byte there, a <c>*</c>, has to be told from a masked one; null: none.</param>
    internal static string Quote(byte[] data, int offset, int count, Func<int, bool>? isLiteralStar)
    {
        var quoted = new StringBuilder(count + 16).Append('"');
        int end = offset + count;
        for (int i = offset; i < end;)
        {
            byte value = data[i];
            int length = value >= 0x80 ? ShownCharacter(data, i, end) : 1;
            if (length > 1)
            {
                quoted.Append(Encoding.UTF8.GetString(data, i, length));
            }
            else if (value == '*' && isLiteralStar is not null && isLiteralStar(i))
            {
                quoted.Append("\\x2A");
            }
            else
            {
                Append(quoted, value);
            }

            i += Math.Max(length, 1);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Reads text in quotes.</summary>
    /// <param name="text">Begins with the first quote.</param>
    /// <param name="allowRest">Whether something may stand behind the last one.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="problem">What is wrong with it, else empty.</param>
    internal static bool TryUnquote(string text, bool allowRest, out byte[]? data, out string problem) => TryUnquote(text, allowRest, null, out data, out problem);

    /// <summary>The same, noting where a <c>*</c> was written as an escape.</summary>
    internal static bool TryUnquote(string text, bool allowRest, ICollection<int>? escapedStars, out byte[]? data, out string problem)
    {
        data = null;
        if (text.Length == 0 || text[0] != '"')
        {
            problem = "exact bytes stand in quotes";
            return false;
        }

        var bytes = new List<byte>(text.Length);
        for (int i = 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
            {
                problem = allowRest || text.Substring(i + 1).Trim().Length == 0 ? "" : "something stands behind the closing quote";
                data = bytes.ToArray();
                return problem.Length == 0;
            }

            if (c != '\\')
            {
                int length = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
                if (length == 1 && char.IsSurrogate(c))
                {
                    problem = "half a surrogate pair stands alone";
                    return false;
                }

                if (c < 0x80)
                {
                    bytes.Add((byte)c);
                }
                else
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                }

                i += length - 1;
                continue;
            }

            int value = Unescape(text, ref i);
            if (value < 0)
            {
                problem = @"an escape is one of \r \n \t \0 \xHH \"" \\";
                return false;
            }

            if (value == '*')
            {
                escapedStars?.Add(bytes.Count);
            }

            bytes.Add((byte)value);
        }

        problem = "the closing quote is missing";
        return false;
    }

    private static int Unescape(string text, ref int i)
    {
        i++;
        switch (i < text.Length ? text[i] : '\0')
        {
            case 'r':
                return '\r';
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case '0':
                return 0;
            case '"':
                return '"';
            case '\\':
                return '\\';
            case 'x' when i + 2 < text.Length && byte.TryParse(text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value):
                i += 2;
                return value;
            default:
                return -1;
        }
    }

    private static void Append(StringBuilder quoted, byte value) => _ = value switch
    {
        (byte)'\r' => quoted.Append("\\r"),
        (byte)'\n' => quoted.Append("\\n"),
        (byte)'\t' => quoted.Append("\\t"),
        0 => quoted.Append("\\0"),
        (byte)'"' => quoted.Append("\\\""),
        (byte)'\\' => quoted.Append("\\\\"),
        < 0x20 or >= 0x7F => quoted.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture)),
        _ => quoted.Append((char)value),
    };

    // How many bytes the character there has that shows; 0: it is no character, or none that shows.
    private static int ShownCharacter(byte[] data, int at, int end)
    {
        int length = Utf8Text.CharacterLength(data, at, end);
        return length > 0 && IsPlain(Encoding.UTF8.GetString(data, at, length)) ? length : 0;
    }

    private static bool IsShown(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
