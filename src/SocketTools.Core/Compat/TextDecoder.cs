using System;
using System.Text;

namespace SocketTools.Compat;

/// <summary>Makes text of bytes; quickly where they are ASCII, as most lines are.</summary>
internal static class TextDecoder
{
    /// <summary>What an encoding's <see cref="Encoding.GetString(byte[], int, int)"/> does, to the last character.</summary>
    internal static Func<byte[], int, int, string> For(Encoding encoding)
    {
#if NET
        if (encoding is UTF8Encoding)
        {
            // One pass to see that it is ASCII and one to widen cost half of UTF-8's count and transcoding.
            return (array, offset, count) => Ascii.IsValid(array.AsSpan(offset, count))
                ? Encoding.Latin1.GetString(array, offset, count)
                : encoding.GetString(array, offset, count);
        }
#endif
        return encoding.GetString;
    }
}
