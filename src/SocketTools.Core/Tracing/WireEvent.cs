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
        Position = 0;
        IsBody = false;
    }

    /// <summary>Bytes that crossed the wire.</summary>
    /// <param name="kind">Sent or received.</param>
    /// <param name="data">The bytes, secrets masked.</param>
    /// <param name="position">How many bytes that side had sent before.</param>
    /// <param name="isBody">Whether they are content, and no lines of a dialogue.</param>
    public WireEvent(WireEventKind kind, ArraySegment<byte> data, long position = 0, bool isBody = false)
    {
        Kind = kind;
        Detail = "";
        Data = data;
        Position = position;
        IsBody = isBody;
    }

    /// <summary>What happened.</summary>
    public WireEventKind Kind { get; }

    /// <summary>The words that go with it; empty for bytes.</summary>
    public string Detail { get; }

    /// <summary>The bytes, for <see cref="WireEventKind.Sent"/> and <see cref="WireEventKind.Received"/>, secrets masked; empty otherwise.</summary>
    public ArraySegment<byte> Data { get; }

    /// <summary>How many bytes that side had sent before these.</summary>
    public long Position { get; }

    /// <summary>Whether the bytes are content, such as a body, and no lines of a dialogue.</summary>
    public bool IsBody { get; }
}
