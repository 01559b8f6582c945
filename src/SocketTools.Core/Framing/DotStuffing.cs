using System;
using System.Text;

namespace SocketTools.Framing;

/// <summary>Makes a dot block of text that passes by in pieces (RFC 5321, 4.5.2; RFC 3977, 3.1.1): a dot at the start of a line is doubled,
/// a bare LF becomes CR LF, and a dot alone ends it. All other bytes stay as they are.</summary>
public sealed class DotStuffing
{
    private byte _last = (byte)'\n';

    /// <summary>The next piece as it goes out.</summary>
    public byte[] Encode(byte[] array, int offset, int count)
    {
        int extra = Pass(array, offset, count, null);
        var encoded = new byte[count + extra];
        if (extra == 0)
        {
            Buffer.BlockCopy(array, offset, encoded, 0, count);
        }
        else
        {
            Pass(array, offset, count, encoded);
        }

        _last = count > 0 ? array[offset + count - 1] : _last;
        return encoded;
    }

    /// <summary>What ends the block: the end of its last line, where that has none, and the dot.</summary>
    public byte[] End() => Encoding.ASCII.GetBytes(_last == '\n' ? ".\r\n" : "\r\n.\r\n");

    // Counts what is added, or adds it.
    private int Pass(byte[] array, int offset, int count, byte[]? encoded)
    {
        byte last = _last;
        int extra = 0;
        for (int i = 0; i < count; i++)
        {
            byte value = array[offset + i];
            if (value == '.' && last == '\n')
            {
                Put(encoded, i + extra++, (byte)'.');
            }
            else if (value == '\n' && last != '\r')
            {
                Put(encoded, i + extra++, (byte)'\r');
            }

            Put(encoded, i + extra, value);
            last = value;
        }

        return extra;
    }

    private static void Put(byte[]? encoded, int at, byte value)
    {
        if (encoded is not null)
        {
            encoded[at] = value;
        }
    }
}
