using SocketTools.Connections;

namespace SocketTools.Dialogues;

/// <summary>Local mail delivery (RFC 2033): as SMTP, but behind a message comes one reply for each recipient.</summary>
public sealed class LmtpProtocol : SmtpProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Lmtp;
}
