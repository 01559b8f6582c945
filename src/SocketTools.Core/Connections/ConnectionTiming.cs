using System;
using SocketTools.Tracing;

namespace SocketTools.Connections;

/// <summary>How long each stage of connecting took; zero for a stage that was not needed.</summary>
public sealed class ConnectionTiming
{
    /// <summary>Looking up the name.</summary>
    public TimeSpan Resolve { get; internal set; }

    /// <summary>Connecting, all attempts together.</summary>
    public TimeSpan Connect { get; internal set; }

    /// <summary>Asking the proxy.</summary>
    public TimeSpan Proxy { get; internal set; }

    /// <summary>The TLS handshake.</summary>
    public TimeSpan Tls { get; internal set; }

    /// <summary>The stages that took time, in milliseconds.</summary>
    public override string ToString() => StageText.Of(("resolve", Resolve), ("connect", Connect), ("proxy", Proxy), ("TLS", Tls));
}
