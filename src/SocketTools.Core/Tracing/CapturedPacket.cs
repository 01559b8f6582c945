using System;
using System.Net;

namespace SocketTools.Tracing;

/// <summary>One TCP segment or datagram of a capture.</summary>
internal sealed class CapturedPacket
{
    /// <summary>When, in ticks since 1970.</summary>
    internal long Ticks { get; init; }

    internal bool IsTcp { get; init; }

    internal IPEndPoint From { get; init; } = null!;

    internal IPEndPoint To { get; init; } = null!;

    internal uint Sequence { get; init; }

    internal uint Acknowledged { get; init; }

    internal byte Flags { get; init; }

    /// <summary>What it carries, as far as it was captured.</summary>
    internal ArraySegment<byte> Data { get; init; }

    /// <summary>How many bytes it carried on the wire.</summary>
    internal int Length { get; init; }

    /// <summary>What somebody noted beside it; null: nothing.</summary>
    internal string? Comment { get; init; }

    internal bool Has(byte flag) => (Flags & flag) != 0;
}
