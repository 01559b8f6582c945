using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Fuzz;

/// <summary>Makes of inputs that make sense others that hardly do.</summary>
internal sealed class Mutator
{
    private const int MostBytes = 4096;

    private static readonly string[] s_words =
    {
        "\r\n", "\n", "\r", "\r\n.\r\n", ".", "..", "\0", "\xFF", "\xFF\xFB\x01", "\xFF\xF0", "\xC3\xA9", "\xEF\xBB\xBF", "\xED\xA0\x80", " ", "\t", ":", ";", ",", "=", "\"", "\\", "\\\"",
        "{", "}", "[", "]", "<", ">", "(", ")", "*", "+", "-", "$", "%", "~", "#", "_", "|", "!", "/", "//", "@", "?", "&", "'", "0", "1", "-1", "+1", "007", "00", "0x10", "1e3",
        "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999", "-9223372036854775808", "NaN", "inf",
        "{5}", "{5+}", "{9999999999}", "OK", "NO", "* ", "a1 ", "+OK", "-ERR", "250 ", "250-", "HTTP/1.1 ", "HTTP/1.0 200\r\n", "100 ", "204", "304",
        "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "chunked", "gzip", "identity", "\r\n\r\n", "\n\n", "0\r\n\r\n", "5\r\n", "ffffffff\r\n",
        "C: ", "S: ", "C. ", "S. ", "C~ ", "S% ", "* close", "@ 0.25", "\\x41", "\\r\\n", "********", "http://", "ftp://", "%2F", "%00", "%", "xn--", "::1", "[::1]", "localhost", ":80", "..%2f",
        "charset=", "utf-16", "utf-7", "VALUE ", "END\r\n", "STAT ", "PASS ", "AUTH PLAIN ", "Authorization: ", "LOGIN ", "null", "true", "\"data\":", "1e999",
    };

    private readonly Random _random;

    internal Mutator(Random random) => _random = random;

    /// <summary>An input made of two others.</summary>
    internal byte[] Make(byte[] seed, byte[] other)
    {
        var bytes = new List<byte>(seed);
        for (int left = 1 << _random.Next(4); left > 0; left--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > MostBytes)
        {
            bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        }

        return bytes.ToArray();
    }

    /// <summary>Some places in so many bytes, in order.</summary>
    internal int[] Cuts(int count)
    {
        int most = _random.Next(3) == 0 ? count : Math.Min(count, 4);
        var cuts = new SortedSet<int>();
        for (int left = count == 0 ? 0 : _random.Next(1, most + 1); left > 0; left--)
        {
            cuts.Add(_random.Next(count));
        }

        return [.. cuts];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 << _random.Next(7));
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                bytes.InsertRange(at, Encoding.Latin1.GetBytes(s_words[_random.Next(s_words.Length)]));
                break;
            case 3 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 4 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 7 when other.Length > 0:
                int from = _random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + (1 << _random.Next(8)))]);
                break;
            case 8:
                ChangeNumber(bytes, at);
                break;
            case 9 when at > 0 && _random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
        }
    }

    // Numbers are where lengths are: one more, one less, twice.
    private void ChangeNumber(List<byte> bytes, int from)
    {
        int at = bytes.FindIndex(from, static b => b is >= (byte)'0' and <= (byte)'9');
        if (at < 0)
        {
            return;
        }

        int end = at;
        while (end < bytes.Count && end - at < 9 && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        long number = long.Parse(Encoding.ASCII.GetString(bytes.GetRange(at, end - at).ToArray()), CultureInfo.InvariantCulture);
        long changed = _random.Next(4) switch { 0 => number + 1, 1 => number - 1, 2 => number * 2, _ => _random.Next(300) };
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(changed.ToString(CultureInfo.InvariantCulture)));
    }
}
