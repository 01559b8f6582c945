using System;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Finds one line after another of a dot block (RFC 5321, 4.5.2; RFC 3977, 3.1.1), and its end.</summary>
/// <remarks>Lines end with CR LF, and a bare LF is content like another: otherwise a dot between two of them, which no sender has to stuff,
/// would end the block early. Only where the first line ends with a bare LF, the peer does not speak CR LF, and all of them do.</remarks>
public sealed class DotLineScanner : IScanner
{
    private readonly int _maxLength;
    private int _scanned;
    private bool? _bare;

    /// <summary>Makes a scanner for one block.</summary>
    /// <param name="maxLength">The longest line, in bytes, its end not counted.</param>
    public DotLineScanner(int maxLength) => _maxLength = maxLength;

    /// <summary>Whether the line that was found is the dot that ends the block.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>How many bytes at the start of the line that was found are stuffing: 1 or 0.</summary>
    public int Stuffing { get; private set; }

    /// <summary>Begins the next line, in a window that starts behind the last one.</summary>
    public void Restart() => _scanned = 0;

    /// <inheritdoc/>
    /// <remarks>The length counts the stuffing, and not the line's end.</remarks>
    public ScanResult Scan(byte[] array, int offset, int count)
    {
        while (_scanned < count)
        {
            int found = Array.IndexOf(array, (byte)'\n', offset + _scanned, count - _scanned);
            if (found < 0)
            {
                _scanned = count;
                break;
            }

            int length = found - offset;
            _scanned = length + 1;
            bool crLf = length > 0 && array[found - 1] == '\r';
            _bare ??= !crLf;
            if (crLf || _bare == true)
            {
                int content = crLf ? length - 1 : length;
                CheckLength(content);
                bool dotted = content > 0 && array[offset] == '.';
                IsEnd = dotted && content == 1;
                Stuffing = dotted ? 1 : 0;
                return new ScanResult(true, content, length + 1);
            }
        }

        CheckLength(count - 1);
        return ScanResult.NeedMore;
    }

    private void CheckLength(int length)
    {
        if (length > _maxLength)
        {
            throw FaultFactory.LimitExceeded("The line", _maxLength, Limit.LineLength);
        }
    }
}
