using System.Collections.Generic;
using System.Text;
using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail filters (RFC 5804).</summary>
public sealed class SieveProtocol : ParsedProtocol
{
    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Sieve;

    /// <inheritdoc/>
    /// <remarks>Arguments go as literals that wait for nobody (RFC 5804, 1.2), the secret as a quoted string.</remarks>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        bool isLoginLine = Open is { BeginsLogin: true };
        string verb = CommandLine.Verb(command.Text);
        var bytes = new List<byte>(StrictText.Encode(encoding, command.Text, isLoginLine || verb == "AUTHENTICATE"));
        var shown = new StringBuilder(SecretCommand.Shown(command, isLoginLine));
        foreach (object argument in command.Arguments)
        {
            byte[] literal = argument as byte[] ?? StrictText.Encode(encoding, (string)argument, isLoginLine || verb == "AUTHENTICATE");
            AddSpace(bytes);
            bytes.AddRange(Encoding.ASCII.GetBytes($"{{{literal.Length}+}}\r\n"));
            bytes.AddRange(literal);
            shown.Append(isLoginLine || verb == "AUTHENTICATE" ? " " + SecretCommand.Stars : $" {{{literal.Length}+}}");
        }

        if (command.Secret is string secret)
        {
            AddSpace(bytes);
            bytes.AddRange(StrictText.Encode(encoding, QuotedText.Of(secret), isSecret: true));
        }

        bytes.Add((byte)'\r');
        bytes.Add((byte)'\n');
        return new PreparedCommand(shown.ToString(), verb, bytes.ToArray())
        {
            BeginsLogin = isLoginLine || verb == "AUTHENTICATE",
            Pipelining = isLoginLine || verb is "AUTHENTICATE" or "STARTTLS" ? PipelineRule.Refused
                : verb == "LOGOUT" ? PipelineRule.EndsGroup
                : PipelineRule.Free,
        };
    }

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new SieveParser(command is { BeginsLogin: true }, options);

    private static void AddSpace(List<byte> bytes)
    {
        if (bytes.Count > 0)
        {
            bytes.Add((byte)' ');
        }
    }
}
