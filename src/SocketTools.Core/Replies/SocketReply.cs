using System;
using System.Globalization;
using System.Linq;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Replies;

/// <summary>What a server answers to a command.</summary>
public sealed class SocketReply
{
    private const int MostWords = 10;

    private static readonly string[] s_noLines = Array.Empty<string>();
    private static readonly byte[][] s_noLiterals = Array.Empty<byte[]>();

    private Func<SocketReply, string[]>? _makeLines;
    private string[]? _lines;
    private byte[][] _literals = s_noLiterals;
    private object? _data;

    /// <summary>The command as it was sent, secrets as <c>***</c>; null where the reply was read without sending one.</summary>
    public string? Command { get; internal set; }

    /// <summary>The code: an <c>int</c> where the protocol has numbers (220), the word otherwise (<c>OK</c>, <c>NO</c>, <c>+OK</c>, <c>STORED</c>);
    /// null where the reply has none.</summary>
    public object? Code { get; init; }

    /// <summary>The enhanced status code (RFC 3463), such as <c>5.1.1</c>; null where there is none.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>The line with the code, as it came.</summary>
    public string StatusLine { get; init; } = "";

    /// <summary>The same on one line, where its words came as a literal behind it; null: they stand in it.</summary>
    internal string? Spoken { get; init; }

    /// <summary>The reply's lines of text without its code. Where a dot block came, its lines; those of the block alone.</summary>
    public string[] Lines
    {
        get
        {
            if (_lines is null)
            {
                _lines = _makeLines?.Invoke(this) ?? s_noLines;
                _makeLines = null;
            }

            return _lines;
        }

        init => _lines = value;
    }

    /// <summary><see cref="Lines"/>, joined by line feeds.</summary>
    public string Text => Lines.Length == 1 ? Lines[0] : string.Join("\n", Lines);

    /// <summary>What the reply brings beside its text: a dot block's bytes with its stuffing undone, a literal's bytes, a Redis value, memcached
    /// items, a response of HTTP; null where it brings nothing.</summary>
    public object? Data
    {
        get => _data;
        init => _data = value;
    }

    /// <summary>The bytes of each literal, in their order (IMAP, Sieve); empty where there is none.</summary>
    public byte[][] Literals
    {
        get => _literals;
        init => _literals = value;
    }

    /// <summary>Whether the server did not refuse: 1xx to 3xx, OK, +OK, no error.</summary>
    public bool IsPositive { get; init; }

    /// <summary>Whether more is due, from the server (1xx) or from us (3xx, IMAP's <c>+</c>).</summary>
    public bool IsIntermediate { get; init; }

    /// <summary>From the sending of the command, or the beginning of the wait, until the reply had come whole.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The server's greeting, where nobody had read it before the first command's reply; null otherwise.</summary>
    public SocketReply? Greeting { get; internal set; }

    /// <summary>Whether it had begun to come before its command was sent, where nothing was due: then it may answer something else, or nothing that was
    /// asked, as the word of a server that hangs up does, and those behind it are out of step.</summary>
    public bool IsEarly { get; internal set; }

    /// <summary>What the server pushed in front of the reply without being asked (RESP3); empty where nothing was.</summary>
    public object?[] Pushed { get; init; } = Array.Empty<object?>();

    /// <summary>The secrets that were said on its connection; null: none that anybody knows of.</summary>
    internal KnownSecrets? Secrets { get; set; }

    /// <summary>Lines that are made once somebody asks for them.</summary>
    internal Func<SocketReply, string[]> LineSource
    {
        init => _makeLines = value;
    }

    /// <summary>The whole of what the server says, for a message, without secrets that it repeats: the line with the code among the others, those behind the tenth left out.</summary>
    internal string Words
    {
        get
        {
            if (Data is not (null or byte[]) || Lines.Length < 2)
            {
                return ToString();
            }

            int status = Spoken is not null ? Lines.Length - 1 : Array.FindLastIndex(Lines, line => line.Length > 0 && StatusLine.EndsWith(line, StringComparison.Ordinal));
            var words = Lines.Take(MostWords).Select((line, i) => i == status ? Spoken ?? StatusLine : line);
            return Hide((status < 0 || status >= MostWords ? (Spoken ?? StatusLine) + " / " : "") + string.Join(" / ", words) + (Lines.Length > MostWords ? " / …" : ""));
        }
    }

    /// <summary>Puts in front what came before the server let us go on; the words of the consent itself are worth nothing.</summary>
    internal void Prepend(SocketReply consent)
    {
        _lines = consent.Lines.Take(consent.Lines.Length - 1).Concat(Lines).ToArray();
        _literals = consent._literals.Concat(_literals).ToArray();
        _data = consent._data ?? _data;
    }

    /// <summary>Whether the reply is one of those that are expected.</summary>
    /// <param name="pattern">A code, whatever its case; <c>x</c> stands for any digit: <c>250</c>, <c>3xx</c>, <c>OK</c>. Where the reply has no
    /// code: the first word of its text.</param>
    public bool Matches(string pattern)
    {
        string code = Code is null ? FirstWord(Text) : Convert.ToString(Code, CultureInfo.InvariantCulture)!;
        if (string.Equals(pattern, code, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (pattern.Length != code.Length || Code is not int)
        {
            return false;
        }

        for (int i = 0; i < code.Length; i++)
        {
            if (pattern[i] is not ('x' or 'X') && pattern[i] != code[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The error that it is where another was expected: all its lines are in it, and the reply is its <see cref="SocketToolsException.Partial"/>.</summary>
    /// <param name="peer">Who sent it.</param>
    /// <param name="expected">What was expected.</param>
    public SocketToolsException Unexpected(string peer, string expected) => ReplyFaults.UnexpectedReply(peer, Command, Words, expected, this);

    /// <summary>The line with the code, or the text where there is none, for people: what it repeats of secrets that were said on the connection is stars.
    /// <see cref="Text"/>, <see cref="Lines"/> and <see cref="StatusLine"/> are what came.</summary>
    public override string ToString() => Hide(Spoken ?? (StatusLine.Length > 0 ? StatusLine : Text));

    private string Hide(string text) => Secrets?.Hide(text) ?? text;

    private static string FirstWord(string text)
    {
        int end = text.IndexOfAny(s_wordEnds);
        return end < 0 ? text : text.Substring(0, end);
    }

    private static readonly char[] s_wordEnds = { ' ', '\n' };
}
