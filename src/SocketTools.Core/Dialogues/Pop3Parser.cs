using System;
using System.Collections.Generic;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Reads <c>+OK</c>, <c>-ERR</c> or <c>+ </c>, and the dot block behind the first (RFC 1939, 3).</summary>
internal sealed class Pop3Parser : ReplyParser
{
    private readonly bool _bringsBlock;
    private string? _code;
    private string _status = "";
    private string _text = "";
    private List<byte>? _block;

    /// <summary>Makes a parser for one reply.</summary>
    internal Pop3Parser(bool bringsBlock, ReplyOptions options)
        : base(options)
    {
        _bringsBlock = bringsBlock;
    }

    /// <inheritdoc/>
    public override SocketReply Reply
    {
        get
        {
            byte[]? block = _block?.ToArray();
            return new()
            {
                Code = _code,
                StatusLine = _status,
                LineSource = _ => block is null ? new[] { _text } : DotBlock.Split(block, Options.Encoding),
                Data = block,
                IsPositive = _code is "+OK" or "+",
                IsIntermediate = _code == "+",
            };
        }
    }

    /// <inheritdoc/>
    protected override bool TakeLine(byte[] array, int offset, int count)
    {
        string line = Decode(array, offset, count);
        int end = line.IndexOf(' ');
        string code = (end < 0 ? line : line.Substring(0, end)).ToUpperInvariant();
        if (code is not ("+OK" or "-ERR" or "+"))
        {
            throw StrayLine.Fault(line, "+OK or -ERR", "POP3 (RFC 1939, 3)");
        }

        _code = code;
        _status = line;
        _text = end < 0 ? "" : line.Substring(end + 1);
        if (code != "+OK" || !_bringsBlock)
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
