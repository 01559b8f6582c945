using System;
using System.Globalization;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Url;

/// <summary>What is said over an FTP control connection, a character for each byte, so that names of any encoding survive.</summary>
internal static class FtpText
{
    /// <summary>A character for each byte.</summary>
    internal static Encoding OneByOne { get; } = Encoding.GetEncoding("iso-8859-1");

    /// <summary>Bytes as they are said.</summary>
    internal static string OfBytes(byte[] bytes) => OneByOne.GetString(bytes);

    /// <summary>Text as it is said: as UTF-8 (RFC 2640, 2.2).</summary>
    internal static string Of(string text) => OneByOne.GetString(StrictText.Encode(Encoding.UTF8, text));

    /// <summary>What was said, as bytes.</summary>
    internal static byte[] Bytes(string said) => OneByOne.GetBytes(said);

    /// <summary>What was said, as text.</summary>
    internal static string Shown(string said, Encoding? encoding = null) => (encoding ?? Encoding.UTF8).GetString(OneByOne.GetBytes(said));

    /// <summary>What goes over the control connection as it does over telnet's (RFC 959, 5.3.1; RFC 854): byte FF begins a command there, and two of them are one.</summary>
    internal static string Doubled(string said) => said.Replace("\xFF", "\xFF\xFF");

    /// <summary>Whether a path has a byte that telnet takes for its own.</summary>
    internal static bool HasTelnetByte(string said) => said.IndexOf('\xFF') >= 0;

    /// <summary>The port of a reply to EPSV (RFC 2428, 3).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: there is none.</exception>
    internal static int ExtendedPort(string reply) =>
        FindExtendedPort(reply)?.Port ?? throw FaultFactory.ProtocolViolation($"The reply to EPSV names no port (RFC 2428, 3): '{FaultFactory.Visible(reply)}'.");

    /// <summary>The address and port of a reply to PASV (RFC 959, 4.1.2; RFC 1123, 4.1.2.6); no address where it looks like a reply to EPSV.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: there are none.</exception>
    internal static (string? Address, int Port) PassivePort(string reply) => FindPort(reply) is FtpNamedPort named
        ? (named.Address, named.Port)
        : throw FaultFactory.ProtocolViolation($"The reply to PASV names no port (RFC 959, 4.1.2): '{FaultFactory.Visible(reply)}'.");

    /// <summary>The port of a reply to either, whichever it looks like: servers answer one with the other's; null: it names none.</summary>
    internal static FtpNamedPort? FindPort(string reply) => FindExtendedPort(reply) ?? FindPassivePort(reply);

    // Between three delimiters and a fourth: where the parenthesis opens, or strokes anywhere.
    private static FtpNamedPort? FindExtendedPort(string reply)
    {
        for (int at = 0; at + 4 < reply.Length; at++)
        {
            char delimiter = reply[at];
            if ((delimiter == '|' || (at > 0 && reply[at - 1] == '(' && delimiter is > ' ' and < '\x7F' and not (>= '0' and <= '9'))) && reply[at + 1] == delimiter && reply[at + 2] == delimiter)
            {
                int end = reply.IndexOf(delimiter, at + 3);
                if (end > at + 3 && int.TryParse(reply.Substring(at + 3, end - at - 3), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
                {
                    return new FtpNamedPort(null, port, at + 3, end - at - 3);
                }
            }
        }

        return null;
    }

    // Six numbers, wherever they begin.
    private static FtpNamedPort? FindPassivePort(string reply)
    {
        for (int start = 0; start < reply.Length; start++)
        {
            if (reply[start] is < '0' or > '9')
            {
                continue;
            }

            int end = start;
            while (end < reply.Length && (reply[end] is (>= '0' and <= '9') or ',' || (reply[end] == ' ' && reply[end - 1] == ',')))
            {
                end++;
            }

            string named = reply.Substring(start, end - start).TrimEnd(',', ' ');
            string[] numbers = named.Replace(" ", "").Split(',');
            if (numbers.Length == 6 && Array.TrueForAll(numbers, static n => byte.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                int port = (Number(numbers[4]) * 256) + Number(numbers[5]);
                if (port > 0)
                {
                    return new FtpNamedPort(string.Join(".", numbers, 0, 4), port, start, named.Length);
                }
            }

            start = end;
        }

        return null;
    }

    /// <summary>The time of a reply to MDTM, or of a fact (RFC 3659, 2.3): UTC; null: it is none.</summary>
    internal static DateTimeOffset? Time(string text)
    {
        string digits = text.Trim();
        string[] formats = { "yyyyMMddHHmmss", "yyyyMMddHHmmss.FFFFFFF" };
        return DateTimeOffset.TryParseExact(digits, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
    }

    /// <summary>The length of a reply to SIZE (RFC 3659, 4); null: it is none.</summary>
    internal static long? Length(string text) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : null;

    /// <summary>The number at the end of a reply to SIZE: some servers put words in front; null: there is none.</summary>
    internal static long? LastNumber(string text)
    {
        string trimmed = text.TrimEnd();
        int start = trimmed.Length;
        while (start > 0 && trimmed[start - 1] is >= '0' and <= '9')
        {
            start--;
        }

        return Length(trimmed.Substring(start));
    }

    /// <summary>Whether the words of a no say that there is nothing to list, where a directory is there that can be gone to.</summary>
    internal static bool SaysNothingThere(int code, string text)
    {
        bool Says(params string[] words) => Array.Exists(words, word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
        return code == 450
            ? !Says("denied", "permission", "busy", "lock", "error", "fail")
            : code == 550 && Says("no file", "no such file", "not found", "no match", "empty", "no entries") && !Says("denied", "permission");
    }

    private static byte Number(string digits) => byte.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
