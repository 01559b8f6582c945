using System;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Replies;

/// <summary>Reads one reply in bytes that are still arriving. Pure: it touches no socket.</summary>
/// <remarks>A reply is made of lines, blocks of a length that is told before, and dot blocks; which of them is due next is all that a format
/// has to say. As every scanner, a parser is shown the same window grown at its end, and looks at every byte once. Nothing is consumed until
/// the reply is whole, so whatever ends the wait loses nothing.</remarks>
public abstract class ReplyParser : IScanner
{
    // What a line costs in memory beside its bytes: a peer that sends nothing but short lines must not cost more than the budget says.
    private const int LineOverhead = 64;

    private readonly DelimiterScanner _line;
    private DotLineScanner? _dotLine;
    private int _position;
    private int _units;
    private long _overhead;
    private long _blockLength = -1;

    /// <summary>Makes a parser for one reply.</summary>
    protected ReplyParser(ReplyOptions options)
        : this(options, new DelimiterScanner(s_lineFeed, s_carriageReturn, 1, options.MaxLineLength))
    {
    }

    /// <summary>Makes a parser for one reply whose lines do not end as those of ASCII do.</summary>
    protected ReplyParser(ReplyOptions options, DelimiterScanner line)
    {
        Options = options;
        _line = line;
    }

    /// <summary>How much was looked at, in bytes: where it turned out to be no reply, that is what it broke at, included.</summary>
    internal int Seen => _position;

    /// <summary>Whether the next reply begins behind what was no reply: it was a line by itself.</summary>
    internal virtual bool EndsWhereItBroke => _units == 1;

    /// <summary>How the reply is read.</summary>
    protected ReplyOptions Options { get; }

    /// <summary>The reply; once it was found it is whole, before that it is what came of it.</summary>
    public abstract SocketReply Reply { get; }

    /// <inheritdoc/>
    public ScanResult Scan(byte[] array, int offset, int count)
    {
        bool done = false;
        while (!done)
        {
            if (_blockLength >= 0)
            {
                if (count - _position < _blockLength)
                {
                    break;
                }

                int start = offset + _position;
                int length = (int)_blockLength;
                _position += length;
                _units++;
                _blockLength = -1;
                done = TakeBlock(array, start, length);
                continue;
            }

            IScanner scanner = _dotLine is null ? _line : _dotLine;
            ScanResult found = scanner.Scan(array, offset + _position, count - _position);
            if (!found.Found)
            {
                break;
            }

            int at = offset + _position;
            _position += found.Consumed;
            if (_dotLine is null)
            {
                _line.Restart();
                _units++;
                _overhead += LineOverhead;
                CheckSize(_position);
                done = TakeLine(array, at, found.Length);
            }
            else if (_dotLine.IsEnd)
            {
                _dotLine = null;
                done = EndDotBlock();
            }
            else
            {
                TakeDotLine(array, at + _dotLine.Stuffing, found.Consumed - _dotLine.Stuffing);
                _dotLine.Restart();
            }
        }

        if (!done)
        {
            CheckSize(count);
            return ScanResult.NeedMore;
        }

        return new ScanResult(true, _position, _position);
    }

    /// <summary>Takes a line, without its end.</summary>
    /// <returns>Whether the reply is whole.</returns>
    protected abstract bool TakeLine(byte[] array, int offset, int count);

    /// <summary>Takes a block that <see cref="ExpectBlock"/> asked for.</summary>
    /// <returns>Whether the reply is whole.</returns>
    protected virtual bool TakeBlock(byte[] array, int offset, int count) => throw new NotSupportedException();

    /// <summary>Takes a line of a dot block, with its end and without its stuffing.</summary>
    protected virtual void TakeDotLine(byte[] array, int offset, int count) => throw new NotSupportedException();

    /// <summary>The dot block has ended.</summary>
    /// <returns>Whether the reply is whole.</returns>
    protected virtual bool EndDotBlock() => true;

    /// <summary>So many bytes come next.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.LimitExceeded"/>.</exception>
    protected void ExpectBlock(long length)
    {
        if (length > Options.MaxBytes - _position - _overhead)
        {
            throw TooLarge();
        }

        _blockLength = length;
    }

    /// <summary>A dot block comes next.</summary>
    protected void ExpectDotBlock() => _dotLine = new DotLineScanner(Options.MaxLineLength);

    /// <summary>The bytes as text.</summary>
    protected string Decode(byte[] array, int offset, int count) => Options.Encoding.GetString(array, offset, count);

    private void CheckSize(int count)
    {
        if (count + _overhead > Options.MaxBytes)
        {
            throw TooLarge();
        }
    }

    private SocketToolsException TooLarge() => FaultFactory.LimitExceeded("The reply", Options.MaxBytes, Limit.Bytes);

    private static readonly byte[] s_lineFeed = { (byte)'\n' };
    private static readonly byte[] s_carriageReturn = { (byte)'\r' };
}
