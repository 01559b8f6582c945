using System.Collections.Generic;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Dialogues;

/// <summary>A line with literals in it (RFC 9051, 4.3; RFC 5804, 1.2): its text, and the bytes of each apart.</summary>
internal sealed class LiteralLine
{
    private readonly StringBuilder _text = new();

    /// <summary>The literals of this and the lines before it.</summary>
    internal List<byte[]> Literals { get; } = new();

    /// <summary>Adds a piece of the line.</summary>
    /// <returns>How long the literal is that follows; -1: none does, and the line is whole.</returns>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: a count that is none.</exception>
    internal long Add(string piece)
    {
        _text.Append(piece);
        return LiteralLength(piece);
    }

    /// <summary>The text of the whole line, literals as <c>{n}</c> without their bytes; the next line begins.</summary>
    internal string Take()
    {
        string text = _text.ToString();
        _text.Clear();
        return text;
    }

    /// <summary>The count in <c>{n}</c> or <c>{n+}</c> at the end of a line; -1: none is there.</summary>
    internal static long LiteralLength(string line)
    {
        if (line.Length < 3 || line[line.Length - 1] != '}')
        {
            return -1;
        }

        int open = line.LastIndexOf('{');
        int end = line[line.Length - 2] == '+' ? line.Length - 2 : line.Length - 1;
        if (open < 0 || open + 1 >= end)
        {
            return -1;
        }

        long length = 0;
        for (int i = open + 1; i < end; i++)
        {
            int digit = line[i] - '0';
            if (digit is < 0 or > 9)
            {
                return -1;
            }

            if (length > long.MaxValue / 100)
            {
                throw FaultFactory.ProtocolViolation($"The literal's count '{line.Substring(open)}' is no number that anything could have.");
            }

            length = (length * 10) + digit;
        }

        return length;
    }
}
