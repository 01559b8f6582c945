using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Replies;

namespace SocketTools.Binding;

/// <summary>Every format, HTTP among them: that and the other dialogues do not know each other.</summary>
internal static class ReplyProtocols
{
    /// <summary>Makes the protocol of a format.</summary>
    internal static ReplyProtocol New(ReplyFormat format, SocketConnection connection) =>
        format == ReplyFormat.Http ? new HttpProtocol(connection) : Dialogues.ReplyProtocols.New(format);
}
