using System;

namespace SocketTools.Tracing;

/// <summary>How long the stages of connecting took; zero where one was not gone through, or is not known.</summary>
public sealed class TranscriptTiming
{
    /// <summary>Looking up the name.</summary>
    public TimeSpan Resolve { get; init; }

    /// <summary>Connecting.</summary>
    public TimeSpan Connect { get; init; }

    /// <summary>The talk with the proxy.</summary>
    public TimeSpan Proxy { get; init; }

    /// <summary>The TLS handshake.</summary>
    public TimeSpan Tls { get; init; }

    /// <summary>The stages that took time, in milliseconds.</summary>
    public override string ToString() => StageText.Of(("resolve", Resolve), ("connect", Connect), ("proxy", Proxy), ("TLS", Tls));
}
