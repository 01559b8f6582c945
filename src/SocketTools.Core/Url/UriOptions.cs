using System;
using System.Net;
using System.Text;
using SocketTools.Limits;
using SocketTools.Tls;

namespace SocketTools.Url;

/// <summary>How URIs are fetched.</summary>
public sealed record UriOptions
{
    /// <summary>The file that content goes to; null: memory.</summary>
    public string? OutFile { get; init; }

    /// <summary>Whether what an earlier fetch into the file left is continued, where the scheme can and it is still the same.</summary>
    public bool Resume { get; init; }

    /// <summary>The largest content, in bytes; null: 1 GiB in memory, 16 MiB for a listing, no limit into a file.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>How text is decoded; null: as the content says itself.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Name and password; null: none, or as anonymous.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Whether the credential may cross the wire unprotected.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }

    /// <summary>Whether nothing may cross the wire unprotected: ftp asks for TLS then, and schemes without it are refused.</summary>
    public bool RequireTls { get; init; }

    /// <summary>How TLS is spoken where ftp asks for it.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>How many redirects are followed.</summary>
    public int MaximumRedirection { get; init; } = Budgets.MaximumRedirection;

    /// <summary>Whether a redirect may lead from https to http.</summary>
    public bool AllowInsecureRedirect { get; init; }

    /// <summary>Whether content until the end of a stream is whole without a TLS close_notify behind it.</summary>
    public bool AllowTruncatedTls { get; init; }

    /// <summary>Tells the directory that relative paths start from; null: the process's.</summary>
    public Func<string>? Directory { get; init; }

    /// <summary>Told how many bytes have come so far, and of how many, where that is known; null: nobody.</summary>
    public Action<long, long?>? Progress { get; init; }
}
