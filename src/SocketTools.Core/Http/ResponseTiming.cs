using System;
using SocketTools.Connections;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>How long the stages of an exchange took; the connection's stages are zero where a kept one was used.</summary>
public sealed class ResponseTiming
{
    /// <summary>Looking up the name.</summary>
    public TimeSpan Resolve { get; internal set; }

    /// <summary>Connecting, all attempts together.</summary>
    public TimeSpan Connect { get; internal set; }

    /// <summary>Asking the proxy.</summary>
    public TimeSpan Proxy { get; internal set; }

    /// <summary>The TLS handshake.</summary>
    public TimeSpan Tls { get; internal set; }

    /// <summary>From the start of the call until the request was handed to the system.</summary>
    public TimeSpan RequestSent { get; internal set; }

    /// <summary>From the start of the call until the first byte of the response.</summary>
    public TimeSpan FirstByte { get; internal set; }

    /// <summary>From the start of the call until the last byte of the response.</summary>
    public TimeSpan Total { get; internal set; }

    /// <summary>Sending the request, once there was a connection.</summary>
    public TimeSpan Send => From(Resolve + Connect + Proxy + Tls, RequestSent);

    /// <summary>From the request's end until the first byte of the response: the server's own time, and the way there and back. Zero where
    /// the response began first.</summary>
    public TimeSpan Wait => From(RequestSent, FirstByte);

    /// <summary>From the first byte of the response until its last.</summary>
    public TimeSpan Receive => From(FirstByte, Total);

    /// <summary>The stages that took time, in milliseconds.</summary>
    public override string ToString() => StageText.Of(
        ("resolve", Resolve), ("connect", Connect), ("proxy", Proxy), ("TLS", Tls), ("request sent", RequestSent), ("first byte", FirstByte), ("total", Total));

    private static TimeSpan From(TimeSpan start, TimeSpan end) => end > start ? end - start : TimeSpan.Zero;

    internal void Add(ConnectionTiming connection)
    {
        Resolve = connection.Resolve;
        Connect = connection.Connect;
        Proxy = connection.Proxy;
        Tls = connection.Tls;
    }
}
