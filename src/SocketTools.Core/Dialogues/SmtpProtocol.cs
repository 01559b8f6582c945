using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail transport and submission (RFC 5321); pipelined as RFC 2920 allows.</summary>
public class SmtpProtocol : ThreeDigitProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Smtp;

    /// <inheritdoc/>
    protected internal override bool ServerSpeaksFirst => true;

    /// <inheritdoc/>
    protected internal override bool IsGreeting(SocketReply reply, PreparedCommand command, bool isFirst) => reply.Code is 220 && (isFirst || command.Verb != "STARTTLS");

    /// <inheritdoc/>
    internal override PipelineRule Rule(string verb, string text) => verb switch
    {
        "DATA" or "BDAT" or "STARTTLS" or "AUTH" => PipelineRule.Refused,
        "MAIL" or "RCPT" or "RSET" or "SEND" or "SOML" or "SAML" => PipelineRule.Free,
        _ => PipelineRule.EndsGroup,
    };
}
