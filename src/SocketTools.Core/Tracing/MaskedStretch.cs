using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>A stretch of recorded bytes that stands for a secret: eight <c>*</c>, however long the secret was.</summary>
public readonly struct MaskedStretch : IEquatable<MaskedStretch>
{
    /// <summary>How long every masked stretch is, in bytes.</summary>
    public const int Width = 8;

    /// <summary>Makes a stretch.</summary>
    /// <param name="offset">Where it begins, in bytes from the start of the data.</param>
    /// <param name="length">How long it is, in bytes.</param>
    public MaskedStretch(int offset, int length)
    {
        Offset = offset;
        Length = length;
    }

    /// <summary>Where it begins, in bytes from the start of the data.</summary>
    public int Offset { get; }

    /// <summary>How long it is, in bytes.</summary>
    public int Length { get; }

    /// <summary>The first byte behind it.</summary>
    public int End => Offset + Length;

    /// <summary>Whether it is masked to be on the safe side: whoever says so knows of no secret there, and none is looked for elsewhere.</summary>
    internal bool IsPrecaution { get; init; }

    /// <inheritdoc/>
    public bool Equals(MaskedStretch other) => Offset == other.Offset && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MaskedStretch other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (Offset * 397) ^ Length;

    /// <summary>Its length, and where it begins.</summary>
    public override string ToString() => FormattableString.Invariant($"{Length} bytes at {Offset}");

    /// <summary>The stretches of data as they lie in a part of it; null: there are none.</summary>
    /// <param name="stretches">Those of the whole, in order.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="end">The first byte behind it.</param>
    internal static List<MaskedStretch>? Within(IReadOnlyList<MaskedStretch>? stretches, int from, int end)
    {
        List<MaskedStretch>? within = null;
        for (int i = 0; i < (stretches?.Count ?? 0); i++)
        {
            MaskedStretch stretch = stretches![i];
            int start = Math.Max(from, stretch.Offset);
            int stop = Math.Min(end, stretch.End);
            if (start < stop)
            {
                (within ??= new List<MaskedStretch>()).Add(new MaskedStretch(start - from, stop - start) { IsPrecaution = stretch.IsPrecaution });
            }
        }

        return within;
    }

    /// <summary>Whether two stretches are the same.</summary>
    public static bool operator ==(MaskedStretch left, MaskedStretch right) => left.Equals(right);

    /// <summary>Whether two stretches differ.</summary>
    public static bool operator !=(MaskedStretch left, MaskedStretch right) => !left.Equals(right);
}
