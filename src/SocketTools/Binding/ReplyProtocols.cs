using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;

namespace SocketTools.Binding;

/// <summary>Where formats are chosen: one line each.</summary>
internal static class ReplyProtocols
{
    /// <summary>Makes the protocol of a format.</summary>
    internal static ReplyProtocol New(ReplyFormat format) => format switch
    {
        ReplyFormat.Line => new LineProtocol(),
        ReplyFormat.Smtp => new SmtpProtocol(),
        ReplyFormat.Lmtp => new LmtpProtocol(),
        ReplyFormat.Ftp => new FtpProtocol(),
        _ => throw FaultFactory.NotSupported($"There is no reply format {format}."),
    };
}
