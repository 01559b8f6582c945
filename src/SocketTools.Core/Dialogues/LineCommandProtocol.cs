using System.Text;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>A protocol whose commands are lines and nothing else.</summary>
public abstract class LineCommandProtocol : ParsedProtocol
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
            MultiLine = !isLoginLine && (command.MultiLine || IsMultiLine(verb, command.Text)),
            BeginsLogin = isLoginLine || BeginsLogin(verb, command.Text),
            Pipelining = isLoginLine ? PipelineRule.Refused : Rule(verb, command.Text),
        };
    }

    /// <summary>Whether a command's success brings a dot block.</summary>
    internal virtual bool IsMultiLine(string verb, string text) => false;

    /// <summary>Whether the lines behind a command are secrets while its replies are intermediate ones.</summary>
    internal virtual bool BeginsLogin(string verb, string text) => verb == "AUTH";

    /// <summary>How a command can be pipelined.</summary>
    internal virtual PipelineRule Rule(string verb, string text) => PipelineRule.Free;
}
