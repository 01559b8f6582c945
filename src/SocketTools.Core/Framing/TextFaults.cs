using System;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>What goes wrong where text becomes bytes.</summary>
internal static class TextFaults
{
    /// <summary>Text with a character that its encoding lacks.</summary>
    /// <param name="cause">Which character.</param>
    /// <param name="encoding">The encoding's name.</param>
    internal static SocketToolsException NotInEncoding(EncoderFallbackException cause, string encoding)
    {
        if (cause.IsUnknownSurrogate())
        {
            string pair = new(new[] { cause.CharUnknownHigh, cause.CharUnknownLow });
            return NotInEncoding($"'{pair}' (U+{char.ConvertToUtf32(pair, 0):X4})", encoding, cause);
        }

        char lacking = cause.CharUnknown;
        return char.IsSurrogate(lacking)
            ? FaultFactory.InvalidRequest($"The text has half a surrogate pair (U+{(int)lacking:X4}) alone, which no encoding can say. Nothing of it was sent. Send bytes if it is to go out as it is.", cause)
            : NotInEncoding($"'{FaultFactory.Visible(lacking.ToString())}' (U+{(int)lacking:X4})", encoding, cause);
    }

    private static SocketToolsException NotInEncoding(string character, string encoding, Exception cause) =>
        new(Fault.InvalidRequest, $"{encoding} lacks {character}. Nothing of that text was sent.", cause) { Advice = Advice.UseAnotherEncoding };

    /// <summary>The same where the text is a secret: which character it is, is not told, and the cause, which would tell, is left out.</summary>
    internal static SocketToolsException SecretNotInEncoding(string encoding) =>
        new(Fault.InvalidRequest, $"A secret has a character that {encoding} lacks, or half a surrogate pair alone. Nothing of it was sent.") { Advice = Advice.UseAnotherEncoding };
}
