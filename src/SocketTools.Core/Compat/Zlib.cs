using System.IO;
using System.IO.Compression;

namespace SocketTools.Compat;

/// <summary>The zlib format (RFC 1950), which .NET Framework does not have: there its header is passed over and its check not looked at.</summary>
internal static class Zlib
{
#if NET8_0_OR_GREATER
    /// <summary>A stream that decodes another.</summary>
    internal static Stream Decode(Stream coded) => new ZLibStream(coded, CompressionMode.Decompress);
#else
    /// <summary>A stream that decodes another.</summary>
    internal static Stream Decode(Stream coded)
    {
        _ = coded.ReadByte();
        _ = coded.ReadByte();
        return new DeflateStream(coded, CompressionMode.Decompress);
    }
#endif
}
