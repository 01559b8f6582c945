namespace SocketTools.Tracing;

/// <summary>What happened on or around the wire.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum WireEventKind : long
{
    /// <summary>Looking up a name.</summary>
    Resolving,

    /// <summary>The name's addresses are known.</summary>
    Resolved,

    /// <summary>Trying one address.</summary>
    Connecting,

    /// <summary>One address failed.</summary>
    ConnectAttemptFailed,

    /// <summary>Connected.</summary>
    Connected,

    /// <summary>The proxy has agreed.</summary>
    ProxyAgreed,

    /// <summary>TLS is spoken from here on.</summary>
    TlsEstablished,

    /// <summary>Something was decided that the user may want to know.</summary>
    Noted,

    /// <summary>Bytes were handed to the system.</summary>
    Sent,

    /// <summary>Bytes came.</summary>
    Received,

    /// <summary>Our sending side is closed.</summary>
    SendClosed,

    /// <summary>The peer closed its side.</summary>
    RemoteClosed,

    /// <summary>The peer reset the connection.</summary>
    Reset,

    /// <summary>The connection is closed.</summary>
    Closed,

    /// <summary>The connection is closed with a reset.</summary>
    Aborted,
}
