using System.Text;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Connections;

/// <summary>What a connection remembers for the commands that use it.</summary>
public sealed record ConnectionSettings
{
    /// <summary>UTF-8 without a byte order mark.</summary>
    public static Encoding DefaultEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>How text is encoded and decoded.</summary>
    public Encoding Encoding { get; init; } = DefaultEncoding;

    /// <summary>What is sent behind a line; CR LF.</summary>
    public string NewLine { get; init; } = "\r\n";

    /// <summary>What replies look like; null: as the protocol of the port has them, where that is known.</summary>
    public ReplyFormat? ReplyFormat { get; init; }

    /// <summary>Whether Telnet is spoken (RFC 854), above TLS where there is any.</summary>
    public bool Telnet { get; init; }

    /// <summary>How what crosses the wire is recorded; null: it is not.</summary>
    public TranscriptOptions? Transcript { get; init; }

    /// <summary>The longest silence, in seconds; 0 means no limit.</summary>
    public double IdleTimeoutSec { get; init; } = Timeouts.DefaultIdleSec;

    /// <summary>The secrets that are known of whom it talks with, from a connection that led to this one; null: none led here.</summary>
    internal KnownSecrets? Secrets { get; init; }

    /// <summary>The same for a connection that is recorded.</summary>
    internal ConnectionSettings Recorded(TranscriptOptions options) => this with { Transcript = Transcript ?? options };
}
