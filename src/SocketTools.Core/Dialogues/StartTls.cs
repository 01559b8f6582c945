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
            Ask(protocol, connection, serverName, clock);
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
    public static ReplyFormat? ReplyFormatOf(StartTlsProtocol protocol) => protocol switch
    {
        StartTlsProtocol.Smtp => ReplyFormat.Smtp,
        StartTlsProtocol.Lmtp => ReplyFormat.Lmtp,
        StartTlsProtocol.Pop3 => ReplyFormat.Pop3,
        StartTlsProtocol.Imap => ReplyFormat.Imap,
        StartTlsProtocol.Ftp => ReplyFormat.Ftp,
        StartTlsProtocol.Nntp => ReplyFormat.Nntp,
        StartTlsProtocol.Sieve => ReplyFormat.Sieve,
        _ => null,
    };

    private static void Ask(StartTlsProtocol protocol, SocketConnection connection, string serverName, CallClock clock)
    {
        switch (protocol)
        {
            case StartTlsProtocol.None:
                break;
            case StartTlsProtocol.Irc:
                IrcStartTls.Run(connection, clock);
                break;
            case StartTlsProtocol.Xmpp:
                BinaryStartTls.Xmpp(connection, serverName, clock);
                break;
            case StartTlsProtocol.Ldap:
                BinaryStartTls.Ldap(connection, clock);
                break;
            case StartTlsProtocol.Postgres:
                BinaryStartTls.Postgres(connection, clock);
                break;
            case StartTlsProtocol.MySql:
                BinaryStartTls.MySql(connection, clock);
                break;
            default:
                new ReplyStartTls(connection, ReplyFormatOf(protocol)!.Value, clock).Run();
                break;
        }
    }
}
