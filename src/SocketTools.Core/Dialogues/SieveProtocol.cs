using System.Collections.Generic;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail filters (RFC 5804).</summary>
public sealed class SieveProtocol : ParsedProtocol
{
    // RFC 5804, 4: in bytes, with its quotation marks counted here.
    private const int LongestQuoted = 1026;

    private bool _hasLoggedIn;
    private bool _isUnknown;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Sieve;

    /// <inheritdoc/>
    protected internal override bool Greets => true;

    /// <inheritdoc/>
    /// <remarks>Under TLS the server tells its capabilities again, unasked (RFC 5804, 2.2).</remarks>
    protected internal override long GreetingBegins(SocketConnection connection) => connection.TakenBeforeTls;

    /// <inheritdoc/>
    /// <remarks>Arguments go as literals that wait for nobody (RFC 5804, 1.2), the secret as a quoted string.</remarks>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        CommandLine.RefuseControlCharacters(command);
        bool isLoginLine = Open is { BeginsLogin: true };
        string verb = CommandLine.Verb(command.Text);
        if (LiteralParser.LiteralLength(command.Text) >= 0)
        {
            throw FaultFactory.InvalidRequest("A literal in a command of ManageSieve has no reply before its bytes have come: give them as the argument, and leave their count out. Nothing was sent.");
        }

        if (command.Arguments.Count > 0 && !isLoginLine && !IsWhole(command.Text))
        {
            throw FaultFactory.InvalidRequest("In front of an argument a command of ManageSieve is a word, and strings in quotation marks or numbers: the server could take the argument for commands. Nothing was sent.");
        }

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
            byte[] quoted = StrictText.Encode(encoding, QuotedText.Of(secret), isSecret: true);
            if (quoted.Length > LongestQuoted)
            {
                byte[] literal = StrictText.Encode(encoding, secret, isSecret: true);
                bytes.AddRange(Encoding.ASCII.GetBytes($"{{{literal.Length}+}}\r\n"));
                quoted = literal;
            }

            bytes.AddRange(quoted);
        }

        bytes.Add((byte)'\r');
        bytes.Add((byte)'\n');
        return new PreparedCommand(shown.ToString(), verb, bytes.ToArray())
        {
            CarriesBytes = command.Arguments.Count > 0 && !isLoginLine && verb != "AUTHENTICATE",
            BeginsLogin = isLoginLine || verb == "AUTHENTICATE",
            Pipelining = isLoginLine || verb is "AUTHENTICATE" or "STARTTLS" ? PipelineRule.Refused
                : verb == "LOGOUT" ? PipelineRule.EndsGroup
                : PipelineRule.Free,
        };
    }

    /// <inheritdoc/>
    /// <remarks>Before that no server takes a script, and what it does not take it runs line by line: dovecot obeys a LOGOUT in it.</remarks>
    protected internal override void RefuseUntimely(PreparedCommand command)
    {
        if (command.CarriesBytes && !_hasLoggedIn && !_isUnknown)
        {
            throw FaultFactory.InvalidRequest($"Before AUTHENTICATE has succeeded the server does not take {command.Verb}, and would run its argument as commands. Nothing was sent.");
        }
    }

    /// <inheritdoc/>
    protected internal override void Heard(PreparedCommand? command, SocketReply reply) =>
        _hasLoggedIn = command is { BeginsLogin: true } && reply.Code is "OK" || (_hasLoggedIn && !(command?.Verb == "UNAUTHENTICATE" && reply.IsPositive));

    /// <inheritdoc/>
    protected internal override void Interrupted() => _isUnknown = true;

    /// <inheritdoc/>
    public override ReplyParser NewParser(PreparedCommand? command, ReplyOptions options) => new SieveParser(command is { BeginsLogin: true }, options);

    // command *(SP (quoted / number))
    private static bool IsWhole(string text)
    {
        int at = 0;
        while (at < text.Length && text[at] is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'))
        {
            at++;
        }

        bool isWhole = at > 0;
        while (isWhole && at < text.Length)
        {
            isWhole = text[at++] == ' ' && at < text.Length;
            if (isWhole && text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    at += text[at] == '\\' ? 1 : 0;
                }

                isWhole = at++ < text.Length;
            }
            else
            {
                int start = at;
                while (at < text.Length && text[at] is >= '0' and <= '9')
                {
                    at++;
                }

                isWhole = at > start;
            }
        }

        return isWhole;
    }

    private static void AddSpace(List<byte> bytes)
    {
        if (bytes.Count > 0)
        {
            bytes.Add((byte)' ');
        }
    }
}
