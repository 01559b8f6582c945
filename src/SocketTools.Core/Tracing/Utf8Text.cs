namespace SocketTools.Tracing;

/// <summary>Which bytes are UTF-8 (RFC 3629), told without exceptions: bytes that are none are the usual case here.</summary>
internal static class Utf8Text
{
    /// <summary>How many bytes the character at a place has; 0: none that is whole and valid begins there.</summary>
    internal static int CharacterLength(byte[] data, int at, int end)
    {
        byte first = data[at];
        if (first < 0x80)
        {
            return 1;
        }

        int length = first switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        if (length == 0 || at + length > end)
        {
            return 0;
        }

        // The second byte excludes longer forms than needed, surrogates, and what lies beyond Unicode.
        byte second = data[at + 1];
        (byte least, byte most) = first switch
        {
            0xE0 => ((byte)0xA0, (byte)0xBF),
            0xED => ((byte)0x80, (byte)0x9F),
            0xF0 => ((byte)0x90, (byte)0xBF),
            0xF4 => ((byte)0x80, (byte)0x8F),
            _ => ((byte)0x80, (byte)0xBF),
        };
        if (second < least || second > most)
        {
            return 0;
        }

        for (int i = 2; i < length; i++)
        {
            if ((data[at + i] & 0xC0) != 0x80)
            {
                return 0;
            }
        }

        return length;
    }

    /// <summary>Whether all of these bytes are UTF-8.</summary>
    internal static bool IsValid(byte[] data, int offset, int count)
    {
        int end = offset + count;
        for (int i = offset, length; i < end; i += length)
        {
            length = CharacterLength(data, i, end);
            if (length == 0)
            {
                return false;
            }
        }

        return true;
    }
}
