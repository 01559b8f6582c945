using System;
using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Local mail delivery (RFC 2033): as SMTP, but behind a message comes one reply for each recipient (4.2).</summary>
public sealed class LmtpProtocol : SmtpProtocol
{
    private int _recipients;
    private bool _isUnknown;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Lmtp;

    /// <inheritdoc/>
    protected internal override int RepliesToText(PreparedCommand command) => command.Verb == "DATA" ? Math.Max(_recipients, 1) : 0;

    /// <inheritdoc/>
    /// <remarks>The last piece of a message is answered as the message is; without a recipient there is a single no.</remarks>
    internal override int Replies(string verb, string text) =>
        verb == "BDAT" && CommandLine.Word(text, 2).Length > 0 ? Math.Max(_recipients, 1) : base.Replies(verb, text);

    /// <inheritdoc/>
    protected internal override void Heard(PreparedCommand? command, SocketReply reply)
    {
        base.Heard(command, reply);
        bool isNew = command?.Verb is "MAIL" or "LHLO" or "RSET" or "STARTTLS";
        if (isNew && reply.IsPositive)
        {
            _recipients = 0;
            _isUnknown = false;
        }
        else if (command?.Verb == "RCPT" && reply.IsPositive)
        {
            _recipients++;
        }
    }

    /// <inheritdoc/>
    protected internal override void Interrupted() => _isUnknown = true;

    /// <inheritdoc/>
    internal override string? WhyRefused(string verb, string text) => _isUnknown && (verb == "DATA" || (verb == "BDAT" && text.Length > 4))
        ? $"{verb} has a reply for each recipient, and others may have been named outside of this dialogue: begin with MAIL here, or send it as a line."
        : null;
}
