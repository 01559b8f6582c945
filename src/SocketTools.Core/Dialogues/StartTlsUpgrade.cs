using System;
using SocketTools.Connections;
using SocketTools.Limits;

namespace SocketTools.Dialogues;

/// <summary>How one protocol comes to TLS.</summary>
/// <param name="Protocol">Which.</param>
/// <param name="Port">Where it is spoken (IANA's registry of services).</param>
/// <param name="Format">What its replies look like; null: nothing that is known here.</param>
/// <param name="Ask">Says what has to be said; the name is the server's.</param>
internal sealed record StartTlsUpgrade(StartTlsProtocol Protocol, int Port, ReplyFormat? Format, Action<SocketConnection, string, CallClock> Ask)
{
    /// <summary>That of a protocol which speaks in commands and replies.</summary>
    internal static StartTlsUpgrade Of(StartTlsProtocol protocol, int port, ReplyFormat format, params StartTlsStep[] steps) =>
        new(protocol, port, format, (connection, _, clock) => new ReplyStartTls(connection, format, clock).Run(steps));
}
