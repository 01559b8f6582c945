using System.Text;
using SocketTools.Connections;

namespace SocketTools.Dialogues;

/// <summary>A protocol of lines whose replies begin with three digits.</summary>
public abstract class ThreeDigitProtocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        CommandLine.RefuseArguments(command, Format);
        string verb = CommandLine.Verb(command.Text);
        bool isLoginLine = Open is { BeginsLogin: true };
        string shown = SecretCommand.Shown(command, isLoginLine);
        return new PreparedCommand(shown, verb, CommandLine.Bytes(command, shown, encoding))
        {
            MultiLine = command.MultiLine,
            BeginsLogin = isLoginLine || BeginsLogin(verb, command.Text),
            Pipelining = isLoginLine ? PipelineRule.Refused : Rule(verb, command.Text),
        };
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new ThreeDigitParser(Format, code => BringsBlock(code, command), options);

    /// <summary>Whether the lines behind a command are secrets while its replies are intermediate ones.</summary>
    internal virtual bool BeginsLogin(string verb, string text) => verb == "AUTH";

    /// <summary>How a command can be pipelined.</summary>
    internal abstract PipelineRule Rule(string verb, string text);

    /// <summary>Whether a dot block follows behind a code.</summary>
    internal virtual bool BringsBlock(int code, PreparedCommand? command) => false;
}
