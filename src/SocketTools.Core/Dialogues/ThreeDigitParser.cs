using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads a reply that begins with three digits.</summary>
internal sealed class ThreeDigitParser : ReplyParser
{
    private readonly ReplyFormat _format;
    private readonly Predicate<int>? _bringsBlock;
    private readonly bool _isGreeting;
    private readonly List<string> _lines = new(1);
    private int _code;
    private string? _enhanced;
    private string _status = "";
    private List<byte>? _block;
    private SocketToolsException? _fault;
    private bool _isOver;

    /// <summary>Makes a parser for one reply.</summary>
    /// <param name="format">Which protocol it is of.</param>
    /// <param name="bringsBlock">Whether a dot block follows behind a code; null: never.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="isGreeting">Whether the code of the last line counts, where the others have another: a server may greet while it still makes up its
    /// mind.</param>
    internal ThreeDigitParser(ReplyFormat format, Predicate<int>? bringsBlock, ReplyOptions options, bool isGreeting = false)
        : base(options)
    {
        _format = format;
        _bringsBlock = bringsBlock;
        _isGreeting = isGreeting;
    }

    /// <inheritdoc/>
    internal override bool EndsWhereItBroke => _isOver || base.EndsWhereItBroke;

    /// <inheritdoc/>
    public override SocketReply Reply
    {
        get
        {
            byte[]? block = _block?.ToArray();
            return new()
            {
                Code = _code == 0 ? null : ThreeDigitCode.Box(_code),
                EnhancedCode = _enhanced,
                StatusLine = _status,
                LineSource = _ => block is null ? _lines.ToArray() : DotBlock.Split(block, Options.Encoding),
                Data = block,
                IsPositive = _code is > 0 and < 400,

                // RFC 3977, 3.2.1: in news 1xx merely informs.
                IsIntermediate = _code is >= 300 and < 400 || (_code is >= 100 and < 200 && _format != ReplyFormat.Nntp),
            };
        }
    }

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        bool isFirst = _code == 0;
        bool hasCode = ThreeDigitCode.TryRead(array, offset, count, out int code, out bool isLast);

        // RFC 959, 4.2: in a reply of FTP only the first and the last line have to bear the code.
        if (_format == ReplyFormat.Ftp && !isFirst && (!hasCode || code != _code))
        {
            _lines.Add(Decode(array, offset, count));
            return false;
        }

        string line = Decode(array, offset, count);
        if (!hasCode)
        {
            throw StrayLine.Fault(line, isFirst ? "a reply" : $"another line of the reply {_code}", _format.ToString());
        }

        bool isOther = !isFirst && code != _code;
        if (isOther && !_isGreeting)
        {
            // Told once the reply is over, so that the next one begins behind it.
            _fault ??= StrayLine.Fault(line, $"another line of the reply {_code}", _format.ToString());
        }

        if (_fault is not null)
        {
            _isOver = isLast;
            return isLast ? throw _fault : false;
        }

        string text = line.Length > 4 ? line.Substring(4) : "";
        if (isFirst || isOther)
        {
            _code = code;
            _enhanced = _format is ReplyFormat.Smtp or ReplyFormat.Lmtp ? ThreeDigitCode.Enhanced(code, text) : null;
            _status = line;
        }

        _lines.Add(text);
        if (!isLast)
        {
            return false;
        }

        if (_bringsBlock is null || !_bringsBlock(code))
        {
            return true;
        }

        _block = new List<byte>();
        ExpectDotBlock();
        return false;
    }

    /// <inheritdoc/>
    protected override void TakeDotLine(byte[] array, int offset, int count) => _block!.AddRange(new ArraySegment<byte>(array, offset, count));
}
