using System;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads lines up to OK, NO or BYE (RFC 5804, 1.2); in a login, a challenge is a reply as well.</summary>
internal sealed class SieveParser : LiteralParser
{
    private static readonly char[] s_lineEnds = { '\r', '\n' };

    private readonly bool _inLogin;
    private bool _isChallenge;
    private bool _isEnd;

    /// <summary>Makes a parser for one reply.</summary>
    internal SieveParser(bool inLogin, ReplyOptions options)
        : base(options)
    {
        _inLogin = inLogin;
    }

    /// <inheritdoc/>
    protected override bool IsPositive => Code is "OK" || _isChallenge;

    /// <inheritdoc/>
    protected override bool IsIntermediate => _isChallenge;

    /// <inheritdoc/>
    protected override string? Spoken => _isEnd && Lines.Count > 0 && LiteralLength(Status) >= 0
        ? Code + " " + string.Join(" / ", Lines[Lines.Count - 1].Split(s_lineEnds, StringSplitOptions.RemoveEmptyEntries))
        : null;

    /// <inheritdoc/>
    protected override bool BeginLine(string start)
    {
        string word = CommandLine.Verb(start);
        if (word is "OK" or "NO" or "BYE")
        {
            Code = word;
            _isEnd = true;
        }
        else if (start.Length > 0 && start[0] is '"' or '{')
        {
            _isChallenge = _inLogin;
        }
        else if (start.Length > 0)
        {
            throw StrayLine.Fault(start, "a string, OK, NO or BYE", "ManageSieve (RFC 5804, 1.2)");
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool TakeWhole(string line)
    {
        Lines.Add(_isEnd ? Words(line) : line);
        Status = _isEnd || _isChallenge ? line : Status;
        return _isEnd || _isChallenge;
    }

    // OK (CODE) "words" or OK (CODE) {n}: the words, or where there are none all behind the code word.
    private string Words(string line)
    {
        string rest = line.Substring(Code!.Length).Trim();

        // By the line as it came: what ends in {n} behind spaces brought no literal.
        if (LiteralLength(line) >= 0)
        {
            int open = rest.LastIndexOf('{');
            return (rest.Substring(0, open) + Decode(LastLiteral, 0, LastLiteral.Length)).Trim();
        }

        return rest.Length > 1 && rest[0] == '"' && rest[rest.Length - 1] == '"'
            ? rest.Substring(1, rest.Length - 2).Replace("\\\"", "\"").Replace("\\\\", "\\")
            : rest;
    }
}
