using System.Text;

namespace SocketTools.Tracing;

/// <summary>Text of bytes that may be UTF-8, or anything: then each byte is the character of the same number, and none is lost.</summary>
internal static class LooseText
{
    /// <summary>The text.</summary>
    internal static string Decode(byte[] data, int offset, int count) => EncodingOf(data, offset, count).GetString(data, offset, count);

    /// <summary>By which encoding.</summary>
    internal static Encoding EncodingOf(byte[] data, int offset, int count) => Utf8Text.IsValid(data, offset, count) ? Encoding.UTF8 : SocketTranscriptEntry.Latin1;
}
