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

    // What replies look like: in mail every line has its code (RFC 5321, 4.2); in FTP the first has, and those between are free (RFC 959, 4.2);
    // a capability of Sieve's may be a literal with any text in its lines (RFC 5804, 1.2).
    private const string Mails = @"^\d{3}([ -]|$)";
    private const string Ftp = @"^\d{3}([ -]|$)";
    private const string Nntp = @"^\d{3}( |$)";
    private const string Pop3 = @"^(\+OK|-ERR)";
    private const string Sieve = "^([\"{]|(?i:OK|NO|BYE))";

    private static readonly Dictionary<StartTlsProtocol, StartTlsStep[]> s_chats = new()
    {
        [StartTlsProtocol.Smtp] = Mail("EHLO {0}"),
        [StartTlsProtocol.Lmtp] = Mail("LHLO {0}"),
        [StartTlsProtocol.Pop3] = new[] { StartTlsStep.Of(null, "", @"^\+OK", Pop3), StartTlsStep.Of("STLS", "", @"^\+OK", Pop3) },
        [StartTlsProtocol.Imap] = new[] { StartTlsStep.Of(null, "", @"^\* OK", @"^\* "), StartTlsStep.Of("a1 STARTTLS", "^a1 ", "^a1 OK", @"^(\*|\+|a1) ") },
        [StartTlsProtocol.Ftp] = new[] { StartTlsStep.Of(null, @"^\d{3}( |$)", "^220", Ftp), StartTlsStep.Of("AUTH TLS", @"^\d{3}( |$)", "^234", Ftp) },
        [StartTlsProtocol.Nntp] = new[] { StartTlsStep.Of(null, "", "^20[01]( |$)", Nntp), StartTlsStep.Of("STARTTLS", "", "^382( |$)", Nntp) },
        [StartTlsProtocol.Sieve] = new[] { StartTlsStep.Of(null, "^(?i:OK|NO|BYE)", "^(?i:OK)", Sieve), StartTlsStep.Of("STARTTLS", "^(?i:OK|NO|BYE)", "^(?i:OK)", Sieve) },
        [StartTlsProtocol.Irc] = new[] { StartTlsStep.Of("STARTTLS", @"^(:\S+ )?(670|691|451|421) ", @"^(:\S+ )?670 ", @"^(:\S+ +)?([A-Za-z]+|[0-9]{3})( |$)", eachLine: true) },
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
        StartTlsStep.Of(null, @"^\d{3}( |$)", "^220", Mails, eachLine: true),
        StartTlsStep.Of(hello, @"^\d{3}( |$)", "^250", Mails, eachLine: true),
        StartTlsStep.Of("STARTTLS", @"^\d{3}( |$)", "^220", Mails, eachLine: true),
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
            if ((i == 0 || step.EachLine) && !step.Reply.IsMatch(line))
            {
                // Whoever does not speak the protocol will not end a reply of it either.
                throw FaultFactory.ProtocolViolation($"{connection.Peer} does not speak this protocol: asked {said}, it says '{FaultFactory.Visible(CommandLine.Start(line))}'.");
            }

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
