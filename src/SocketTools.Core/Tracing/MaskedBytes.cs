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

    /// <summary>Bytes of which some stretches are secrets.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="secrets">Where the secrets are, in order; null: nowhere.</param>
    internal static MaskedBytes Of(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets)
    {
        var output = new MaskedOutput(null);
        output.Begin(data);
        int at = data.Offset;
        foreach (MaskedStretch secret in secrets ?? Array.Empty<MaskedStretch>())
        {
            output.Plain(at, data.Offset + secret.Offset);
            output.Secret();
            at = data.Offset + secret.End;
        }

        output.Plain(at, data.Offset + data.Count);
        return output.End();
    }

    /// <summary>These, and more behind them.</summary>
    internal MaskedBytes With(MaskedBytes more)
    {
        if (more.Data.Count == 0)
        {
            return this;
        }

        var joined = new byte[Data.Count + more.Data.Count];
        Buffer.BlockCopy(Data.Array!, Data.Offset, joined, 0, Data.Count);
        Buffer.BlockCopy(more.Data.Array!, more.Data.Offset, joined, Data.Count, more.Data.Count);
        var masked = new List<MaskedStretch>(Masked ?? Array.Empty<MaskedStretch>());
        foreach (MaskedStretch stretch in more.Masked ?? Array.Empty<MaskedStretch>())
        {
            masked.Add(new MaskedStretch(Data.Count + stretch.Offset, stretch.Length));
        }

        return new MaskedBytes(new ArraySegment<byte>(joined), masked);
    }
}
