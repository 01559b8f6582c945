using System;
using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>News (RFC 3977; RFC 2980 for older commands, RFC 4643 for logins).</summary>
public sealed class NntpProtocol : ThreeDigitProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Nntp;

    /// <inheritdoc/>
    /// <remarks>RFC 3977, 5.1.1 and 5.3: 200 and 201 answer the connection and MODE READER, and nothing else.</remarks>
    protected internal override bool IsRestOfGreeting(SocketReply reply, PreparedCommand command) => reply.Code is 200 or 201 && command.Verb != "MODE" && MayBeGreeting(command);

    /// <inheritdoc/>
    protected internal override int RepliesToText(PreparedCommand command) => command.Verb is "POST" or "IHAVE" ? 1 : 0;

    /// <inheritdoc/>
    internal override bool IsWelcome(int code) => code is 200 or 201;

    /// <inheritdoc/>
    internal override string? WhyRefused(string verb, string text) => verb switch
    {
        "TAKETHIS" => "TAKETHIS has no reply before the article has come (RFC 4644, 2.5): send both by other means, the article as a dot block, and read the reply without a command.",
        "COMPRESS" or "XFEATURE" => verb + " would have the server send what nothing here reads.",
        _ => null,
    };

    /// <inheritdoc/>
    internal override bool BeginsLogin(string verb, string text) => verb == "AUTHINFO" && string.Equals(CommandLine.Word(text, 1), "SASL", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    /// <remarks>RFC 3977, 3.5, and what the commands' own sections say.</remarks>
    internal override PipelineRule Rule(string verb, string text) => verb switch
    {
        "POST" or "IHAVE" or "STARTTLS" or "AUTHINFO" => PipelineRule.Refused,
        "MODE" or "QUIT" => PipelineRule.EndsGroup,
        _ => PipelineRule.Free,
    };

    /// <inheritdoc/>
    /// <remarks>RFC 3977, appendix C. 211 brings a block behind LISTGROUP only; whoever greets with 220 is no news server, and no block would come.</remarks>
    internal override bool BringsBlock(int code, PreparedCommand? command) => code switch
    {
        100 or 101 or 215 or 220 or 221 or 222 or 224 or 225 or 230 or 231 or 282 => true,
        211 => command is { Verb: "LISTGROUP" } or { MultiLine: true },
        _ => code < 300 && command is { MultiLine: true },
    };
}
