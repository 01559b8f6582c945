using System;

namespace SocketTools.Dialogues;

/// <summary>Most Redis commands are ASCII words between spaces, and many are sent at once: they become bytes in one go.</summary>
internal static class PlainWords
{
    // A type, ten digits and a line end.
    private const int LongestCount = 13;

    /// <summary>The command as an array of strings; null where there is more to it than words: quotation marks, other characters, no word at all.</summary>
    internal static byte[]? TryEncode(string line)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in line)
        {
            if (c is '"' or '\'' or '\t' or > '\x7F')
            {
                return null;
            }

            words += c != ' ' && !inWord ? 1 : 0;
            inWord = c != ' ';
        }

        if (words == 0)
        {
            return null;
        }

        var bytes = new byte[line.Length + ((words + 1) * (LongestCount + 2))];
        int to = RedisProtocol.Count(bytes, 0, (byte)'*', words);
        for (int at = 0; words > 0; words--)
        {
            while (line[at] == ' ')
            {
                at++;
            }

            int end = line.IndexOf(' ', at);
            end = end < 0 ? line.Length : end;
            to = RedisProtocol.Count(bytes, to, (byte)'$', end - at);
            while (at < end)
            {
                bytes[to++] = (byte)line[at++];
            }

            bytes[to++] = (byte)'\r';
            bytes[to++] = (byte)'\n';
        }

        Array.Resize(ref bytes, to);
        return bytes;
    }
}
