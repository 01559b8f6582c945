using System;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Finds the end of a line: content up to a delimiter.</summary>
public sealed class DelimiterScanner : IScanner
{
    private readonly byte[] _delimiter;
    private readonly byte[] _optionalBefore;
    private readonly int _unit;
    private readonly int _maxLength;
    private int _scanned;

    /// <summary>Makes a scanner for one line.</summary>
    /// <param name="delimiter">The bytes that end the line; at least one.</param>
    /// <param name="optionalBefore">Bytes that are dropped where they stand right before the delimiter (the CR of CR LF); may be empty.</param>
    /// <param name="unit">The encoding's code unit, in bytes: a delimiter counts only at a multiple of it (UTF-16: 2, UTF-32: 4).</param>
    /// <param name="maxLength">The longest content, in bytes.</param>
    public DelimiterScanner(byte[] delimiter, byte[] optionalBefore, int unit, int maxLength)
    {
        if (delimiter is null || delimiter.Length == 0)
        {
            throw FaultFactory.InvalidRequest("The delimiter is empty: give at least one character.");
        }

        _delimiter = delimiter;
        _optionalBefore = optionalBefore;
        _unit = unit;
        _maxLength = maxLength;
    }

    /// <summary>Begins the next line, in a window that starts behind the last one.</summary>
    public void Restart() => _scanned = 0;

    /// <inheritdoc/>
    public ScanResult Scan(byte[] array, int offset, int count)
    {
        int position = _scanned;
        while (count - position >= _delimiter.Length)
        {
            int found = Array.IndexOf(array, _delimiter[0], offset + position, count - position - _delimiter.Length + 1);
            if (found < 0)
            {
                position = count - _delimiter.Length + 1;
                break;
            }

            position = found - offset;
            if (IsAtUnit(position) && Matches(array, found, _delimiter))
            {
                int length = WithoutOptional(array, offset, position);
                CheckLength(length);
                return new ScanResult(true, length, position + _delimiter.Length);
            }

            position++;
        }

        // What waits behind the last possible start of a delimiter may still become one, so only what lies before it is content for sure.
        _scanned = position;
        CheckLength(position - _optionalBefore.Length);
        return ScanResult.NeedMore;
    }

    private int WithoutOptional(byte[] array, int offset, int length)
    {
        int shorter = length - _optionalBefore.Length;
        return _optionalBefore.Length > 0 && shorter >= 0 && IsAtUnit(shorter) && Matches(array, offset + shorter, _optionalBefore)
            ? shorter
            : length;
    }

    // A division for each line is what a short line would notice.
    private bool IsAtUnit(int position) => _unit == 1 || position % _unit == 0;

    private static bool Matches(byte[] array, int at, byte[] expected)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (array[at + i] != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    private void CheckLength(int length)
    {
        if (length > _maxLength)
        {
            throw FaultFactory.LimitExceeded("The line", _maxLength, Limit.LineLength);
        }
    }
}
