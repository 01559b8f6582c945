using System.Text;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>A protocol whose commands are lines and nothing else.</summary>
public abstract class LineCommandProtocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        string text = command.Text;
        byte[]? block = Block(command, ref text, encoding);
        string verb = CommandLine.Verb(text);
        bool isLoginLine = Open is { BeginsLogin: true };
        int replies = Open is null ? 0 : RepliesToText(Open);
        if (replies > 0 ? text != "." || command.Secret is not null : WhyRefused(verb, text) is not null)
        {
            throw FaultFactory.InvalidRequest(replies > 0
                ? $"The server has asked for the text that {Open!.Verb} announced, and answers nothing before it ends: send it as a dot block, and read the reply without a command. Nothing was sent."
                : WhyRefused(verb, text) + " Nothing was sent.");
        }

        string shown = block is null ? SecretCommand.Shown(command, isLoginLine) : text;
        byte[] bytes = block is null ? CommandLine.Bytes(command, shown, encoding) : CommandLine.Bytes(text, block);
        return new PreparedCommand(shown, verb, bytes)
        {
            CarriesBytes = block is not null,
            Replies = replies > 0 ? replies : Replies(verb, text),
            MultiLine = !isLoginLine && (command.MultiLine || IsMultiLine(verb, command.Text)),
            BeginsLogin = isLoginLine || BeginsLogin(verb, command.Text),
            Pipelining = isLoginLine ? PipelineRule.Refused : Rule(verb, command.Text),
        };
    }

    /// <summary>What is sent behind a command's line; null: nothing.</summary>
    /// <param name="command">The command.</param>
    /// <param name="text">Its line, which may get more words.</param>
    /// <param name="encoding">How text is encoded.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it takes no arguments.</exception>
    internal virtual byte[]? Block(SocketCommand command, ref string text, Encoding encoding)
    {
        CommandLine.RefuseArguments(command, Format);
        return null;
    }

    /// <summary>How many replies a command has.</summary>
    internal virtual int Replies(string verb, string text) => 1;

    /// <summary>Why a command cannot be a step of this dialogue; null: it can.</summary>
    internal virtual string? WhyRefused(string verb, string text) => null;

    /// <summary>Whether a command's success brings a dot block.</summary>
    internal virtual bool IsMultiLine(string verb, string text) => false;

    /// <summary>Whether the lines behind a command are secrets while its replies are intermediate ones.</summary>
    internal virtual bool BeginsLogin(string verb, string text) => verb == "AUTH";

    /// <summary>How a command can be pipelined.</summary>
    internal virtual PipelineRule Rule(string verb, string text) => PipelineRule.Free;
}
