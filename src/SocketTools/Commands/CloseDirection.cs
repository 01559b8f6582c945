namespace SocketTools.Commands;

/// <summary>Which direction of a connection to close.</summary>
public enum CloseDirection
{
    /// <summary>Both: the connection is closed.</summary>
    Both,

    /// <summary>The sending side: the peer sees the end of the stream, and its answer can still be read.</summary>
    Send,

    /// <summary>The receiving side: what still comes is refused or dropped.</summary>
    Receive,
}
