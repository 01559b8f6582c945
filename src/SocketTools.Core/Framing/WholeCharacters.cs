using System.Text;

namespace SocketTools.Framing;

/// <summary>Finds where a character is cut off at the end of bytes.</summary>
internal static class WholeCharacters
{
    private const int LongestCharacter = 4;

    /// <summary>How many bytes, from the start, hold whole characters; a rest of up to three bytes waits for more.</summary>
    internal static int Count(Encoding encoding, byte[] array, int offset, int count)
    {
        for (int cut = 0; cut < LongestCharacter && cut < count; cut++)
        {
            Decoder decoder = encoding.GetDecoder();
            if (decoder.GetCharCount(array, offset, count - cut, flush: false) == decoder.GetCharCount(array, offset, count - cut, flush: true))
            {
                return count - cut;
            }
        }

        return count < LongestCharacter ? 0 : count;
    }
}
