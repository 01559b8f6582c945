using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Dialogues;

/// <summary>Reads lines up to OK, NO or BYE (RFC 5804, 1.2); in a login, a challenge is a reply as well.</summary>
internal sealed class SieveParser : ReplyParser
{
    private readonly bool _inLogin;
    private readonly LiteralLine _line = new();
    private readonly List<string> _lines = new();
    private string? _code;
    private string _status = "";
    private bool _isChallenge;
    private bool _isEnd;
    private bool _inLine;

    /// <summary>Makes a parser for one reply.</summary>
    internal SieveParser(bool inLogin, ReplyOptions options)
        : base(options)
    {
        _inLogin = inLogin;
    }

    /// <inheritdoc/>
    public override SocketReply Reply => new()
    {
        Code = _code,
        StatusLine = _status,
        LineSource = _lines.ToArray,
        Literals = _line.Literals.ToArray(),
        Data = _line.Literals.Count > 0 ? _line.Literals[0] : null,
        IsPositive = _code is "OK" || _isChallenge,
        IsIntermediate = _isChallenge,
    };

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        string piece = Decode(array, offset, count);
        if (!_inLine)
        {
            Classify(piece);
        }

        long literal = _line.Add(piece);
        _inLine = literal >= 0;
        if (_inLine)
        {
            ExpectBlock(literal);
            return false;
        }

        string line = _line.Take();
        if (!_isEnd)
        {
            _lines.Add(line);
            _status = _isChallenge ? line : _status;
            return _isChallenge;
        }

        _status = line;
        _lines.Add(Words(line));
        return true;
    }

    /// <inheritdoc/>
    protected override bool TakeBlock(byte[] array, int offset, int count)
    {
        var literal = new byte[count];
        Buffer.BlockCopy(array, offset, literal, 0, count);
        _line.Literals.Add(literal);
        return false;
    }

    private void Classify(string piece)
    {
        string word = CommandLine.Verb(piece);
        if (word is "OK" or "NO" or "BYE")
        {
            _code = word;
            _isEnd = true;
        }
        else if (piece.Length > 0 && piece[0] is '"' or '{')
        {
            _isChallenge = _inLogin;
        }
        else if (piece.Length > 0)
        {
            throw FaultFactory.ProtocolViolation($"'{FaultFactory.Visible(CommandLine.Start(piece))}' came where a string, OK, NO or BYE was due: that is not ManageSieve (RFC 5804, 1.2).");
        }
    }

    // OK (CODE) "words" or OK (CODE) {n}: the words, or where there are none all behind the code word.
    private string Words(string line)
    {
        string rest = line.Substring(_code!.Length).Trim();
        if (LiteralLine.LiteralLength(rest) >= 0)
        {
            byte[] last = _line.Literals[_line.Literals.Count - 1];
            int open = rest.LastIndexOf('{');
            return (rest.Substring(0, open) + Decode(last, 0, last.Length)).Trim();
        }

        return rest.Length > 1 && rest[0] == '"' && rest[rest.Length - 1] == '"'
            ? rest.Substring(1, rest.Length - 2).Replace("\\\"", "\"").Replace("\\\\", "\\")
            : rest;
    }
}
