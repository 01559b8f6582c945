using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Dialogues;

/// <summary>Reads responses up to the tagged one, or up to the server's <c>+</c> (RFC 9051, 7); without a command, a single response.</summary>
internal sealed class ImapParser : ReplyParser
{
    private readonly string? _tag;
    private readonly bool _single;
    private readonly LiteralLine _line = new();
    private readonly List<string> _lines = new();
    private string? _code;
    private string _status = "";
    private bool _inLine;
    private bool _isTagged;

    /// <summary>Makes a parser for one reply.</summary>
    /// <param name="tag">The tag of the command; null: nobody knows.</param>
    /// <param name="single">Whether a single response is a reply.</param>
    /// <param name="options">How it is read.</param>
    internal ImapParser(string? tag, bool single, ReplyOptions options)
        : base(options)
    {
        _tag = tag;
        _single = single;
    }

    /// <inheritdoc/>
    public override SocketReply Reply => new()
    {
        Code = _code,
        StatusLine = _status,
        LineSource = _lines.ToArray,
        Literals = _line.Literals.ToArray(),
        Data = _line.Literals.Count > 0 ? _line.Literals[0] : null,
        IsPositive = _code is not ("NO" or "BAD" or "BYE"),
        IsIntermediate = _code == "+" || (_single && _tag is not null && !_isTagged),
    };

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        string piece = Decode(array, offset, count);
        if (!_inLine)
        {
            if (!piece.StartsWith("* ", StringComparison.Ordinal))
            {
                return TakeLast(piece);
            }

            if (IsStatus(piece))
            {
                // Its text is for people and may end in anything (RFC 9051, 7.1).
                return TakeUntagged(piece);
            }
        }

        long literal = _line.Add(piece);
        _inLine = literal >= 0;
        if (_inLine)
        {
            ExpectBlock(literal);
            return false;
        }

        return TakeUntagged(_line.Take());
    }

    /// <inheritdoc/>
    protected override bool TakeBlock(byte[] array, int offset, int count)
    {
        var literal = new byte[count];
        Buffer.BlockCopy(array, offset, literal, 0, count);
        _line.Literals.Add(literal);
        return false;
    }

    private bool TakeUntagged(string line)
    {
        _lines.Add(line.Substring(2));
        if (_single)
        {
            _status = line;
            _code = IsStatus(line) ? CommandLine.Word(line, 1).ToUpperInvariant() : null;
        }

        return _single;
    }

    private bool TakeLast(string line)
    {
        int end = line.IndexOf(' ');
        string first = end < 0 ? line : line.Substring(0, end);
        if (first == "+")
        {
            _code = "+";
            _status = line;
            _lines.Add(end < 0 ? "" : line.Substring(end + 1));
            return true;
        }

        string code = CommandLine.Word(line, 1).ToUpperInvariant();
        if (_tag is not null && first != _tag)
        {
            throw FaultFactory.ProtocolViolation($"'{FaultFactory.Visible(CommandLine.Start(line))}' came where the reply with the tag {_tag} was due (RFC 9051, 2.2.2).");
        }

        if (code is not ("OK" or "NO" or "BAD"))
        {
            throw FaultFactory.ProtocolViolation($"'{FaultFactory.Visible(CommandLine.Start(line))}' came where a response was due: that is not IMAP (RFC 9051, 7).");
        }

        _isTagged = true;
        _code = code;
        _status = line;
        int text = line.IndexOf(' ', end + 1);
        _lines.Add(text < 0 ? "" : line.Substring(text + 1));
        return true;
    }

    private static bool IsStatus(string untagged) => CommandLine.Word(untagged, 1).ToUpperInvariant() is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";
}
