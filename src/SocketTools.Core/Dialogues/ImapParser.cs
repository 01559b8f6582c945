using System;
using System.Globalization;
using System.Text;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads responses up to the tagged one, or up to the server's <c>+</c> (RFC 9051, 7); without a command, a single response.</summary>
internal sealed class ImapParser : LiteralParser
{
    private readonly string? _tag;
    private readonly bool _single;
    private readonly bool _takesGreeting;
    private readonly bool _takesConsent;
    private bool _isTagged;

    /// <summary>Makes a parser for one reply.</summary>
    /// <param name="tag">The tag of the command; null: nobody knows.</param>
    /// <param name="single">Whether a single response is a reply.</param>
    /// <param name="takesGreeting">Whether the greeting may stand in front.</param>
    /// <param name="takesConsent">Whether the server may ask for more with <c>+</c>.</param>
    /// <param name="options">How it is read.</param>
    internal ImapParser(string? tag, bool single, bool takesGreeting, bool takesConsent, ReplyOptions options)
        : base(options)
    {
        _tag = tag;
        _single = single;
        _takesGreeting = takesGreeting;
        _takesConsent = takesConsent;
    }

    /// <summary>The greeting, where it stood in front.</summary>
    internal SocketReply? Greeting { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Where the next reply begins is known by its tag.</remarks>
    internal override bool EndsWhereItBroke => true;

    /// <inheritdoc/>
    protected override bool IsPositive => Code is not ("NO" or "BAD" or "BYE");

    /// <inheritdoc/>
    protected override bool IsIntermediate => Code == "+" || (_single && _tag is not null && !_isTagged);

    /// <inheritdoc/>
    /// <remarks>The text of a status is for people and may end in anything (RFC 9051, 7.1).</remarks>
    protected override bool BeginLine(string start) => IsUntagged(start) && !IsStatus(start);

    /// <inheritdoc/>
    protected override bool TakeWhole(string line) => IsUntagged(line) ? TakeUntagged(line) : TakeLast(line);

    /// <inheritdoc/>
    protected override bool PassesBlankLines => Lines.Count > 0;

    /// <inheritdoc/>
    /// <remarks>Some servers send an empty line behind a literal: with a parenthesis open, it ends nothing.</remarks>
    protected override bool IsUnfinished(StringBuilder line)
    {
        int depth = 0;
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            i += quoted && c == '\\' ? 1 : 0;
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
        }

        return depth > 0;
    }

    private bool TakeUntagged(string line)
    {
        if (_takesGreeting && Greeting is null && Lines.Count == 0 && IsStatus(line))
        {
            string code = CommandLine.Word(line, 1).ToUpperInvariant();
            Greeting = new SocketReply { Code = code, StatusLine = line, Lines = new[] { line.Substring(2) }, IsPositive = code is "OK" or "PREAUTH" };
            return false;
        }

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
            if (!_takesConsent)
            {
                throw StrayLine.Fault(line, $"nothing but the reply with the tag {_tag}", "IMAP (RFC 9051, 7.6)");
            }

            Code = "+";
            Status = line;
            Lines.Add(end < 0 ? "" : line.Substring(end + 1));
            return true;
        }

        string code = CommandLine.Word(line, 1).ToUpperInvariant();
        if (_tag is not null && IsEarlier(first, _tag) && code is "OK" or "NO" or "BAD")
        {
            // The end of a reply that was given up, because something in it was none.
            return false;
        }

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

    private static bool IsEarlier(string tag, string ours) =>
        tag.Length > 1 && tag[0] == ours[0]
        && long.TryParse(tag.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && number < long.Parse(ours.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsUntagged(string line) => line.StartsWith("* ", StringComparison.Ordinal);

    private static bool IsStatus(string untagged) => CommandLine.Word(untagged, 1).ToUpperInvariant() is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";
}
