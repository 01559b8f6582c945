using System.IO;
using System.IO.Compression;
#if NET8_0_OR_GREATER
using SocketTools.Http;
#endif

namespace SocketTools.Compat;

/// <summary>The zlib format (RFC 1950), which .NET Framework does not have: there its header is passed over and its check not looked at.</summary>
internal static class Zlib
{
    /// <summary>A stream that decodes another.</summary>
    /// <param name="header">The format's first two bytes, read already.</param>
    /// <param name="rest">What follows them.</param>
    internal static Stream Decode(byte[] header, Stream rest) =>
#if NET8_0_OR_GREATER
        new ZLibStream(new PrefixedStream(header, header.Length, rest), CompressionMode.Decompress);
#else
        new DeflateStream(rest, CompressionMode.Decompress);
#endif
}
