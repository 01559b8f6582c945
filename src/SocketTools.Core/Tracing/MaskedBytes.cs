using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Bytes as they may be kept and shown.</summary>
internal readonly struct MaskedBytes
{
    internal MaskedBytes(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? masked)
    {
        Data = data;
        Masked = masked;
    }

    /// <summary>The bytes, secrets as stars; those that came in where there are none.</summary>
    internal ArraySegment<byte> Data { get; }

    /// <summary>Where secrets were; null: nowhere.</summary>
    internal IReadOnlyList<MaskedStretch>? Masked { get; }
}
