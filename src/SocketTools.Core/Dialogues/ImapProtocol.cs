using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail access (RFC 9051, RFC 3501): commands bear tags, and arguments may be literals.</summary>
public sealed class ImapProtocol : ParsedProtocol
{
    private int _tag;
    private bool _takesGreeting;
    private ImapParser? _parser;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Imap;

    /// <inheritdoc/>
    protected internal override bool Greets => true;

    /// <inheritdoc/>
    /// <remarks>A reply bears its command's tag, the greeting none.</remarks>
    protected internal override bool AwaitsGreeting => false;

    /// <inheritdoc/>
    internal override bool TellsWhatItAnswers => true;

    /// <inheritdoc/>
    /// <remarks>RFC 9051, 7.1.5: a server that hangs up says why, and to no command.</remarks>
    protected internal override string? Farewell(SocketReply begun) => Array.FindLast(begun.Lines, static line => line.StartsWith("BYE", StringComparison.OrdinalIgnoreCase));

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
            byte[] line = CommandLine.Bytes(command, shown, encoding);
            return new PreparedCommand(shown, CommandLine.Verb(command.Text), line)
            {
                Awaited = AwaitedBehind(open, command, line),
                Tag = open.Tag,
                BeginsLogin = open.BeginsLogin,
                Pipelining = PipelineRule.Refused,
            };
        }

        string tag = "a" + (++_tag).ToString(CultureInfo.InvariantCulture);
        string verb = CommandLine.Verb(command.Text);
        bool isLine = command.Arguments.Count == 0 && command.Secret is null;
        RefuseUnanswered(verb, isLine ? command.Text : "");
        IReadOnlyList<byte[]> parts = Parts(tag + " " + command.Text, command, encoding);
        return new PreparedCommand(Shown(command, verb), verb, parts)
        {
            Tag = tag,
            BeginsLogin = IsLogin(command),
            Awaited = isLine ? LiteralParser.LiteralLength(command.Text) : -1,
            Pipelining = parts.Count > 1 || verb is "AUTHENTICATE" or "STARTTLS" or "IDLE" || LiteralParser.LiteralLength(command.Text) >= 0 ? PipelineRule.Refused
                : verb is "LOGIN" or "LOGOUT" or "SELECT" or "EXAMINE" ? PipelineRule.EndsGroup
                : PipelineRule.Free,
        };
    }

    /// <inheritdoc/>
    /// <remarks>IDLE brings what happens as it happens, once the server has let it go on (RFC 9051, 6.3.13).</remarks>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) =>
        _parser = new ImapParser(command?.Tag, single: command is null || (command.Verb == "IDLE" && Open is not null), _takesGreeting && command is not null, command is null || MayGoOn(command), options);

    /// <inheritdoc/>
    protected internal override SocketReply Receive(SocketConnection connection, PreparedCommand? command, ReplyOptions options, CallClock clock)
    {
        _takesGreeting = connection.BytesTaken == GreetingBegins(connection);
        try
        {
            return base.Receive(connection, command, options, clock);
        }
        finally
        {
            if (_parser?.Greeting is SocketReply greeting)
            {
                NoteGreeting(greeting);
            }

            _parser = null;
        }
    }

    // RFC 9051, 7.6: for a literal that was announced, the next step of a login, and IDLE. curl refuses any other, too.
    private bool MayGoOn(PreparedCommand command) =>
        command.Parts.Count > 1 || command.Awaited >= 0 || command.Verb is "AUTHENTICATE" or "IDLE" || Open is { BeginsLogin: true };

    private static void RefuseUnanswered(string verb, string line)
    {
        if (verb == "COMPRESS")
        {
            throw FaultFactory.InvalidRequest("COMPRESS would have the server send what nothing here reads. Nothing was sent.");
        }

        if (line.EndsWith("+}", StringComparison.Ordinal) && LiteralParser.LiteralLength(line) >= 0)
        {
            throw FaultFactory.InvalidRequest("A literal that waits for nobody ('{n+}') has no reply before its bytes have come: give them as the argument. Nothing was sent.");
        }
    }

    // What a literal is said to hold has to be in the line: the server takes so many bytes, whatever they are.
    private static long AwaitedBehind(PreparedCommand open, SocketCommand command, byte[] line)
    {
        if (open.Verb == "IDLE" && !string.Equals(command.Text, "DONE", StringComparison.OrdinalIgnoreCase))
        {
            throw FaultFactory.InvalidRequest("IDLE is not over, and the server takes nothing but DONE before that. Nothing was sent.");
        }

        int length = line.Length - 2;
        if (open.Awaited > length)
        {
            throw FaultFactory.InvalidRequest($"A literal of {open.Awaited} bytes was announced, and here are {length}: the server would take the next command for the rest. Nothing was sent. As an argument it is counted.");
        }

        int behind = (int)Math.Max(open.Awaited, 0);
        string rest = Encoding.ASCII.GetString(line, behind, length - behind);
        RefuseUnanswered("", open.Awaited < 0 ? "" : rest);
        return open.Awaited < 0 ? -1 : LiteralParser.LiteralLength(rest);
    }

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
