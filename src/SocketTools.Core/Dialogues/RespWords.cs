using System;
using System.Collections.Generic;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Dialogues;

/// <summary>Takes a command line apart as redis-cli does: words, <c>'…'</c> as it stands, and <c>"…"</c> with escapes.</summary>
internal static class RespWords
{
    /// <summary>The words as bytes; <c>\xHH</c> in quotation marks is a byte, all else is text.</summary>
    /// <param name="line">The line.</param>
    /// <param name="encoding">How text is encoded.</param>
    /// <param name="isSecret">Whether no part of it may be shown.</param>
    /// <param name="ends">Gets where in the line each word ends.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a quotation mark without its other.</exception>
    internal static List<byte[]> Split(string line, Encoding encoding, bool isSecret, List<int> ends)
    {
        var words = new List<byte[]>();
        int at = 0;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or '\t')
            {
                at++;
            }

            if (at == line.Length)
            {
                return words;
            }

            words.Add(line[at] is '"' or '\'' ? Quoted(line, ref at, encoding, isSecret) : Plain(line, ref at, encoding, isSecret));
            ends.Add(at);
        }
    }

    private static byte[] Plain(string line, ref int at, Encoding encoding, bool isSecret)
    {
        int start = at;
        while (at < line.Length && line[at] is not (' ' or '\t'))
        {
            at++;
        }

        return StrictText.Encode(encoding, line.Substring(start, at - start), isSecret);
    }

    private static byte[] Quoted(string line, ref int at, Encoding encoding, bool isSecret)
    {
        char mark = line[at];
        var bytes = new List<byte>();
        var text = new StringBuilder();
        for (int i = at + 1; i < line.Length; i++)
        {
            char c = line[i];
            if (c == mark)
            {
                if (i + 1 < line.Length && line[i + 1] is not (' ' or '\t'))
                {
                    break;
                }

                at = i + 1;
                bytes.AddRange(StrictText.Encode(encoding, text.ToString(), isSecret));
                return bytes.ToArray();
            }

            if (c != '\\' || i + 1 == line.Length || (mark == '\'' && line[i + 1] != '\''))
            {
                text.Append(c);
                continue;
            }

            char escape = line[++i];
            if (mark == '"' && escape == 'x' && i + 2 < line.Length && Uri.IsHexDigit(line[i + 1]) && Uri.IsHexDigit(line[i + 2]))
            {
                bytes.AddRange(StrictText.Encode(encoding, text.ToString(), isSecret));
                text.Clear();
                bytes.Add((byte)((Uri.FromHex(line[i + 1]) * 16) + Uri.FromHex(line[i + 2])));
                i += 2;
                continue;
            }

            text.Append(mark == '\'' ? escape : escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'a' => '\a', _ => escape });
        }

        throw FaultFactory.InvalidRequest("A quotation mark in the command has no other at the end of its word. Nothing was sent. Arguments apart from the command are taken as they are.");
    }
}
