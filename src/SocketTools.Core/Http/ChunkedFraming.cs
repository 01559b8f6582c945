using System;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>The chunked transfer coding (RFC 9112, 7.1).</summary>
/// <remarks>
/// <code>
///   Size --0--> Trailers --empty line--> complete
///     |  ^
///   n |  | CR LF
///     v  |
///    Data
/// </code>
/// Chunk lines end with CR LF and nothing else: RFC 9112, 2.2 lets a bare LF end a status line and a field only. curl and .NET take it
/// here too, Go does not: where two recipients see different chunks, one of them can be fooled.
/// </remarks>
public sealed class ChunkedFraming : BodyFraming
{
    private readonly int _maxHeaderBytes;
    private readonly HeadScanner _trailerScanner;
    private State _state = State.Size;
    private long _left;
    private int _scanned;
    private long _lineBytes;
    private long _bodyBytes;

    /// <summary>Makes it.</summary>
    /// <param name="maxHeaderBytes">The budget of one chunk line, of all chunk extensions together and of the trailers, in bytes.</param>
    public ChunkedFraming(int maxHeaderBytes)
    {
        _maxHeaderBytes = maxHeaderBytes;
        _trailerScanner = new HeadScanner(maxHeaderBytes);
    }

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailers,
    }

    /// <inheritdoc/>
    public override int Take(byte[] array, int offset, int count, IBodySink body)
    {
        int used = 0;
        while (!IsComplete)
        {
            int took = _state switch
            {
                State.Size => TakeSize(array, offset + used, count - used),
                State.Data => TakeData(array, offset + used, count - used, body),
                State.DataEnd => TakeDataEnd(array, offset + used, count - used),
                _ => TakeTrailers(array, offset + used, count - used),
            };
            if (took == 0)
            {
                break;
            }

            used += took;
        }

        return used;
    }

    /// <inheritdoc/>
    public override string? EndOfStream() => IsComplete ? null
        : _state == State.Trailers ? $"the {_bodyBytes} bytes of a chunked body came, and the empty line behind its last chunk did not (RFC 9112, 7.1)."
        : $"{_bodyBytes} bytes of a chunked body came, and its last chunk did not (RFC 9112, 8).";

    private int TakeSize(byte[] array, int offset, int count)
    {
        int found = Array.IndexOf(array, (byte)'\n', offset + _scanned, count - _scanned);
        int length = found < 0 ? count : found - offset + 1;
        if (length > _maxHeaderBytes)
        {
            throw FaultFactory.LimitExceeded("The chunk line", _maxHeaderBytes, Limit.HeaderBytes);
        }

        if (found < 0)
        {
            _scanned = count;
            return 0;
        }

        _scanned = 0;
        _left = ParseSize(array, offset, length);
        _state = _left == 0 ? State.Trailers : State.Data;
        return length;
    }

    // chunk-size [ chunk-ext ] CRLF. White space behind the size is let pass, as in curl, Go and .NET; extensions are read over (7.1.1).
    private long ParseSize(byte[] array, int offset, int length)
    {
        int end = offset + length - 2;
        if (length < 3 || array[end] != '\r')
        {
            throw Violation(array, offset, length);
        }

        long size = 0;
        int at = offset;
        for (; at < end && Hex(array[at]) is int digit and >= 0; at++)
        {
            if (size > (long.MaxValue >> 4))
            {
                throw Violation(array, offset, length);
            }

            size = (size << 4) | (uint)digit;
        }

        bool sized = at > offset;
        while (at < end && array[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        if (!sized || (at < end && array[at] != ';'))
        {
            throw Violation(array, offset, length);
        }

        for (int i = at; i < end; i++)
        {
            if (array[i] is (byte)'\r' or 0)
            {
                throw Violation(array, offset, length);
            }
        }

        // One short line a chunk is the coding's own cost; extensions are not, and have a budget over the whole body.
        _lineBytes += end - at;
        if (_lineBytes > _maxHeaderBytes)
        {
            throw FaultFactory.LimitExceeded("The chunk extensions together", _maxHeaderBytes, Limit.HeaderBytes);
        }

        return size;
    }

    private int TakeData(byte[] array, int offset, int count, IBodySink body)
    {
        int take = (int)Math.Min(count, _left);
        body.Write(array, offset, take);
        _left -= take;
        _bodyBytes += take;
        if (_left == 0)
        {
            _state = State.DataEnd;
        }

        return take;
    }

    private int TakeDataEnd(byte[] array, int offset, int count)
    {
        if (count > 0 && (array[offset] != '\r' || (count > 1 && array[offset + 1] != '\n')))
        {
            throw FaultFactory.ProtocolViolation("A chunk is longer than its size says: no CR LF behind its data (RFC 9112, 7.1).");
        }

        if (count < 2)
        {
            return 0;
        }

        _state = State.Size;
        return 2;
    }

    private int TakeTrailers(byte[] array, int offset, int count)
    {
        ScanResult block = _trailerScanner.Scan(array, offset, count);
        if (!block.Found)
        {
            return 0;
        }

        FieldParser.Parse(FieldParser.Lines(array, offset, block.Length), 0, Trailers);
        IsComplete = true;
        return block.Consumed;
    }

    private static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    private static SocketToolsException Violation(byte[] array, int offset, int length) =>
        FaultFactory.ProtocolViolation($"'{FieldParser.Excerpt(HttpText.Latin1.GetString(array, offset, length).TrimEnd('\r', '\n'))}' is not a chunk size (RFC 9112, 7.1).");
}
