using System;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads responses up to the tagged one, or up to the server's <c>+</c> (RFC 9051, 7); without a command, a single response.</summary>
internal sealed class ImapParser : LiteralParser
{
    private readonly string? _tag;
    private readonly bool _single;
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
    protected override bool IsPositive => Code is not ("NO" or "BAD" or "BYE");

    /// <inheritdoc/>
    protected override bool IsIntermediate => Code == "+" || (_single && _tag is not null && !_isTagged);

    /// <inheritdoc/>
    /// <remarks>The text of a status is for people and may end in anything (RFC 9051, 7.1).</remarks>
    protected override bool BeginLine(string start) => IsUntagged(start) && !IsStatus(start);

    /// <inheritdoc/>
    protected override bool TakeWhole(string line) => IsUntagged(line) ? TakeUntagged(line) : TakeLast(line);

    private bool TakeUntagged(string line)
    {
        Lines.Add(line.Substring(2));
        if (_single)
        {
            Status = line;
            Code = IsStatus(line) ? CommandLine.Word(line, 1).ToUpperInvariant() : null;
        }

        return _single;
    }

    private bool TakeLast(string line)
    {
        int end = line.IndexOf(' ');
        string first = end < 0 ? line : line.Substring(0, end);
        if (first == "+")
        {
            Code = "+";
            Status = line;
            Lines.Add(end < 0 ? "" : line.Substring(end + 1));
            return true;
        }

        string code = CommandLine.Word(line, 1).ToUpperInvariant();
        if (_tag is not null && first != _tag)
        {
            throw StrayLine.Fault(line, $"the reply with the tag {_tag}", "IMAP (RFC 9051, 2.2.2)");
        }

        if (code is not ("OK" or "NO" or "BAD"))
        {
            throw StrayLine.Fault(line, "a response", "IMAP (RFC 9051, 7)");
        }

        _isTagged = true;
        Code = code;
        Status = line;
        int text = line.IndexOf(' ', end + 1);
        Lines.Add(text < 0 ? "" : line.Substring(text + 1));
        return true;
    }

    private static bool IsUntagged(string line) => line.StartsWith("* ", StringComparison.Ordinal);

    private static bool IsStatus(string untagged) => CommandLine.Word(untagged, 1).ToUpperInvariant() is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";
}
