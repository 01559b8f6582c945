namespace SocketTools.Faults;

/// <summary>What can go wrong on the wire. Each name is also the error id that a cmdlet reports.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum Fault : long
{
    /// <summary>No address was found for the name.</summary>
    HostNotFound,

    /// <summary>Every address refused or was unreachable.</summary>
    ConnectFailed,

    /// <summary>The connect timeout ran out: name, connect, proxy and TLS together; or no client came in time.</summary>
    ConnectTimeout,

    /// <summary>A clock ran out while waiting for bytes. The connection is kept.</summary>
    ReceiveTimeout,

    /// <summary>A clock ran out while the peer took no bytes. The connection is kept.</summary>
    SendTimeout,

    /// <summary>The proxy said no.</summary>
    ProxyRefused,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The certificate was refused.</summary>
    CertificateRejected,

    /// <summary>Plaintext was waiting at an upgrade to TLS.</summary>
    PlaintextInjected,

    /// <summary>The peer ended the stream.</summary>
    RemoteClosed,

    /// <summary>The peer reset the connection.</summary>
    ConnectionReset,

    /// <summary>The peer ended inside a message.</summary>
    Truncated,

    /// <summary>What came is not the protocol.</summary>
    ProtocolViolation,

    /// <summary>A budget ran out.</summary>
    LimitExceeded,

    /// <summary>Refused before anything was sent.</summary>
    InvalidRequest,

    /// <summary>The server understood and said no. The connection is fine.</summary>
    ReplyRejected,

    /// <summary>The local address is taken.</summary>
    AddressInUse,

    /// <summary>The system forbids it.</summary>
    AccessDenied,

    /// <summary>Used after closing.</summary>
    ConnectionClosed,

    /// <summary>Used twice at once.</summary>
    ConnectionBusy,

    /// <summary>This platform or edition cannot.</summary>
    NotSupported,
}
