using System;

namespace SocketTools.Tracing;

/// <summary>How a connection is recorded.</summary>
public sealed record TranscriptOptions
{
    /// <summary>How many bytes are kept, at least 0; what is over it is counted and told.</summary>
    public long MaxBytes { get; init; } = SocketTranscript.DefaultMaxBytes;

    /// <summary>Whether secrets are kept as they crossed the wire, in place of eight <c>*</c> each.</summary>
    public bool IncludeSecret { get; init; }

    /// <summary>Given each transcript as it begins; null: nobody wants it beside its connection.</summary>
    public Action<SocketTranscript>? Begun { get; init; }
}
