namespace SocketTools.Connections;

/// <summary>What the replies on a connection look like, and how a command is written there.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum ReplyFormat : long
{
    /// <summary>One line answers one line.</summary>
    Line,

    /// <summary>Mail transport and submission (RFC 5321, 4.2).</summary>
    Smtp,

    /// <summary>Local mail delivery (RFC 2033).</summary>
    Lmtp,

    /// <summary>File transfer, the control connection (RFC 959, 4.2).</summary>
    Ftp,

    /// <summary>News (RFC 3977, 3.2).</summary>
    Nntp,

    /// <summary>Mail retrieval (RFC 1939, 3).</summary>
    Pop3,

    /// <summary>Mail access (RFC 9051, 2.2; RFC 3501).</summary>
    Imap,

    /// <summary>Mail filters (RFC 5804, 1.2).</summary>
    Sieve,

    /// <summary>RESP2 and RESP3.</summary>
    Redis,

    /// <summary>The memcached text protocol, meta commands included.</summary>
    Memcached,

    /// <summary>Requests and responses of HTTP/1.x (RFC 9112).</summary>
    Http,
}
