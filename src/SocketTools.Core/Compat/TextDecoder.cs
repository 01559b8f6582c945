#if NET
using System;
#endif
using System.Text;

namespace SocketTools.Compat;

/// <summary>Makes text of bytes; quickly where they are ASCII, as most lines are.</summary>
internal sealed class TextDecoder
{
    private readonly Encoding _encoding;
#if NET
    private readonly bool _isUtf8;
#endif

    /// <summary>Makes text as an encoding does.</summary>
    internal TextDecoder(Encoding encoding)
    {
        _encoding = encoding;
#if NET
        _isUtf8 = encoding is UTF8Encoding;
#endif
    }

    /// <summary>What the encoding's <see cref="Encoding.GetString(byte[], int, int)"/> gives, to the last character.</summary>
    internal string GetString(byte[] array, int offset, int count)
    {
#if NET
        // One pass that checks and widens costs a third of UTF-8's count and transcoding.
        if (_isUtf8)
        {
            string text = string.Create(count, (array, offset), Widen);
            if (count == 0 || text[0] != NotAscii)
            {
                return text;
            }
        }
#endif
        return _encoding.GetString(array, offset, count);
    }

#if NET
    // Stands in no text that is ASCII.
    private const char NotAscii = '\u0080';

    private static void Widen(Span<char> text, (byte[] Array, int Offset) bytes)
    {
        if (Ascii.ToUtf16(bytes.Array.AsSpan(bytes.Offset, text.Length), text, out _) != System.Buffers.OperationStatus.Done)
        {
            text[0] = NotAscii;
        }
    }
#endif
}
