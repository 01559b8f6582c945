using System;
using System.Text;
using SocketTools.Compat;

namespace SocketTools.Framing;

/// <summary>What ends a line in an encoding, as bytes: makes the scanner, and text of what it found.</summary>
public sealed class LineFormat
{
    private static readonly byte[] s_nothing = Array.Empty<byte>();

    private readonly byte[] _delimiter;
    private readonly byte[] _optionalBefore;
    private readonly int _unit;

    /// <summary>Lines in an encoding.</summary>
    /// <param name="encoding">How the text is encoded.</param>
    /// <param name="delimiter">What ends a line; null: LF, with or without a CR before it.</param>
    public LineFormat(Encoding encoding, string? delimiter)
    {
        Encoding = encoding;
        Decoder = new TextDecoder(encoding);
        _delimiter = StrictText.Encode(encoding, delimiter ?? "\n");
        _optionalBefore = delimiter is null ? encoding.GetBytes("\r") : s_nothing;
        _unit = CodeUnit(encoding);
    }

    /// <summary>How the text is encoded.</summary>
    public Encoding Encoding { get; }

    /// <summary>Makes text of bytes, as the encoding does.</summary>
    internal TextDecoder Decoder { get; }

    /// <summary>A scanner for one line after another.</summary>
    /// <param name="maxLength">The longest line, in bytes, its delimiter not counted.</param>
    public DelimiterScanner NewScanner(int maxLength) => new(_delimiter, _optionalBefore, _unit, maxLength);

    // One unit of "0" tells: 1 byte in UTF-8, Latin-1 and the code pages, 2 in UTF-16, 4 in UTF-32.
    private static int CodeUnit(Encoding encoding) => Math.Max(1, encoding.GetByteCount("0"));
}
