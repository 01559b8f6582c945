using System;
using System.Text;

namespace SocketTools.Framing;

/// <summary>The text of bytes that are still arriving. Each byte is decoded once, however small the pieces are.</summary>
internal sealed class GrowingText
{
    private readonly Decoder _decoder;
    private readonly StringBuilder _text = new();
    private int _decoded;

    /// <summary>No text yet.</summary>
    internal GrowingText(Encoding encoding) => _decoder = encoding.GetDecoder();

    /// <summary>How long it is, in UTF-16 code units.</summary>
    internal int Length => _text.Length;

    /// <summary>Decodes what has come since the last call; a character that is still incomplete waits for its rest.</summary>
    /// <param name="window">All of the bytes, grown at their end.</param>
    /// <param name="ended">No more will come: what is incomplete is decoded as such.</param>
    internal void Take(ArraySegment<byte> window, bool ended)
    {
        int offset = window.Offset + _decoded;
        int count = window.Count - _decoded;
        var characters = new char[_decoder.GetCharCount(window.Array!, offset, count, flush: ended)];
        _text.Append(characters, 0, _decoder.GetChars(window.Array!, offset, count, characters, 0, flush: ended));
        _decoded = window.Count;
    }

    /// <summary>The text from an index on.</summary>
    internal string From(int start) => _text.ToString(start, _text.Length - start);

    /// <summary>The text up to an index.</summary>
    internal string UpTo(int end) => _text.ToString(0, end);

    /// <summary>Whether the two code units at an index are one character.</summary>
    internal bool IsSurrogatePair(int index) => char.IsSurrogatePair(_text[index], _text[index + 1]);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
