namespace SocketTools.Transport;

/// <summary>How to speak to a proxy.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ProxyKind : long
{
    /// <summary>HTTP's CONNECT (RFC 9110, 9.3.6); the proxy resolves the name.</summary>
    Http,

    /// <summary>The same over TLS.</summary>
    Https,

    /// <summary>SOCKS 4a; the proxy resolves the name.</summary>
    Socks4a,

    /// <summary>SOCKS 5 (RFC 1928); the name is resolved here.</summary>
    Socks5,

    /// <summary>SOCKS 5 (RFC 1928); the proxy resolves the name.</summary>
    Socks5h,
}
