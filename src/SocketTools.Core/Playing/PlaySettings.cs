using System;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>How clients are served in the background, whatever they are served with.</summary>
public sealed record PlaySettings
{
    /// <summary>How to speak TLS with clients, with our certificate; null: plain.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>How many clients are served at once; the next ones wait to be accepted. 0: no limit.</summary>
    public int MostClients { get; init; }

    /// <summary>The longest silence, both ways, before a client is dropped; zero: no limit.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>The weather on the way to clients and from them; clear where nobody changes it.</summary>
    public WeatherControl Weather { get; init; } = new();

    /// <summary>How what crosses the wire with each client is recorded; null: it is not.</summary>
    public TranscriptOptions? Recording { get; init; }

    /// <summary>The secrets that are known of clients, from a connection that led here; null: none led here.</summary>
    internal KnownSecrets? Secrets { get; init; }
}
