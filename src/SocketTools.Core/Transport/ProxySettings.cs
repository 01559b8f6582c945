using System;
using System.Net;
using SocketTools.Faults;

namespace SocketTools.Transport;

/// <summary>A proxy to connect through.</summary>
public sealed class ProxySettings
{
    private ProxySettings(ProxyKind kind, HostEndPoint endPoint, NetworkCredential? credential)
    {
        Kind = kind;
        EndPoint = endPoint;
        Credential = credential;
    }

    /// <summary>How to speak to it.</summary>
    public ProxyKind Kind { get; }

    /// <summary>Where it is.</summary>
    public HostEndPoint EndPoint { get; }

    /// <summary>Who we are; null: nobody in particular.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>Whether its scheme was not named, and http was taken for it.</summary>
    internal bool IsAssumed { get; private init; }

    /// <summary>Reads a proxy's URI.</summary>
    /// <param name="uri"><c>http://</c>, <c>https://</c>, <c>socks4a://</c>, <c>socks5://</c> (names are resolved here) or <c>socks5h://</c>
    /// (at the proxy), host and port; without a scheme it is http.</param>
    /// <param name="credential">Name and password; null: those of the URI, if any.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>.</exception>
    public static ProxySettings Parse(string uri, NetworkCredential? credential)
    {
        string text = uri.IndexOf("://", StringComparison.Ordinal) >= 0 ? uri : "http://" + uri;
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        ProxyKind kind = text.Substring(0, schemeEnd).ToLowerInvariant() switch
        {
            "http" => ProxyKind.Http,
            "https" => ProxyKind.Https,
            "socks4a" => ProxyKind.Socks4a,
            "socks5" => ProxyKind.Socks5,
            "socks5h" => ProxyKind.Socks5h,
            string other => throw FaultFactory.InvalidRequest($"The proxy scheme '{other}' is not spoken here: use http, https, socks4a, socks5 or socks5h."),
        };
        string authority = text.Substring(schemeEnd + 3).TrimEnd('/');
        int at = authority.LastIndexOf('@');
        if (at >= 0 && credential is null)
        {
            string[] parts = authority.Substring(0, at).Split(new[] { ':' }, 2);
            credential = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        string host = authority.Substring(at + 1);
        bool hasPort = host.LastIndexOf(':') > host.LastIndexOf(']');
        return new ProxySettings(kind, HostEndPoint.Parse(host, hasPort ? null : DefaultPort(kind)), credential) { IsAssumed = text.Length != uri.Length };
    }

    private static int DefaultPort(ProxyKind kind) => kind switch
    {
        ProxyKind.Http => 8080,
        ProxyKind.Https => 443,
        _ => 1080,
    };
}
