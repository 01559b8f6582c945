using System;
using System.Collections.Generic;
using System.Text;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads replies with literals in their lines (RFC 9051, 4.3; RFC 5804, 1.2): a line's text is one thing, the bytes of each literal another.</summary>
internal abstract class LiteralParser : ReplyParser
{
    private readonly StringBuilder _line = new();
    private readonly List<byte[]> _literals = new();
    private bool _inLine;

    /// <summary>Makes a parser for one reply.</summary>
    protected LiteralParser(ReplyOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override SocketReply Reply => new()
    {
        Code = Code,
        StatusLine = Status,
        Spoken = Spoken,
        LineSource = _ => Lines.ToArray(),
        Literals = _literals.ToArray(),
        Data = _literals.Count > 0 ? _literals[0] : null,
        IsPositive = IsPositive,
        IsIntermediate = IsIntermediate,
    };

    /// <summary>The reply's lines so far.</summary>
    protected List<string> Lines { get; } = new();

    /// <summary>The word that says how it went; null: none has come.</summary>
    protected string? Code { get; set; }

    /// <summary>The line with that word.</summary>
    protected string Status { get; set; } = "";

    /// <summary>The same with the words of its literals, on one line; null: it has none.</summary>
    protected virtual string? Spoken => null;

    /// <summary>Whether the server did not refuse.</summary>
    protected abstract bool IsPositive { get; }

    /// <summary>Whether more is due.</summary>
    protected abstract bool IsIntermediate { get; }

    /// <summary>The bytes of the last literal.</summary>
    protected byte[] LastLiteral => _literals[_literals.Count - 1];

    /// <summary>A line begins.</summary>
    /// <returns>Whether literals may be in it.</returns>
    protected abstract bool BeginLine(string start);

    /// <summary>Takes a whole line, its literals as <c>{n}</c> without their bytes.</summary>
    /// <returns>Whether the reply is whole.</returns>
    protected abstract bool TakeWhole(string line);

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        string piece = Decode(array, offset, count);
        if (count == 0 && (_inLine ? IsUnfinished(_line) : PassesBlankLines))
        {
            return false;
        }

        long literal = _inLine || BeginLine(piece) ? LiteralLength(piece) : -1;
        _line.Append(piece);
        _inLine = literal >= 0;
        if (_inLine)
        {
            ExpectBlock(literal);
            return false;
        }

        string line = _line.ToString();
        _line.Clear();
        return TakeWhole(line);
    }

    /// <summary>Whether an empty line between two others is nothing: some servers send one behind a line that holds a literal.</summary>
    protected virtual bool PassesBlankLines => false;

    /// <summary>Whether a line cannot be over yet, although it ends behind a literal.</summary>
    protected virtual bool IsUnfinished(StringBuilder line) => false;

    /// <inheritdoc/>
    protected override bool TakeBlock(byte[] array, int offset, int count)
    {
        var literal = new byte[count];
        Buffer.BlockCopy(array, offset, literal, 0, count);
        _literals.Add(literal);
        return false;
    }

    /// <summary>The count in <c>{n}</c> or <c>{n+}</c> at the end of a line; -1: none is there.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProtocolViolation"/>: a count that is none.</exception>
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
                throw FaultFactory.ProtocolViolation($"The literal's count '{StrayLine.Shown(line.Substring(open))}' is no number that anything could have.");
            }

            length = (length * 10) + digit;
        }

        return length;
    }
}
