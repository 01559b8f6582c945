using System.Text;
using SocketTools.Connections;

namespace SocketTools.Dialogues;

/// <summary>Mail retrieval (RFC 1939; RFC 2449 for CAPA and pipelining, RFC 5034 for AUTH).</summary>
public sealed class Pop3Protocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Pop3;

    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        CommandLine.RefuseArguments(command, Format);
        string verb = CommandLine.Verb(command.Text);
        bool isAlone = CommandLine.Word(command.Text, 1).Length == 0;
        bool isLoginLine = Open is { BeginsLogin: true };
        string shown = SecretCommand.Shown(command, isLoginLine);
        return new PreparedCommand(shown, verb, CommandLine.Bytes(command, shown, encoding))
        {
            MultiLine = !isLoginLine && (command.MultiLine || verb is "RETR" or "TOP" or "CAPA" || (isAlone && verb is "LIST" or "UIDL" or "AUTH")),
            BeginsLogin = isLoginLine || (verb == "AUTH" && !isAlone),
            Pipelining = isLoginLine ? PipelineRule.Refused : verb switch
            {
                "AUTH" or "STLS" => PipelineRule.Refused,
                "PASS" or "APOP" or "QUIT" => PipelineRule.EndsGroup,
                _ => PipelineRule.Free,
            },
        };
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new Pop3Parser(command is { MultiLine: true }, options);
}
