using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Where formats are chosen: one line each.</summary>
public static class ReplyProtocols
{
    /// <summary>Makes the protocol of a format, at the beginning of its dialogue.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.NotSupported"/>: none of those that are known here, such as HTTP.</exception>
    public static ParsedProtocol New(ReplyFormat format) => format switch
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
        _ => throw FaultFactory.NotSupported($"There is no reply format {format}."),
    };
}
