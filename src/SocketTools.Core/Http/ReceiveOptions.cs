using System;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>How a response is read.</summary>
public sealed record ReceiveOptions
{
    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    public int MaxHeaderBytes { get; init; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes, decoded; null: 1 GiB in memory, none into a file.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>Whether a body until close is whole without a TLS close_notify behind it (RFC 9112, 9.8).</summary>
    public bool AllowTruncatedTls { get; init; }

    /// <summary>Whether content codings are undone (RFC 9110, 8.4).</summary>
    public bool Decompress { get; init; }

    /// <summary>The file that a successful response's body goes to; null: memory.</summary>
    public string? OutFile { get; init; }

    /// <summary>Whether what an earlier download left is continued.</summary>
    public bool Resume { get; init; }

    /// <summary>How long a request waits for the server's consent to its body (RFC 9110, 10.1.1).</summary>
    public TimeSpan ContinueTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told how many bytes of a body have gone or come so far, and of how many, where that is known; null: nobody.</summary>
    public Action<long, long?>? Progress { get; init; }
}
