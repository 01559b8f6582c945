namespace SocketTools.Dialogues;

/// <summary>The protocols whose upgrade to TLS is known.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum StartTlsProtocol : long
{
    /// <summary>No upgrade.</summary>
    None,

    /// <summary>Mail submission and transport (RFC 3207).</summary>
    Smtp,

    /// <summary>Local mail delivery (RFC 2033, RFC 3207).</summary>
    Lmtp,

    /// <summary>Mail retrieval (RFC 2595, 4).</summary>
    Pop3,

    /// <summary>Mail access (RFC 9051, 6.2.1).</summary>
    Imap,

    /// <summary>File transfer (RFC 4217).</summary>
    Ftp,

    /// <summary>News (RFC 4642).</summary>
    Nntp,

    /// <summary>Mail filters (RFC 5804, 2.2).</summary>
    Sieve,

    /// <summary>Messaging (RFC 6120, 5).</summary>
    Xmpp,

    /// <summary>Chat (the IRCv3 tls extension).</summary>
    Irc,

    /// <summary>Directories (RFC 4511, 4.14).</summary>
    Ldap,

    /// <summary>The PostgreSQL protocol, 55.2.10.</summary>
    Postgres,

    /// <summary>The MySQL protocol, connection phase.</summary>
    MySql,
}
