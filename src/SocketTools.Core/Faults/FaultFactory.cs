using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Faults;

/// <summary>Makes the faults that more than one room tells of: each says what happened, and carries as data what ran out and what can be done.</summary>
public static class FaultFactory
{
    /// <summary>Every address failed; each one's reason is listed.</summary>
    public static SocketToolsException ConnectFailed(string peer, IReadOnlyList<KeyValuePair<string, string>> attempts, Exception? inner, Advice advice = Advice.CheckService)
    {
        var text = new StringBuilder($"Could not connect to {peer}: ");
        for (int i = 0; i < attempts.Count; i++)
        {
            text.Append(i == 0 ? "" : "; ").Append(attempts[i].Key == peer ? "" : attempts[i].Key + ": ").Append(attempts[i].Value);
        }

        return new(Fault.ConnectFailed, text.Append('.').ToString(), inner) { Advice = advice };
    }

    /// <summary>The connect timeout ran out.</summary>
    public static SocketToolsException ConnectTimeout(string peer, TimeSpan wait, Limit limit, string? progress = null) =>
        new(Fault.ConnectTimeout, $"No connection to {peer} within {Seconds(wait)}{(progress is null ? "" : ": " + progress)}.") { Limit = limit };

    /// <summary>A send that ended early, with how much of it went out.</summary>
    /// <param name="cause">What ended it.</param>
    /// <param name="sent">How many bytes went out.</param>
    /// <param name="given">How many were to go out.</param>
    /// <param name="isUnread">Whether something of the peer's waits to be read: many take nothing more before that is.</param>
    public static SocketToolsException SendCutShort(SocketToolsException cause, long sent, long given, bool isUnread = false) => new(
        cause.Fault,
        $"{cause.Message} {sent.ToString(CultureInfo.InvariantCulture)} of {given.ToString(CultureInfo.InvariantCulture)} bytes were sent.{(isUnread ? " What the peer has sent waits unread, and it may take nothing more before that is received." : "")}",
        cause) { BytesSent = sent, Limit = cause.Limit, Advice = cause.Advice };

    /// <summary>The stream ended where something was still asked for.</summary>
    public static SocketToolsException RemoteClosed(string peer, string asked) =>
        new(Fault.RemoteClosed, $"{peer} has closed its side: {asked} cannot come any more.");

    /// <summary>The peer reset the connection.</summary>
    public static SocketToolsException ConnectionReset(string peer, Exception? inner) =>
        new(Fault.ConnectionReset, $"{peer} reset the connection{Reason(inner)}.", inner) { Advice = Advice.ConnectAgain };

    /// <summary>The stream ended inside a message.</summary>
    public static SocketToolsException Truncated(string peer, string detail, Exception? inner = null) =>
        new(Fault.Truncated, $"{peer} ended the stream inside a message: {detail}", inner);

    /// <summary>What came is not the protocol.</summary>
    public static SocketToolsException ProtocolViolation(string detail) => new(Fault.ProtocolViolation, detail);

    /// <summary>The same fault, from a command that has closed the connection.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="partPath">Where what came of a file lies; null: nowhere.</param>
    /// <param name="canResume">Whether another call can go on there.</param>
    public static SocketToolsException OnClosedConnection(SocketToolsException fault, string? partPath, bool canResume = false)
    {
        // What can be done about a connection that is kept is not true any more.
        Advice advice = partPath is not null && canResume ? Advice.Resume
            : fault.Advice is Advice.CallAgain or Advice.ReadWhatCame or Advice.ConnectAgain or Advice.ReceiveTheRest or Advice.LookAtBytes ? Advice.None
            : fault.Advice;
        return new(fault.Fault, partPath is null ? fault.Message : $"{fault.Message} What came is in '{partPath}'.", fault)
        {
            BytesSent = fault.BytesSent,
            Partial = fault.Partial,
            Recording = fault.Recording,
            Limit = fault.Limit,
            Advice = advice,
        };
    }

    /// <summary>A file that cannot be written, from its beginning or any more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">Why.</param>
    /// <param name="advice">What becomes of what would have gone there.</param>
    public static SocketToolsException CannotWrite(string path, Exception cause, Advice advice = Advice.None) => cause is UnauthorizedAccessException
        ? new(Fault.AccessDenied, $"The system does not allow writing '{path}'.", cause)
        : new(Fault.InvalidRequest, $"'{path}' cannot be written: {cause.Message.TrimEnd('.')}.", cause) { Advice = advice };

