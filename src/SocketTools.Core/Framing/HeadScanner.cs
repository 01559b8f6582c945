using System;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Finds the empty line that ends a header block or a trailer section.</summary>
/// <remarks>Lines end with CR LF or a bare LF (RFC 9112, 2.2: "a recipient MAY recognize a single LF as a line terminator").</remarks>
public sealed class HeadScanner : IScanner
{
    private readonly int _maxBytes;
    private readonly int _budget;
    private int _scanned;
    private int _lineStart;

    /// <summary>Makes a scanner for one block.</summary>
    /// <param name="maxBytes">The largest block, in bytes, its empty line included.</param>
    /// <param name="budget">The budget that errors name, where several blocks share it and this is what is left; null: the same.</param>
    public HeadScanner(int maxBytes, int? budget = null)
    {
        _maxBytes = maxBytes;
        _budget = budget ?? maxBytes;
    }

    /// <inheritdoc/>
    public ScanResult Scan(byte[] array, int offset, int count)
    {
        int within = Math.Min(count, _maxBytes);
        while (_scanned < within)
        {
            int found = Array.IndexOf(array, (byte)'\n', offset + _scanned, within - _scanned);
            if (found < 0)
            {
                _scanned = within;
                break;
            }

            int end = found - offset;
            _scanned = end + 1;
            bool empty = end == _lineStart || (end == _lineStart + 1 && array[offset + _lineStart] == '\r');
            _lineStart = end + 1;
            if (empty)
            {
                return new ScanResult(true, _scanned, _scanned);
            }
        }

        if (count >= _maxBytes)
        {
            throw FaultFactory.LimitExceeded("The header block", _budget, Limit.HeaderBytes);
        }

        return ScanResult.NeedMore;
    }
}
