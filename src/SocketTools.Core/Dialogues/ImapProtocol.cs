using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail access (RFC 9051, RFC 3501): commands bear tags, and arguments may be literals.</summary>
public sealed class ImapProtocol : ParsedProtocol
{
    private int _tag;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Imap;

    /// <inheritdoc/>
    /// <remarks>While a command is open (the server has said <c>+</c>), what is sent belongs to it and bears no tag: the lines of a login, the
    /// text behind APPEND, IDLE's DONE.</remarks>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        if (Open is PreparedCommand open)
        {
            CommandLine.RefuseArguments(command, Format);
            string shown = SecretCommand.Shown(command, open.BeginsLogin);
            return new PreparedCommand(shown, CommandLine.Verb(command.Text), CommandLine.Bytes(command, shown, encoding))
            {
                Tag = open.Tag,
                BeginsLogin = open.BeginsLogin,
                Pipelining = PipelineRule.Refused,
            };
        }

        string tag = "a" + (++_tag).ToString(CultureInfo.InvariantCulture);
        string verb = CommandLine.Verb(command.Text);
        IReadOnlyList<byte[]> parts = Parts(tag + " " + command.Text, command, encoding);
        return new PreparedCommand(Shown(command, verb), verb, parts)
        {
            Tag = tag,
            BeginsLogin = IsLogin(command),
            Pipelining = parts.Count > 1 || verb is "AUTHENTICATE" or "STARTTLS" or "IDLE" or "COMPRESS" || LiteralParser.LiteralLength(command.Text) >= 0 ? PipelineRule.Refused
                : verb is "LOGIN" or "LOGOUT" or "SELECT" or "EXAMINE" ? PipelineRule.EndsGroup
                : PipelineRule.Free,
        };
    }

    /// <inheritdoc/>
    /// <remarks>IDLE brings what happens as it happens, once the server has let it go on (RFC 9051, 6.3.13).</remarks>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        new ImapParser(command?.Tag, single: command is null || (command.Verb == "IDLE" && Open is not null), options);

    private static string Shown(SocketCommand command, string verb)
    {
        var shown = new StringBuilder(SecretCommand.Shown(command, isLoginLine: false));
        foreach (object argument in command.Arguments)
        {
            shown.Append(verb is "LOGIN" or "AUTHENTICATE" ? " " + SecretCommand.Stars
                : argument is byte[] bytes ? $" {{{bytes.Length}}}"
                : " " + argument);
        }

        return shown.ToString();
    }

    // The secret comes last; as a literal where a quoted string could not hold it.
    private static List<byte[]> Parts(string line, SocketCommand command, Encoding encoding)
    {
        var literals = new List<byte[]>();
        foreach (object argument in command.Arguments)
        {
            literals.Add(argument as byte[] ?? StrictText.Encode(encoding, (string)argument, IsLogin(command)));
        }

        bool isQuoted = command.Secret is not null && IsQuotable(command.Secret);
        if (command.Secret is not null && !isQuoted)
        {
            literals.Add(StrictText.Encode(encoding, command.Secret, isSecret: true));
        }

        var parts = new List<byte[]>();
        var pending = new List<byte>(StrictText.Encode(encoding, line, IsLogin(command)));
        foreach (byte[] literal in literals)
        {
            pending.AddRange(Encoding.ASCII.GetBytes($" {{{literal.Length}}}\r\n"));
            parts.Add(pending.ToArray());
            pending.Clear();
            pending.AddRange(literal);
        }

        if (isQuoted)
        {
            pending.AddRange(StrictText.Encode(encoding, " " + QuotedText.Of(command.Secret!), isSecret: true));
        }

        pending.Add((byte)'\r');
        pending.Add((byte)'\n');
        parts.Add(pending.ToArray());
        return parts;
    }

    private static bool IsLogin(SocketCommand command) => CommandLine.Verb(command.Text) is "LOGIN" or "AUTHENTICATE";

    private static bool IsQuotable(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }
}
