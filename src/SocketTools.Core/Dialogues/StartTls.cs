using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Dialogues;

/// <summary>What is said in plaintext until both sides may speak TLS. Reads not a byte more than the server's consent.</summary>
public static class StartTls
{
    private const int MaxLine = 16 * 1024;
    private const int MaxLines = 512;

    private static readonly Dictionary<StartTlsProtocol, StartTlsStep[]> s_chats = new()
    {
        [StartTlsProtocol.Smtp] = Mail("EHLO {0}"),
        [StartTlsProtocol.Lmtp] = Mail("LHLO {0}"),
        [StartTlsProtocol.Pop3] = new[] { StartTlsStep.Of(null, "", @"^\+OK"), StartTlsStep.Of("STLS", "", @"^\+OK") },
        [StartTlsProtocol.Imap] = new[] { StartTlsStep.Of(null, "", @"^\* OK"), StartTlsStep.Of("a1 STARTTLS", "^a1 ", "^a1 OK") },
        [StartTlsProtocol.Ftp] = new[] { StartTlsStep.Of(null, @"^\d{3} ", "^220 "), StartTlsStep.Of("AUTH TLS", @"^\d{3} ", "^234 ") },
        [StartTlsProtocol.Nntp] = new[] { StartTlsStep.Of(null, "", "^20[01]( |$)"), StartTlsStep.Of("STARTTLS", "", "^382( |$)") },
        [StartTlsProtocol.Sieve] = new[] { StartTlsStep.Of(null, "^(?i:OK|NO|BYE)", "^(?i:OK)"), StartTlsStep.Of("STARTTLS", "^(?i:OK|NO|BYE)", "^(?i:OK)") },
        [StartTlsProtocol.Irc] = new[] { StartTlsStep.Of("STARTTLS", @"^(:\S+ )?(670|691|451|421) ", @"^(:\S+ )?670 ") },
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
        switch (protocol)
        {
            case StartTlsProtocol.None:
                return;
            case StartTlsProtocol.Xmpp:
                BinaryStartTls.Xmpp(connection, serverName, clock);
                return;
            case StartTlsProtocol.Ldap:
                BinaryStartTls.Ldap(connection, clock);
                return;
            case StartTlsProtocol.Postgres:
                BinaryStartTls.Postgres(connection, clock);
                return;
            case StartTlsProtocol.MySql:
                BinaryStartTls.MySql(connection, clock);
                return;
        }

        var reader = new LineReader(connection, new LineFormat(connection.Encoding, null), MaxLine);
        foreach (StartTlsStep step in s_chats[protocol])
        {
            Take(step, connection, reader, OurName(connection), clock);
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

    // RFC 5321, 4.1.3: who has no name that the server could look up gives the address.
    private static string OurName(SocketConnection connection) => connection.LocalEndPoint is not IPEndPoint local ? "localhost"
        : local.AddressFamily == AddressFamily.InterNetwork ? $"[{local.Address}]"
        : $"[IPv6:{new IPAddress(local.Address.GetAddressBytes())}]";

    private static StartTlsStep[] Mail(string hello) => new[]
    {
        StartTlsStep.Of(null, @"^\d{3}( |$)", "^220"),
        StartTlsStep.Of(hello, @"^\d{3}( |$)", "^250"),
        StartTlsStep.Of("STARTTLS", @"^\d{3}( |$)", "^220"),
    };

    private static void Take(StartTlsStep step, SocketConnection connection, LineReader reader, string ourName, CallClock clock)
    {
        string said = step.Say is null ? "to greet" : string.Format(System.Globalization.CultureInfo.InvariantCulture, step.Say, ourName);
        if (step.Say is not null)
        {
            connection.SendLines(new[] { said }, connection.Encoding, clock);
        }

        for (int i = 0; i < MaxLines; i++)
        {
            string line = reader.ReadLine(clock);
            if (step.Last.IsMatch(line))
            {
                if (!step.Good.IsMatch(line))
                {
                    throw FaultFactory.ReplyRejected(connection.Peer, said, line);
                }

                return;
            }
        }

        throw FaultFactory.ProtocolViolation($"{connection.Peer} answered {said} with more than {MaxLines} lines and no end.");
    }
}
