using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>File transfer, the control connection (RFC 959).</summary>
public sealed class FtpProtocol : ThreeDigitProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Ftp;

    /// <inheritdoc/>
    protected internal override bool ServerSpeaksFirst => true;

    /// <inheritdoc/>
    /// <remarks>RFC 959, 5.4: 120 and 220 answer the connection and REIN; RFC 7151, 3.2: 220 answers HOST.</remarks>
    protected internal override bool IsGreeting(SocketReply reply, PreparedCommand command, bool isFirst) => reply.Code is 120 or 220 && (isFirst || command.Verb is not ("REIN" or "HOST"));

    /// <inheritdoc/>
    /// <remarks>AUTH TLS is no login; what follows 331 is PASS, which hides itself.</remarks>
    internal override bool BeginsLogin(string verb, string text) => verb == "ADAT";

    /// <inheritdoc/>
    /// <remarks>RFC 959 knows no pipelining: servers may drop what they have not asked for.</remarks>
    internal override PipelineRule Rule(string verb, string text) => PipelineRule.Refused;
}
