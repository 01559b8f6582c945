using System;
using System.Globalization;
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
    private readonly CallClock _clock;
    private readonly Conversation _talk;

    /// <summary>Prepares to speak.</summary>
    internal ReplyStartTls(SocketConnection connection, ReplyFormat format, CallClock clock)
    {
        _connection = connection;
        _clock = clock;
        var options = new ReplyOptions { Encoding = connection.Encoding, MaxLineLength = StartTls.MaxLine, MaxBytes = StartTls.MaxReply };
        _talk = new Conversation(connection, format, static (format, _) => ReplyProtocols.New(format), options);
    }

    /// <summary>Takes the steps, one after the other.</summary>
    internal void Run(StartTlsStep[] steps)
    {
        foreach (StartTlsStep step in steps)
        {
            string? command = step.Command is null ? null : string.Format(CultureInfo.InvariantCulture, step.Command, OurName);
            SocketReply reply = command is null ? _talk.Listen(_clock) : _talk.Ask(command, _clock);
            if (step.NotYet is string code && reply.Matches(code))
            {
                reply = _talk.Listen(_clock);
            }

            if (!Array.Exists(step.Codes, reply.Matches))
            {
                throw FaultFactory.ReplyRejected(_connection.Peer, command ?? "to greet", reply.Words, reply);
            }
        }
    }

    // RFC 5321, 4.1.3: who has no name that the server could look up gives the address.
    private string OurName => _connection.LocalEndPoint is not IPEndPoint local ? "localhost"
        : local.AddressFamily == AddressFamily.InterNetwork ? $"[{local.Address}]"
        : $"[IPv6:{new IPAddress(local.Address.GetAddressBytes())}]";
}
