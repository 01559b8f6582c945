using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>The upgrades of protocols that speak in commands and replies.</summary>
internal sealed class ReplyStartTls
{
    private readonly SocketConnection _connection;
    private readonly ReplyFormat _format;
    private readonly CallClock _clock;
    private readonly Conversation _talk;

    /// <summary>Prepares to speak.</summary>
    internal ReplyStartTls(SocketConnection connection, ReplyFormat format, CallClock clock)
    {
        _connection = connection;
        _format = format;
        _clock = clock;
        var options = new ReplyOptions { Encoding = connection.Encoding, MaxLineLength = StartTls.MaxLine, MaxBytes = StartTls.MaxReply };
        _talk = new Conversation(connection, format, static (format, _) => ReplyProtocols.New(format), options);
    }

    /// <summary>Hears the greeting, and asks.</summary>
    internal void Run()
    {
        switch (_format)
        {
            case ReplyFormat.Smtp or ReplyFormat.Lmtp:
                Greet("220");
                Ask((_format == ReplyFormat.Smtp ? "EHLO " : "LHLO ") + OurName, "250");
                Ask("STARTTLS", "220");
                break;
            case ReplyFormat.Pop3:
                Greet("+OK");
                Ask("STLS", "+OK");
                break;
            case ReplyFormat.Ftp:
                // RFC 959, 5.4: one that is not ready yet says so first.
                if (Greet("220", "120").Matches("120"))
                {
                    Greet("220");
                }

                Ask("AUTH TLS", "234");
                break;
            case ReplyFormat.Nntp:
                Greet("200", "201");
                Ask("STARTTLS", "382");
                break;
            default:
                Greet("OK");
                Ask("STARTTLS", "OK");
                break;
        }
    }

    // RFC 5321, 4.1.3: who has no name that the server could look up gives the address.
    private string OurName => _connection.LocalEndPoint is not IPEndPoint local ? "localhost"
        : local.AddressFamily == AddressFamily.InterNetwork ? $"[{local.Address}]"
        : $"[IPv6:{new IPAddress(local.Address.GetAddressBytes())}]";

    private SocketReply Greet(params string[] codes) => Demand(_talk.Listen(_clock), "to greet", codes);

    private void Ask(string command, string code) => Demand(_talk.Ask(command, _clock), command, code);

    private SocketReply Demand(SocketReply reply, string said, params string[] codes) =>
        Array.Exists(codes, reply.Matches) ? reply : throw FaultFactory.ReplyRejected(_connection.Peer, said, reply.Words, reply);
}
