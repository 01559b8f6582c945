namespace SocketTools.Connections;

/// <summary>What the servers on well-known ports speak (IANA's registry of services).</summary>
internal static class WellKnownFormats
{
    /// <summary>The format of a port; null: its protocol is none of those that are known here.</summary>
    internal static ReplyFormat? Of(int port) => port switch
    {
        21 or 990 => ReplyFormat.Ftp,
        24 => ReplyFormat.Lmtp,
        25 or 465 or 587 => ReplyFormat.Smtp,
        80 or 443 or 8080 or 8443 => ReplyFormat.Http,
        110 or 995 => ReplyFormat.Pop3,
        119 or 433 or 563 => ReplyFormat.Nntp,
        143 or 993 => ReplyFormat.Imap,
        4190 => ReplyFormat.Sieve,
        6379 => ReplyFormat.Redis,
        11211 => ReplyFormat.Memcached,
        _ => null,
    };
}
