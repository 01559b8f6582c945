using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>File transfer, the control connection (RFC 959).</summary>
public sealed class FtpProtocol : ThreeDigitProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Ftp;

    /// <inheritdoc/>
    /// <remarks>RFC 959, 5.4: 120 and 220 answer the connection and REIN; RFC 7151, 3.2: 220 answers HOST.</remarks>
    protected internal override bool IsRestOfGreeting(SocketReply reply, PreparedCommand command) => reply.Code is 120 or 220 && command.Verb is not ("REIN" or "HOST") && MayBeGreeting(command);

    /// <inheritdoc/>
    /// <remarks>Behind a reply that is merely preliminary the same command has another (RFC 959, 4.2.1).</remarks>
    protected internal override int DueBehind(PreparedCommand command, SocketReply reply, int due) => reply.Code is >= 100 and < 200 ? due : due - 1;

    /// <inheritdoc/>
    /// <remarks>Who waited for the transfer's end would have nothing to abort. It ends with a reply of its own, in front of ABOR's (RFC 959, 4.1.3).</remarks>
    protected internal override bool MayOvertake(string command) => CommandLine.Verb(command) == "ABOR";

    /// <inheritdoc/>
    /// <remarks>Where it can be told from the answer to a command, any success is a welcome: some servers have logged us in already (230).</remarks>
    internal override bool IsWelcome(int code) => code is < 300;

    /// <inheritdoc/>
    /// <remarks>AUTH TLS is no login; what follows 331 is PASS, which hides itself.</remarks>
    internal override bool BeginsLogin(string verb, string text) => verb == "ADAT";

    /// <inheritdoc/>
    /// <remarks>RFC 959 knows no pipelining: servers may drop what they have not asked for.</remarks>
    internal override PipelineRule Rule(string verb, string text) => PipelineRule.Refused;
}
