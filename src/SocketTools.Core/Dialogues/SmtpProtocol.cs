using System;
using System.Globalization;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Mail transport and submission (RFC 5321); pipelined as RFC 2920 allows.</summary>
public class SmtpProtocol : ThreeDigitProtocol
{
    private bool _lacksChunking;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Smtp;

    /// <inheritdoc/>
    protected internal override bool IsRestOfGreeting(SocketReply reply, PreparedCommand command) => reply.Code is 220 && command.Verb is not ("STARTTLS" or "XCLIENT");

    /// <inheritdoc/>
    protected internal override int RepliesToText(PreparedCommand command) => command.Verb == "DATA" ? 1 : 0;

    /// <inheritdoc/>
    /// <remarks>A server that does not know BDAT says no to its line, and runs the bytes behind it as commands (RFC 3030, 2: only where CHUNKING is offered).</remarks>
    protected internal override void RefuseUntimely(PreparedCommand command)
    {
        if (command.CarriesBytes && _lacksChunking)
        {
            throw FaultFactory.InvalidRequest($"The server has not offered CHUNKING (RFC 3030), and would run the bytes of {command.Verb} as commands: use DATA. Nothing was sent.");
        }
    }

    /// <inheritdoc/>
    protected internal override void Heard(PreparedCommand? command, SocketReply reply)
    {
        // Under TLS the server tells again what it offers (RFC 3207, 4.2).
        _lacksChunking = command?.Verb switch
        {
            "EHLO" or "LHLO" => !reply.IsPositive || !Array.Exists(reply.Lines, static line => CommandLine.Verb(line) == "CHUNKING"),
            "HELO" => true,
            "STARTTLS" => false,
            _ => _lacksChunking,
        };
    }

    /// <inheritdoc/>
    internal override bool IsWelcome(int code) => code == 220;

    /// <inheritdoc/>
    /// <remarks>The bytes of BDAT (RFC 3030, 2) are its argument; their count is put in here.</remarks>
    internal override byte[]? Block(SocketCommand command, ref string text, Encoding encoding)
    {
        if (CommandLine.Verb(text) != "BDAT")
        {
            return base.Block(command, ref text, encoding);
        }

        string second = CommandLine.Word(text, 1);
        bool isLast = string.Equals(second, "LAST", StringComparison.OrdinalIgnoreCase) && CommandLine.Word(text, 2).Length == 0;
        if (command.Arguments.Count == 0 && command.Secret is null)
        {
            return second == "0" ? null : throw FaultFactory.InvalidRequest("BDAT has no reply before its bytes have come: give them as the argument, and leave their count out, 'BDAT' or 'BDAT LAST'. Nothing was sent.");
        }

        if (command.Arguments.Count != 1 || command.Secret is not null || (second.Length > 0 && !isLast))
        {
            throw FaultFactory.InvalidRequest("BDAT takes one argument, its bytes; their count is put in: 'BDAT' or 'BDAT LAST'. Nothing was sent.");
        }

        byte[] block = command.Arguments[0] as byte[] ?? StrictText.Encode(encoding, (string)command.Arguments[0]);
        text = "BDAT " + block.Length.ToString(CultureInfo.InvariantCulture) + (isLast ? " LAST" : "");
        return block;
    }

    /// <inheritdoc/>
    internal override PipelineRule Rule(string verb, string text) => verb switch
    {
        "DATA" or "BDAT" or "STARTTLS" or "AUTH" => PipelineRule.Refused,
        "MAIL" or "RCPT" or "RSET" or "SEND" or "SOML" or "SAML" => PipelineRule.Free,
        _ => PipelineRule.EndsGroup,
    };
}
