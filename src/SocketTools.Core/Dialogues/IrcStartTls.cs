using System;
using System.Linq;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Dialogues;

/// <summary>The upgrade of chat (the IRCv3 tls extension): nobody waits for a greeting, and notices may come before the answer.</summary>
internal static class IrcStartTls
{
    /// <summary>Asks, and reads lines up to the answer.</summary>
    internal static void Run(SocketConnection connection, CallClock clock)
    {
        connection.SendLines(new[] { "STARTTLS" }, connection.Encoding, clock);
        var format = new LineFormat(connection.Encoding, null);
        using Receiving receiving = connection.Receive(clock);
        for (int left = StartTls.MaxReply; left > 0;)
        {
            string line = receiving.ReadMessage(format.NewScanner(StartTls.MaxLine), format.Decoder.GetString, "the answer");
            string command = CommandLine.Word(line, line.StartsWith(":", StringComparison.Ordinal) ? 1 : 0);
            switch (command)
            {
                case "670":
                    return;
                case "691" or "451" or "421":
                    throw FaultFactory.ReplyRejected(connection.Peer, "STARTTLS", line);
            }

            // RFC 2812, 2.3.1.
            if (!(command.Length > 0 && command.All(static c => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'))) && !(command.Length == 3 && command.All(static c => c is >= '0' and <= '9')))
            {
                throw FaultFactory.ProtocolViolation($"{connection.Peer} does not speak this protocol: asked STARTTLS, it says '{StrayLine.Shown(line)}'.");
            }

            left -= line.Length;
        }

        throw FaultFactory.LimitExceeded("What came before the answer", StartTls.MaxReply, Limit.Bytes);
    }
}
