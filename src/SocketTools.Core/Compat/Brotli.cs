using System.IO;
#if NET8_0_OR_GREATER
using System.IO.Compression;
#else
using System;
#endif

namespace SocketTools.Compat;

/// <summary>Brotli, which .NET Framework does not have.</summary>
internal static class Brotli
{
#if NET8_0_OR_GREATER
    internal static bool IsSupported => true;

    internal static Stream Decode(Stream coded) => new BrotliStream(coded, CompressionMode.Decompress);
#else
    internal static bool IsSupported => false;

    internal static Stream Decode(Stream coded) => throw new NotSupportedException();
#endif
}
