using System;
using System.IO;
using SocketTools.Bodies;

namespace SocketTools.Url;

/// <summary>Watches text pass by on its way to where it goes, for the line with nothing but a dot that may end it (RFC 1436, 3.2).</summary>
/// <remarks>Servers that end a text by closing often send it as it is, lines that begin with dots included. So a dot counts only where
/// nothing follows it, and dots are taken off the beginnings of lines only where such a dot ends the text.</remarks>
internal sealed class DotTracker : IBodySink
{
    private const int MostHead = 1024;

    private readonly IBodySink _sink;
    private readonly byte[] _head = new byte[MostHead];
    private readonly byte[] _lineHead = new byte[2];
    private long _count;
    private long _lineStart;
    private long? _dotAt;

    internal DotTracker(IBodySink sink) => _sink = sink;

    /// <summary>Where the text ends, in bytes: at the dot line, if the last line is one; null: it is not.</summary>
    internal long? EndsAt => _count == _lineStart ? _dotAt : IsDot ? _lineStart : null;

    /// <summary>Whether what came ends inside a line.</summary>
    internal bool EndsInLine => _count > _lineStart;

    /// <summary>Whether a line began with two dots.</summary>
    internal bool HasStuffing { get; private set; }

    /// <summary>How many bytes came.</summary>
    internal long Count => _count;

    /// <summary>The first bytes that came, 1 KiB at the most.</summary>
    internal ArraySegment<byte> Head => new(_head, 0, (int)Math.Min(_count, MostHead));

    // The line so far, its end or half of that left out.
    private bool IsDot => _lineHead[0] == '.' && (_count - _lineStart == 1 || (_count - _lineStart == 2 && _lineHead[1] == '\r'));

    /// <inheritdoc/>
    public void Write(byte[] array, int offset, int count)
    {
        _sink.Write(array, offset, count);
        if (_count < MostHead)
        {
            Buffer.BlockCopy(array, offset, _head, (int)_count, (int)Math.Min(count, MostHead - _count));
        }

        int end = offset + count;
        for (int at = offset; at < end;)
        {
            int newLine = Array.IndexOf(array, (byte)'\n', at, end - at);
            int stop = newLine < 0 ? end : newLine;
            NoteLineHead(array, at, stop);
            _count += stop - at;
            at = stop;
            if (newLine >= 0)
            {
                EndLine();
                at++;
            }
        }
    }

    /// <summary>Takes the second dot off lines that begin with two, in place.</summary>
    /// <param name="bytes">What came, from its beginning.</param>
    /// <param name="end">How much of it to take, in bytes.</param>
    /// <returns>How many bytes are left.</returns>
    internal static long Unstuff(Stream bytes, long end)
    {
        var block = new byte[128 * 1024];
        long read = 0;
        long written = 0;
        bool atLineStart = true;
        while (read < end)
        {
            bytes.Position = read;
            int count = bytes.Read(block, 0, (int)Math.Min(block.Length, end - read));
            if (count == 0)
            {
                break;
            }

            read += count;
            int kept = 0;
            for (int i = 0; i < count; i++)
            {
                byte b = block[i];
                bool drop = atLineStart && b == '.';
                atLineStart = b == '\n';
                if (!drop)
                {
                    block[kept++] = b;
                }
            }

            bytes.Position = written;
            bytes.Write(block, 0, kept);
            written += kept;
        }

        return written;
    }

    private void NoteLineHead(byte[] array, int start, int stop)
    {
        long column = _count - _lineStart;
        for (int i = start; i < stop && column < _lineHead.Length; i++, column++)
        {
            _lineHead[column] = array[i];
            HasStuffing |= column == 1 && _lineHead[0] == '.' && array[i] == '.';
        }
    }

    private void EndLine()
    {
        _dotAt = IsDot ? _lineStart : null;
        _count++;
        _lineStart = _count;
    }
}
