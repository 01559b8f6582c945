using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Binding;

/// <summary>Where formats are chosen: one line each.</summary>
internal static class ReplyProtocols
{
    /// <summary>Makes the protocol of a format.</summary>
    internal static ReplyProtocol New(ReplyFormat format, SocketConnection connection) => format switch
    {
        ReplyFormat.Line => new LineProtocol(),
        ReplyFormat.Smtp => new SmtpProtocol(),
        ReplyFormat.Lmtp => new LmtpProtocol(),
        ReplyFormat.Ftp => new FtpProtocol(),
        ReplyFormat.Nntp => new NntpProtocol(),
        ReplyFormat.Pop3 => new Pop3Protocol(),
        ReplyFormat.Imap => new ImapProtocol(),
        ReplyFormat.Sieve => new SieveProtocol(),
        ReplyFormat.Redis => new RedisProtocol(),
        ReplyFormat.Memcached => new MemcachedProtocol(),
        ReplyFormat.Http => new HttpProtocol(connection),
        _ => throw FaultFactory.NotSupported($"There is no reply format {format}."),
    };
}
