using System;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>One thing that happened on or around the wire.</summary>
/// <remarks>Valid only during the call that hands it over: <see cref="Data"/> points into a buffer that is used again.</remarks>
public readonly struct WireEvent
{
    /// <summary>An event told in words.</summary>
    public WireEvent(WireEventKind kind, string detail)
    {
        Kind = kind;
        Detail = VisibleText.Of(detail);
        Data = default;
    }

    /// <summary>Bytes that crossed the wire.</summary>
    public WireEvent(WireEventKind kind, ArraySegment<byte> data)
    {
        Kind = kind;
        Detail = "";
        Data = data;
    }

    /// <summary>What happened.</summary>
    public WireEventKind Kind { get; }

    /// <summary>The words that go with it; empty for bytes.</summary>
    public string Detail { get; }

    /// <summary>The bytes, for <see cref="WireEventKind.Sent"/> and <see cref="WireEventKind.Received"/>; empty otherwise.</summary>
    public ArraySegment<byte> Data { get; }
}
