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

    /// <summary>The port of a reply to EPSV (RFC 2428, 3): between three delimiters and a fourth.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: there is none.</exception>
    internal static int ExtendedPort(string reply)
    {
        int open = reply.IndexOf('(');
        if (open >= 0 && open + 5 < reply.Length)
        {
            char delimiter = reply[open + 1];
            int end = reply.IndexOf(delimiter, open + 4);
            if (reply[open + 2] == delimiter && reply[open + 3] == delimiter && end > open + 4
                && int.TryParse(reply.Substring(open + 4, end - open - 4), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
            {
                return port;
            }
        }

        throw FaultFactory.ProtocolViolation($"The reply to EPSV names no port (RFC 2428, 3): '{FaultFactory.Visible(reply)}'.");
    }

    /// <summary>The address and port of a reply to PASV (RFC 959, 4.1.2; RFC 1123, 4.1.2.6): six numbers, wherever they begin.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: there are none.</exception>
    internal static (string Address, int Port) PassivePort(string reply)
    {
        for (int start = 0; start < reply.Length; start++)
        {
            if (reply[start] is < '0' or > '9')
            {
                continue;
            }

            int end = start;
            while (end < reply.Length && (reply[end] is (>= '0' and <= '9') or ','))
            {
                end++;
            }

            string[] numbers = reply.Substring(start, end - start).TrimEnd(',').Split(',');
            if (numbers.Length == 6 && Array.TrueForAll(numbers, static n => byte.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                int port = (Number(numbers[4]) * 256) + Number(numbers[5]);
                if (port > 0)
                {
                    return (string.Join(".", numbers, 0, 4), port);
                }
            }

            start = end;
        }

        throw FaultFactory.ProtocolViolation($"The reply to PASV names no port (RFC 959, 4.1.2): '{FaultFactory.Visible(reply)}'.");
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

    private static byte Number(string digits) => byte.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
