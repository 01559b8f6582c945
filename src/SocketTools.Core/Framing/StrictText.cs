using System.Runtime.CompilerServices;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Framing;

/// <summary>Encodes text that is to be sent: all of it, or a fault. Encodings by themselves put <c>?</c> or U+FFFD for what they lack.</summary>
public static class StrictText
{
    private static readonly ConditionalWeakTable<Encoding, Encoding> s_strict = new();
    private static readonly ConditionalWeakTable<Encoding, Encoding>.CreateValueCallback s_makeStrict = MakeStrict;

    /// <summary>The bytes of text.</summary>
    /// <param name="encoding">How to encode it; its own fallback for what it lacks is not used, and not changed.</param>
    /// <param name="text">The text.</param>
    /// <param name="isSecret">Whether no part of the text may be shown.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: the encoding lacks a character, or half a surrogate pair stands alone.</exception>
    public static byte[] Encode(Encoding encoding, string text, bool isSecret = false)
    {
        try
        {
            return s_strict.GetValue(encoding, s_makeStrict).GetBytes(text);
        }
        catch (EncoderFallbackException lacking)
        {
            throw isSecret ? TextFaults.SecretNotInEncoding(encoding.WebName) : TextFaults.NotInEncoding(lacking, encoding.WebName);
        }
    }

    private static Encoding MakeStrict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return strict;
    }
}
