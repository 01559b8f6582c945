using System;
using System.Globalization;
using SocketTools.Faults;

namespace SocketTools.Connections;

/// <summary>What goes wrong with a connection or listener as such.</summary>
internal static class ConnectionFaults
{
    /// <summary>The same, from a stage behind the first: somebody was reached, and something did not end.</summary>
    /// <param name="late">The timeout.</param>
    /// <param name="reached">Who was reached.</param>
    /// <param name="stage">What did not end.</param>
    internal static SocketToolsException ConnectTimeoutIn(SocketToolsException late, string reached, string stage) =>
        new(Fault.ConnectTimeout, $"{reached} was reached, but {stage} did not end in time. {late.Message}", late) { Limit = late.Limit, Advice = Advice.CheckProtocol };

    /// <summary>Used after closing.</summary>
    internal static SocketToolsException ConnectionClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The connection to {peer} is closed.") { Advice = Advice.OpenConnection };

    /// <summary>Sending on a connection whose sending side is closed.</summary>
    internal static SocketToolsException SendSideClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The sending side of the connection to {peer} is closed. It can still receive.");

    /// <summary>Something was cut short on its way out, and what is sent now would be taken for its rest.</summary>
    internal static SocketToolsException BehindCut(string peer) =>
        new(Fault.InvalidRequest, $"What was sent to {peer} before was cut short, and this would be taken for its rest: send that rest as bytes, or connect again. Nothing was sent.");

    /// <summary>Receiving on a connection whose receiving side is closed.</summary>
    internal static SocketToolsException ReceiveSideClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The receiving side of the connection to {peer} is closed. It can still send.");

    /// <summary>Used twice at once.</summary>
    internal static SocketToolsException ConnectionBusy(string peer, string work) =>
        new(Fault.ConnectionBusy, $"Another command is {work} on the connection to {peer}.") { Advice = Advice.WaitForOther };

    /// <summary>Accepting on a listener that is stopped.</summary>
    internal static SocketToolsException ListenerStopped(string local) =>
        new(Fault.ConnectionClosed, $"The listener on {local} is stopped.") { Advice = Advice.StartListener };

    /// <summary>The stream ended inside a message that stays in the buffer.</summary>
    internal static SocketToolsException TruncatedInBuffer(string peer, int count, string message) =>
        new(Fault.Truncated, $"{peer} ended the stream inside a message: {count.ToString(CultureInfo.InvariantCulture)} bytes of {message} came.") { Advice = Advice.ReadWhatCame };

    /// <summary>Plaintext waits at an upgrade to TLS.</summary>
    internal static SocketToolsException PlaintextInjected(string peer, int count) =>
        new(Fault.PlaintextInjected, $"{(count > 0 ? count.ToString(CultureInfo.InvariantCulture) + " bytes of plaintext" : "Plaintext")} from {peer} came before the upgrade to TLS: somebody may have put it in. Nothing was upgraded.") { Advice = Advice.CloseConnection };

    /// <summary>Secrets that everybody on the way could read.</summary>
    internal static SocketToolsException CredentialUnprotected(string parameters, string peer, string instead) =>
        new(Fault.InvalidRequest, $"{parameters} would go to {peer} unprotected: {instead}. Nothing was sent.") { Advice = Advice.SendUnprotected };

    /// <summary>A datagram command was given a stream.</summary>
    internal static SocketToolsException NotADatagramSocket(string name) =>
        new(Fault.InvalidRequest, $"{name} is no datagram socket.") { Advice = Advice.OpenForDatagrams };

    /// <summary>A datagram was refused: the system was told so by the peer's host.</summary>
    internal static SocketToolsException PortUnreachable(string peer, Exception cause) =>
        new(Fault.ConnectFailed, $"Nobody receives at {peer}: its host refused an earlier datagram (ICMP port unreachable).", cause) { Advice = Advice.CheckService };

    /// <summary>Out-of-band data on what has none.</summary>
    internal static SocketToolsException NoOutOfBand(string peer, bool isTls) => FaultFactory.NotSupported(isTls
        ? $"The connection to {peer} has no out-of-band data: it is protected by TLS, whose records have no room for it. Only plain TCP has it."
        : $"The connection to {peer} has no out-of-band data: only TCP has it.");
}
