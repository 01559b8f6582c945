using System;
using System.Net;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Transport;

/// <summary>A proxy to connect through.</summary>
public sealed class ProxySettings
{
    private ProxySettings(ProxyKind kind, HostEndPoint endPoint, NetworkCredential? credential)
    {
        Kind = kind;
        EndPoint = endPoint;
        Credential = credential;
        if (credential is not null)
        {
            Check(kind, credential);
        }
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

    // SOCKS 4a ends a name with NUL, and what stands behind it would be the target; the others may take a line end for their own.
    private static void Check(ProxyKind kind, NetworkCredential credential)
    {
        bool isBasic = kind is ProxyKind.Http or ProxyKind.Https;
        foreach (char c in kind == ProxyKind.Socks4a || isBasic ? credential.UserName + (isBasic ? credential.Password : "") : "")
        {
            if (c < ' ' || c == '\x7F')
            {
                throw FaultFactory.InvalidRequest("The name or password for the proxy has a control character, which it would not take for a part of it (RFC 7617, 2). Nothing was sent.");
            }
        }

        if (isBasic && credential.UserName.IndexOf(':') >= 0)
        {
            throw FaultFactory.InvalidRequest("The name for the proxy has a colon, and what stands behind it would be taken for the password (RFC 7617, 2). Nothing was sent.");
        }

        if (kind is ProxyKind.Socks5 or ProxyKind.Socks5h && !(FitsSocks5(credential.UserName) && FitsSocks5(credential.Password)))
        {
            throw FaultFactory.InvalidRequest("SOCKS 5 takes names and passwords of 1 to 255 bytes (RFC 1929, 2). Nothing was sent.");
        }
    }

    private static bool FitsSocks5(string text) => StrictText.Encode(Encoding.UTF8, text, isSecret: true).Length is > 0 and <= 255;

    private static int DefaultPort(ProxyKind kind) => kind switch
    {
        ProxyKind.Http => 8080,
        ProxyKind.Https => 443,
        _ => 1080,
    };
}
