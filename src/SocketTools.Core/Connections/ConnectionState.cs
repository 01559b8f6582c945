namespace SocketTools.Connections;

/// <summary>How a connection stands. Half-close, end of stream and reset are three things.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ConnectionState : long
{
    /// <summary>Both directions are open.</summary>
    Open,

    /// <summary>We have closed our sending side; the peer may still send.</summary>
    SendClosed,

    /// <summary>The peer has closed its side. What it sent before may still wait to be read; sending may still work.</summary>
    RemoteClosed,

    /// <summary>The peer reset the connection. What it sent before may still wait to be read.</summary>
    Reset,

    /// <summary>We have closed the connection.</summary>
    Closed,
}
