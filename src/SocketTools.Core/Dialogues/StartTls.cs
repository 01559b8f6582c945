using System;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>What is said in plaintext until both sides may speak TLS. Reads not a byte more than the server's consent.</summary>
public static class StartTls
{
    /// <summary>The longest line, in bytes.</summary>
    internal const int MaxLine = 16 * 1024;

    /// <summary>The largest reply, in bytes.</summary>
    internal const int MaxReply = 64 * 1024;

    private static readonly StartTlsUpgrade[] s_upgrades =
    {
        StartTlsUpgrade.Of(StartTlsProtocol.Smtp, 25, ReplyFormat.Smtp, StartTlsStep.Greeting("220"), new("EHLO {0}", "250"), new("STARTTLS", "220")),
        StartTlsUpgrade.Of(StartTlsProtocol.Lmtp, 24, ReplyFormat.Lmtp, StartTlsStep.Greeting("220"), new("LHLO {0}", "250"), new("STARTTLS", "220")),
        StartTlsUpgrade.Of(StartTlsProtocol.Pop3, 110, ReplyFormat.Pop3, StartTlsStep.Greeting("+OK"), new("STLS", "+OK")),
        StartTlsUpgrade.Of(StartTlsProtocol.Imap, 143, ReplyFormat.Imap, StartTlsStep.Greeting("OK"), new("STARTTLS", "OK")),

        // RFC 959, 5.4: one that is not ready yet says so first.
        StartTlsUpgrade.Of(StartTlsProtocol.Ftp, 21, ReplyFormat.Ftp, StartTlsStep.Greeting("220") with { NotYet = "120" }, new("AUTH TLS", "234")),
        StartTlsUpgrade.Of(StartTlsProtocol.Nntp, 119, ReplyFormat.Nntp, StartTlsStep.Greeting("200", "201"), new("STARTTLS", "382")),
        StartTlsUpgrade.Of(StartTlsProtocol.Sieve, 4190, ReplyFormat.Sieve, StartTlsStep.Greeting("OK"), new("STARTTLS", "OK")),
        new(StartTlsProtocol.Xmpp, 5222, null, BinaryStartTls.Xmpp),
        new(StartTlsProtocol.Irc, 6667, null, static (connection, _, clock) => IrcStartTls.Run(connection, clock)),
        new(StartTlsProtocol.Ldap, 389, null, static (connection, _, clock) => BinaryStartTls.Ldap(connection, clock)),
        new(StartTlsProtocol.Postgres, 5432, null, static (connection, _, clock) => BinaryStartTls.Postgres(connection, clock)),
        new(StartTlsProtocol.MySql, 3306, null, static (connection, _, clock) => BinaryStartTls.MySql(connection, clock)),
    };

    /// <summary>Says it.</summary>
    /// <param name="protocol">Which protocol.</param>
    /// <param name="connection">Just connected, or where the protocol allows the upgrade.</param>
    /// <param name="serverName">How the server is called, where the protocol names it.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ReplyRejected"/>: the server said no, in its words; <see cref="Fault.ProtocolViolation"/>:
    /// it does not speak this protocol; a timeout, an early end.</exception>
    public static void Run(StartTlsProtocol protocol, SocketConnection connection, string serverName, CallClock clock)
    {
        try
        {
            Of(protocol)?.Ask(connection, serverName, clock);
        }
        catch (SocketToolsException endless) when (endless.Fault == Fault.LimitExceeded)
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} does not speak this protocol: before TLS it has no line over 16 KiB, and no reply over 64 KiB.");
        }
        catch (SocketToolsException broken) when (broken.Partial is SocketReply && broken.InnerException is SocketToolsException cause)
        {
            // The advice in it is for those who go on with the dialogue.
            throw cause.Fault == Fault.ProtocolViolation ? FaultFactory.ProtocolViolation($"{connection.Peer} does not speak this protocol: {cause.Message}") : cause;
        }
    }

    /// <summary>What replies look like in a protocol; null: nothing that is known.</summary>
    public static ReplyFormat? ReplyFormatOf(StartTlsProtocol protocol) => Of(protocol)?.Format;

    /// <summary>The port where a protocol is spoken; null: no upgrade.</summary>
    public static int? PortOf(StartTlsProtocol protocol) => Of(protocol)?.Port;

    private static StartTlsUpgrade? Of(StartTlsProtocol protocol) => Array.Find(s_upgrades, upgrade => upgrade.Protocol == protocol);
}
