using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Formatting;

/// <summary>Bytes as lines of an offset, sixteen numbers, and their characters where they have some.</summary>
public static class HexDump
{
    private const int Width = 16;

    /// <summary>The lines of some bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="position">The offset of the first.</param>
    public static IEnumerable<string> Lines(ArraySegment<byte> data, long position)
    {
        for (int at = 0; at < data.Count; at += Width)
        {
            var line = new StringBuilder(80).Append((position + at).ToString("x8", CultureInfo.InvariantCulture)).Append(' ');
            int count = Math.Min(Width, data.Count - at);
            for (int i = 0; i < Width; i++)
            {
                line.Append(i == Width / 2 ? "  " : " ").Append(i < count ? data.Array![data.Offset + at + i].ToString("x2", CultureInfo.InvariantCulture) : "  ");
            }

            line.Append("  ");
            for (int i = 0; i < count; i++)
            {
                byte value = data.Array![data.Offset + at + i];
                line.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
            }

            yield return line.ToString();
        }
    }
}
