using SocketTools.Connections;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail retrieval (RFC 1939; RFC 2449 for CAPA and pipelining, RFC 5034 for AUTH, RFC 6856 for LANG).</summary>
public sealed class Pop3Protocol : LineCommandProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Pop3;

    /// <inheritdoc/>
    protected internal override bool Greets => true;

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new Pop3Parser(command is { MultiLine: true }, options);

    /// <inheritdoc/>
    internal override bool IsMultiLine(string verb, string text) => verb is "RETR" or "TOP" or "CAPA" || (verb is "LIST" or "UIDL" or "AUTH" or "LANG" && IsAlone(text));

    /// <inheritdoc/>
    /// <remarks>AUTH alone asks which logins there are.</remarks>
    internal override bool BeginsLogin(string verb, string text) => verb == "AUTH" && !IsAlone(text);

    /// <inheritdoc/>
    internal override PipelineRule Rule(string verb, string text) => verb switch
    {
        "AUTH" or "STLS" => PipelineRule.Refused,
        "PASS" or "APOP" or "QUIT" => PipelineRule.EndsGroup,
        _ => PipelineRule.Free,
    };

    private static bool IsAlone(string text) => CommandLine.Word(text, 1).Length == 0;
}
