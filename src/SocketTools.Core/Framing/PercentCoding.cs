using System;
using System.Globalization;
using System.IO;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Percent-encoding (RFC 3986, 2.1).</summary>
internal static class PercentCoding
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The bytes that a part of a URI stands for; characters outside ASCII stand for their UTF-8.</summary>
    /// <param name="text">The part.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a percent sign without two hexadecimal digits.</exception>
    internal static byte[] Decode(string text)
    {
        using var bytes = new MemoryStream(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                byte[] encoded = StrictText.Encode(s_utf8, text.Substring(i, length));
                bytes.Write(encoded, 0, encoded.Length);
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length || !byte.TryParse(text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(text)}' has a percent sign without two hexadecimal digits behind it: write %25 for a percent sign.");
            }

            bytes.WriteByte(value);
            i += 2;
        }

        return bytes.ToArray();
    }

    /// <summary>The same as text, where the bytes are UTF-8.</summary>
    internal static string DecodeText(string text) => s_utf8.GetString(Decode(text));

    /// <summary>The bytes of a part that becomes part of a line.</summary>
    /// <param name="text">The part.</param>
    /// <param name="what">What it is, for the error: "gopher selector".</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: CR, LF, TAB or NUL, which would make another line of it.</exception>
    internal static byte[] DecodeForLine(string text, string what)
    {
        byte[] bytes = Decode(text);
        foreach (byte b in bytes)
        {
            if ((b == '\t' ? "TAB" : LineBreak.NameOf((char)b)) is string name)
            {
                throw FaultFactory.InvalidRequest($"The {what} has {name} inside, which would make another request of it.");
            }
        }

        return bytes;
    }

    /// <summary>Bytes as a part of a URI.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="keeps">Which bytes stand for themselves.</param>
    internal static string Encode(byte[] bytes, Func<byte, bool> keeps)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
        {
            _ = keeps(b) ? text.Append((char)b) : text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>Bytes as a part of a URI's path.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="keepSlashes">Whether slashes stand for themselves.</param>
    internal static string Encode(byte[] bytes, bool keepSlashes) => Encode(bytes, b => IsUnreserved((char)b) || (b == '/' && keepSlashes));

    /// <summary>Text as a part of a URI's path, by its UTF-8.</summary>
    internal static string Encode(string text, bool keepSlashes) => Encode(StrictText.Encode(s_utf8, text), keepSlashes);

    // RFC 3986, 2.3, and what a path may hold as it is (3.3) and is often seen.
    private static bool IsUnreserved(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~' or '+' or ',' or '@' or '=' or '!';
}