    /// <summary>A budget ran out.</summary>
    public static SocketToolsException LimitExceeded(string what, long most, Limit limit) =>
        new(Fault.LimitExceeded, $"{what} is over the limit of {most.ToString("N0", CultureInfo.InvariantCulture)} bytes.") { Limit = limit };

    /// <summary>Refused before anything was sent.</summary>
    public static SocketToolsException InvalidRequest(string detail, Exception? inner = null) => new(Fault.InvalidRequest, detail, inner);

    /// <summary>A datagram is too long.</summary>
    public static SocketToolsException DatagramTooLong(int? length, Exception cause) =>
        InvalidRequest($"A datagram of {(length is int bytes ? bytes.ToString("N0", CultureInfo.InvariantCulture) : "so many")} bytes is too long: over UDP at most 65,507 bytes fit. Nothing was sent.", cause);

    /// <summary>Text on one line: control characters as PowerShell would write them.</summary>
    public static string Visible(string text) => VisibleText.Of(text);

    /// <summary>The TLS handshake failed.</summary>
    public static SocketToolsException TlsFailed(string peer, string reason, Exception? inner) =>
        new(Fault.TlsFailed, $"The TLS handshake with {peer} failed: {reason}.", inner);

    /// <summary>The certificate was refused; the reasons in words, and what was presented as <see cref="SocketToolsException.Partial"/>.</summary>
    public static SocketToolsException CertificateRejected(string peer, IEnumerable<string> reasons, object details, Exception? inner) =>
        new(Fault.CertificateRejected, $"The certificate of {peer} was refused: {string.Join("; ", reasons)}.", inner) { Partial = details, Advice = Advice.TakeCertificate };

    /// <summary>A certificate of our own that comes without its key.</summary>
    public static SocketToolsException NoPrivateKey(string subject) =>
        InvalidRequest($"The certificate {subject} has no private key, and nobody can show it without: give a PEM file that holds the key too, or a PKCS #12 file. Nothing was sent.");

    /// <summary>A stream that ended without the TLS close alert.</summary>
    public static SocketToolsException TlsCutOff(string peer, string what) =>
        new(Fault.Truncated, $"{peer} ended {what} without a TLS close_notify (RFC 8446, 6.1): it may be cut off, and what came is kept.") { Advice = Advice.TakeCut };

    /// <summary>The server said no, in its words.</summary>
    public static SocketToolsException ReplyRejected(string peer, string command, string reply, object? partial = null) =>
        new(Fault.ReplyRejected, $"{peer} refused {command}: '{Visible(reply)}'.") { Partial = partial };

    /// <summary>A reply that broke off: what came of it is kept, and where it was no reply, the next ones belong to nobody knows what.</summary>
    public static SocketToolsException ReplyBroken(SocketToolsException fault, object partial) => new(
        fault.Fault,
        fault.Fault == Fault.ProtocolViolation ? fault.Message + " Replies may be out of step from here on." : fault.Message,
        fault)
    {
        Partial = partial,
        BytesSent = fault.BytesSent,
        Limit = fault.Limit,
        Advice = fault.Fault == Fault.ProtocolViolation ? Advice.LookAtBytes : fault.Advice,
    };

    /// <summary>This platform or edition cannot.</summary>
    public static SocketToolsException NotSupported(string what, Advice advice = Advice.None) => new(Fault.NotSupported, what) { Advice = advice };

    /// <summary>The platform's words for a socket error, without a full stop.</summary>
    public static string Words(SocketError error)
    {
        return error switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.TimedOut => "timed out",
            SocketError.HostUnreachable => "host unreachable",
            SocketError.NetworkUnreachable => "network unreachable",
            SocketError.ConnectionReset => "connection reset by peer",
            SocketError.AddressFamilyNotSupported => "address family not supported here",
            SocketError.AddressNotAvailable => "not there",
            SocketError.AccessDenied => "forbidden by the system",
            _ => new SocketException((int)error).Message.TrimEnd('.'),
        };
    }

    /// <summary>A reason in brackets; nothing where there is none.</summary>
    internal static string Reason(Exception? inner) => inner switch
    {
        null => "",
        SocketException socket => $" ({Words(socket.SocketErrorCode)})",
        _ => $" ({inner.Message.TrimEnd('.')})",
    };

    /// <summary>A wait in words.</summary>
    internal static string Seconds(TimeSpan wait) => wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
