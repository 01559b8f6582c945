using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SocketTools.Compat;

namespace SocketTools.Faults;

/// <summary>Makes the faults that more than one room tells of: each says what happened, and carries as data what ran out and what can be done.</summary>
public static class FaultFactory
{
    /// <summary>No address for the name.</summary>
    public static SocketToolsException HostNotFound(string hostName, Exception? inner) =>
        new(Fault.HostNotFound, $"No address was found for '{hostName}'{Reason(inner)}. Check the name, or give an IP address.", inner);

    /// <summary>The name has addresses, and none of the family that was asked for.</summary>
    public static SocketToolsException NoAddressOfFamily(string hostName, string family) =>
        new(Fault.HostNotFound, $"'{hostName}' has no {family} address, and only those were asked for.");

    /// <summary>Every address failed; each one's reason is listed.</summary>
    public static SocketToolsException ConnectFailed(string peer, IReadOnlyList<KeyValuePair<string, string>> attempts, Exception? inner)
    {
        var text = new StringBuilder($"Could not connect to {peer}: ");
        for (int i = 0; i < attempts.Count; i++)
        {
            text.Append(i == 0 ? "" : "; ").Append(attempts[i].Key == peer ? "" : attempts[i].Key + ": ").Append(attempts[i].Value);
        }

        text.Append(". Check that the service listens there and that no firewall stands between.");
        return new(Fault.ConnectFailed, text.ToString(), inner);
    }

    /// <summary>The connect timeout ran out.</summary>
    public static SocketToolsException ConnectTimeout(string peer, TimeSpan wait, Limit limit, string? progress = null) =>
        new(Fault.ConnectTimeout, $"No connection to {peer} within {Seconds(wait)}{(progress is null ? "" : ": " + progress)}.") { Limit = limit };

    /// <summary>The same, from a stage behind the first: somebody was reached, and something did not end.</summary>
    /// <param name="late">The timeout.</param>
    /// <param name="reached">Who was reached.</param>
    /// <param name="stage">What did not end.</param>
    public static SocketToolsException ConnectTimeoutIn(SocketToolsException late, string reached, string stage) =>
        new(Fault.ConnectTimeout, $"{reached} was reached, but {stage} did not end in time. {late.Message}", late) { Limit = late.Limit };

    /// <summary>No client connected to a listener in time.</summary>
    public static SocketToolsException AcceptTimeout(string local, TimeSpan wait) =>
        new(Fault.ConnectTimeout, $"No client connected to {local} within {Seconds(wait)}.") { Limit = Limit.Timeout, Advice = Advice.AcceptAgain };

    /// <summary>A clock ran out while waiting for bytes.</summary>
    public static SocketToolsException ReceiveTimeout(string peer, TimeSpan wait, Limit limit) =>
        new(Fault.ReceiveTimeout, limit == Limit.IdleTimeout
            ? $"Nothing came from {peer} for {Seconds(wait)}."
            : $"What was asked for did not come from {peer} within {Seconds(wait)}.") { Limit = limit, Advice = Advice.CallAgain };

    /// <summary>A clock ran out while the peer took no bytes.</summary>
    public static SocketToolsException SendTimeout(string peer, TimeSpan wait, Limit limit) =>
        new(Fault.SendTimeout, limit == Limit.Timeout
            ? $"Sending to {peer} was not done within {Seconds(wait)}."
            : $"{peer} took no more bytes for {Seconds(wait)}.") { Limit = limit };

    /// <summary>A send that ended early, with how much of it went out.</summary>
    /// <param name="cause">What ended it.</param>
    /// <param name="sent">How many bytes went out.</param>
    /// <param name="given">How many were to go out.</param>
    /// <param name="isUnread">Whether something of the peer's waits to be read: many take nothing more before that is.</param>
    public static SocketToolsException SendCutShort(SocketToolsException cause, long sent, long given, bool isUnread = false) => new(
        cause.Fault,
        $"{cause.Message} {sent.ToString(CultureInfo.InvariantCulture)} of {given.ToString(CultureInfo.InvariantCulture)} bytes were sent.{(isUnread ? " What the peer has sent waits unread, and it may take nothing more before that is received." : "")}",
        cause) { BytesSent = sent, Limit = cause.Limit, Advice = cause.Advice };

    /// <summary>The same fault, where more input may come that is not sent any more.</summary>
    public static SocketToolsException RestNotSent(SocketToolsException cause) =>
        new(cause.Fault, cause.Message + " Nothing behind it in the pipeline is sent.", cause) { BytesSent = cause.BytesSent, Limit = cause.Limit, Advice = cause.Advice };

    /// <summary>The stream ended where something was still asked for.</summary>
    public static SocketToolsException RemoteClosed(string peer, string asked) =>
        new(Fault.RemoteClosed, $"{peer} has closed its side: {asked} cannot come any more.");

    /// <summary>The peer reset the connection.</summary>
    public static SocketToolsException ConnectionReset(string peer, Exception? inner) =>
        new(Fault.ConnectionReset, $"{peer} reset the connection{Reason(inner)}.", inner) { Advice = Advice.ConnectAgain };

    /// <summary>The stream ended inside a message.</summary>
    public static SocketToolsException Truncated(string peer, string detail, Exception? inner = null) =>
        new(Fault.Truncated, $"{peer} ended the stream inside a message: {detail}", inner);

    /// <summary>A body that came whole, with coded data in it that did not.</summary>
    public static SocketToolsException CodingCutOff(string coding) =>
        new(Fault.Truncated, $"The {coding} data in the body are cut off, although the body came whole.") { Advice = Advice.FetchUndecoded };

    /// <summary>A body whose coded data are none.</summary>
    public static SocketToolsException NotInCoding(string coding, Exception cause) =>
        new(Fault.ProtocolViolation, $"The body is not in the coding {coding} that Content-Encoding names: {cause.Message.TrimEnd('.')}.", cause) { Advice = Advice.FetchUndecoded };

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
            Limit = fault.Limit,
            Advice = advice,
        };
    }

    /// <summary>A server that cannot continue a file.</summary>
    public static SocketToolsException CannotResume(string uri, object response) =>
        new(Fault.ReplyRejected, $"{uri} cannot be continued: the server has no such range.") { Partial = response, Advice = Advice.FetchAnew };

    /// <summary>A range that ends before the file does.</summary>
    /// <param name="count">How much of the file is there, in bytes.</param>
    /// <param name="complete">How long it is, in bytes; null where the server does not say.</param>
    public static SocketToolsException NotTheRest(long count, long? complete) =>
        new(Fault.Truncated, $"The server sent a part that is not known to be the rest: {count.ToString("N0", CultureInfo.InvariantCulture)} bytes are there, of {(complete is long length ? length.ToString("N0", CultureInfo.InvariantCulture) : "an unknown number")}.");

    /// <summary>The same fault, from a command that wrote what came to a file.</summary>
    public static SocketToolsException LeftInPart(SocketToolsException fault, long count, string path) =>
        new(fault.Fault, fault.Message + $" The {count.ToString("N0", CultureInfo.InvariantCulture)} bytes that came are in '{path}'; what comes later can still be received.", fault) { Limit = fault.Limit };

    /// <summary>The same fault, where a request went out whose response is still to come: the next call would take it for its own.</summary>
    public static SocketToolsException ResponseStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The response is still due on the connection.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = Advice.ReceiveResponse };

    /// <summary>The same fault, where a command went out whose reply is still to come: whoever sends it again sends it twice.</summary>
    public static SocketToolsException ReplyStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The command was sent, and its reply is still due.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = Advice.ReadReply };

    /// <summary>The same fault, where nothing was sent because the server has the first word.</summary>
    public static SocketToolsException GreetingStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " Its greeting has not come whole, and nothing was sent before that.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>The same fault, from a server that had refused to serve as soon as it was connected to.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="words">What it said.</param>
    /// <param name="greeting">The same as a reply.</param>
    public static SocketToolsException BehindRefusal(SocketToolsException fault, string words, object greeting) =>
        new(fault.Fault, fault.Message + $" Its greeting was '{Visible(words)}'.", fault) { Partial = greeting, BytesSent = fault.BytesSent, Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>A dialogue in which nobody knows where the next reply begins.</summary>
    public static SocketToolsException DialogueLost(string peer, string protocol) =>
        new(Fault.ConnectionClosed, $"Behind what {peer} sent last nobody knows where its next reply begins ({protocol}): the connection was closed. Connect again.");

    /// <summary>The same fault, where a body was on its way into a file: what came of it is there, and no other call goes on with it.</summary>
    public static SocketToolsException BodyLeftInPart(SocketToolsException fault, string path) =>
        new(fault.Fault, fault.Message + $" What came of the body is in '{path}'.", fault) { Partial = fault.Partial, Limit = fault.Limit };

    /// <summary>A part that came as if it were the whole.</summary>
    public static SocketToolsException PartWithoutSayingSo(int status, string range) =>
        ProtocolViolation($"The server answers {status.ToString(CultureInfo.InvariantCulture)}, which stands for the whole, and sends a part: '{Visible(range)}' (RFC 9110, 14.4). Nothing was written.");

    /// <summary>A file that has come whole, and cannot take the place of the one that is there.</summary>
    public static SocketToolsException WholeInPart(string path, string part, Exception cause) => new(
        cause is UnauthorizedAccessException ? Fault.AccessDenied : Fault.InvalidRequest,
        $"'{path}' cannot be written: {cause.Message.TrimEnd('.')}. Everything has come, and is in '{part}'.",
        cause);

    /// <summary>A pipe that waited for its other end until a clock ran out.</summary>
    public static SocketToolsException NoOtherEnd(SocketToolsException late, string path, string does) =>
        new(late.Fault, $"'{path}' is a pipe, and nobody {does} at its other end: {late.Message}", late) { Limit = late.Limit };

    /// <summary>A pipe whose bytes have gone out, where they would have to go out again.</summary>
    public static SocketToolsException PipeReadAgain(string path) =>
        InvalidRequest($"'{path}' is a pipe, which is read once: what came out of it cannot be sent again, to where a redirect leads for one. Send it from a file.");

    /// <summary>A file that cannot be written, from its beginning or any more.</summary>
    public static SocketToolsException CannotWrite(string path, Exception cause) => cause is UnauthorizedAccessException
        ? WritingForbidden(path, cause)
        : new(Fault.InvalidRequest, $"'{path}' cannot be written: {cause.Message.TrimEnd('.')}.", cause) { Advice = Advice.ReceiveTheRest };

    /// <summary>A file that the system forbids to write.</summary>
    public static SocketToolsException WritingForbidden(string path, Exception? cause) =>
        new(Fault.AccessDenied, $"The system does not allow writing '{path}'.", cause);

    /// <summary>A file that is there and read-only, where another is to take its place.</summary>
    public static SocketToolsException ReadOnlyFile(string path) =>
        new(Fault.AccessDenied, $"'{path}' is there and read-only: give another path, or make it writable. Nothing was fetched.");

    /// <summary>A file that cannot be read, from its beginning or any more.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="sent">How much of it was sent, in bytes.</param>
    /// <param name="cause">The system's reason.</param>
    public static SocketToolsException CannotRead(string path, long sent, Exception cause) =>
        InvalidRequest($"'{path}' cannot be read: {cause.Message} {(sent == 0 ? "Nothing was sent." : $"{sent.ToString("N0", CultureInfo.InvariantCulture)} bytes were sent.")}", cause);

    /// <summary>The stream ended inside a message that stays in the buffer.</summary>
    public static SocketToolsException TruncatedInBuffer(string peer, int count, string message) =>
        new(Fault.Truncated, $"{peer} ended the stream inside a message: {count.ToString(CultureInfo.InvariantCulture)} bytes of {message} came.") { Advice = Advice.ReadWhatCame };

    /// <summary>A dot block that was begun and is not ended, so that the peer does not take it for whole.</summary>
    public static SocketToolsException BlockNotEnded(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The dot that would end the block is not sent either: close the connection to take it back.", fault) { BytesSent = fault.BytesSent, Limit = fault.Limit };

    /// <summary>A budget ran out.</summary>
    public static SocketToolsException LimitExceeded(string what, long most, Limit limit) =>
        new(Fault.LimitExceeded, $"{what} is over the limit of {most.ToString("N0", CultureInfo.InvariantCulture)} bytes.") { Limit = limit };

    /// <summary>A response with more content codings than anybody needs.</summary>
    public static SocketToolsException TooManyCodings(int count, int most) =>
        new(Fault.LimitExceeded, $"Content-Encoding names {count.ToString("N0", CultureInfo.InvariantCulture)} codings, and at most {most.ToString(CultureInfo.InvariantCulture)} are undone.") { Advice = Advice.FetchUndecoded };

    /// <summary>Refused before anything was sent.</summary>
    public static SocketToolsException InvalidRequest(string detail, Exception? inner = null) => new(Fault.InvalidRequest, detail, inner);

    /// <summary>A local address that cannot be listened on.</summary>
    public static SocketToolsException CannotListen(string local, SocketException cause) => LocalAddress("listen on", local, cause);

    /// <summary>A local address that cannot be sent from.</summary>
    public static SocketToolsException CannotBind(string local, SocketException cause) => LocalAddress("use the source", local, cause);

    /// <summary>The system forbids the socket or the connection.</summary>
    public static SocketToolsException AccessDenied(string peer, SocketType type, SocketException cause) =>
        new(Fault.AccessDenied, type == SocketType.Raw
            ? "The system does not allow raw sockets to this user. They need administrator rights on Windows, root or the capability CAP_NET_RAW on Linux, root on macOS."
            : $"The system does not allow connecting to {peer}: check the permissions of the path, or the firewall.", cause);

    /// <summary>A datagram was refused: the system was told so by the peer's host.</summary>
    public static SocketToolsException PortUnreachable(string peer, Exception cause) =>
        new(Fault.ConnectFailed, $"Nobody receives at {peer}: its host refused an earlier datagram (ICMP port unreachable). Check the port.", cause);

    /// <summary>A datagram is too long.</summary>
    public static SocketToolsException DatagramTooLong(int? length, Exception cause) =>
        InvalidRequest($"A datagram of {(length is int bytes ? bytes.ToString("N0", CultureInfo.InvariantCulture) : "so many")} bytes is too long: over UDP at most 65,507 bytes fit. Nothing was sent.", cause);

    /// <summary>A datagram command was given a stream.</summary>
    public static SocketToolsException NotADatagramSocket(string name) =>
        new(Fault.InvalidRequest, $"{name} is no datagram socket.") { Advice = Advice.OpenForDatagrams };

    /// <summary>A wait for patterns that ended without a match: the cause, the patterns, and the tail of what came.</summary>
    public static SocketToolsException Unmatched(SocketToolsException cause, string patterns, string tail) =>
        new(cause.Fault, $"No match for '{patterns}'. {cause.Message} " + (tail.Length == 0 ? "Nothing is unread." : $"Unread: '{Visible(tail)}'."), cause) { Limit = cause.Limit, Advice = cause.Advice };

    /// <summary>Text on one line: control characters as PowerShell would write them.</summary>
    public static string Visible(string text) => VisibleText.Of(text);

    /// <summary>The TLS handshake failed.</summary>
    public static SocketToolsException TlsFailed(string peer, string reason, Exception? inner) =>
        new(Fault.TlsFailed, $"The TLS handshake with {peer} failed: {reason}.", inner);

    /// <summary>The peer broke off TLS after the handshake.</summary>
    public static SocketToolsException TlsRefused(string peer, string alert, Exception? inner) =>
        new(Fault.TlsFailed, $"TLS with {peer} was broken off after the handshake: the peer refused ({alert}).", inner);

    /// <summary>The certificate was refused; the reasons in words, and what was presented as <see cref="SocketToolsException.Partial"/>.</summary>
    public static SocketToolsException CertificateRejected(string peer, IEnumerable<string> reasons, object details, Exception? inner) =>
        new(Fault.CertificateRejected, $"The certificate of {peer} was refused: {string.Join("; ", reasons)}.", inner) { Partial = details, Advice = Advice.TakeCertificate };

    /// <summary>A certificate of our own that comes without its key.</summary>
    public static SocketToolsException NoPrivateKey(string subject) =>
        InvalidRequest($"The certificate {subject} has no private key, and nobody can show it without: give a PEM file that holds the key too, or a PKCS #12 file. Nothing was sent.");

    /// <summary>A file that was to hold certificates.</summary>
    public static SocketToolsException NoCertificateIn(string path, string reason, Exception? inner = null) =>
        InvalidRequest($"'{path}' holds no certificate that can be read: {reason.TrimEnd('.')}.", inner);

    /// <summary>A file whose key is encrypted.</summary>
    public static SocketToolsException CertificateEncrypted(string path, Exception? inner = null) =>
        new(Fault.InvalidRequest, $"The key in '{path}' is encrypted.", inner) { Advice = Advice.GiveCertificatePassword };

    /// <summary>A password that does not open a file.</summary>
    public static SocketToolsException WrongCertificatePassword(string path, Exception? inner) =>
        new(Fault.InvalidRequest, $"The password does not open '{path}'. A file that is damaged says the same.", inner) { Advice = Advice.GiveCertificatePassword };

    /// <summary>Plaintext waits at an upgrade to TLS.</summary>
    public static SocketToolsException PlaintextInjected(string peer, int count) =>
        new(Fault.PlaintextInjected, $"{(count > 0 ? count.ToString(CultureInfo.InvariantCulture) + " bytes of plaintext" : "Plaintext")} from {peer} came before the upgrade to TLS: somebody may have put it in. Nothing was upgraded; close the connection.");

    /// <summary>A stream that ended without the TLS close alert.</summary>
    public static SocketToolsException TlsCutOff(string peer, string what) =>
        new(Fault.Truncated, $"{peer} ended {what} without a TLS close_notify (RFC 8446, 6.1): it may be cut off, and what came is kept.") { Advice = Advice.TakeCut };

    /// <summary>The proxy said no, in its words.</summary>
    public static SocketToolsException ProxyRefused(string proxy, string words, Exception? inner = null, Advice advice = Advice.None) =>
        new(Fault.ProxyRefused, $"The proxy {proxy} did not connect: {words}.", inner) { Advice = advice };

    /// <summary>The same fault, where nobody said how the proxy is spoken to.</summary>
    public static SocketToolsException ProxyAssumed(SocketToolsException fault, string proxy) =>
        new(fault.Fault, $"{fault.Message} The proxy was given without a scheme, and was taken for http://{proxy}: write socks5h://{proxy} where it speaks SOCKS.", fault) { Limit = fault.Limit, Advice = fault.Advice };

    /// <summary>The server said no, in its words.</summary>
    public static SocketToolsException ReplyRejected(string peer, string command, string reply, object? partial = null) =>
        new(Fault.ReplyRejected, $"{peer} refused {command}: '{Visible(reply)}'.") { Partial = partial };

    /// <summary>A reply that is not one of those that were expected.</summary>
    public static SocketToolsException UnexpectedReply(string peer, string? command, string reply, string expected, object partial) =>
        new(Fault.ReplyRejected, $"{peer} answered {(command is null ? "" : $"'{Visible(command)}' ")}with '{Visible(reply)}'; expected was {expected}.") { Partial = partial };

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

    /// <summary>An answer that is no success, where success was required.</summary>
    /// <param name="uri">What was asked for.</param>
    /// <param name="statusLine">The server's words.</param>
    /// <param name="body">The start of what it says beside them; empty: nothing that is text.</param>
    /// <param name="response">The response.</param>
    public static SocketToolsException NoSuccess(string uri, string statusLine, string body, object response) =>
        new(Fault.ReplyRejected, $"{uri} was answered with '{Visible(statusLine)}'{(body.Length == 0 ? "" : $": {Visible(body)}")}.") { Partial = response };

    /// <summary>A redirect where content was asked for.</summary>
    public static SocketToolsException RedirectNotFollowed(string uri, string statusLine, string location, object response) =>
        new(Fault.ReplyRejected, $"{uri} was answered with '{Visible(statusLine)}', which leads to '{Visible(location)}'.") { Partial = response, Advice = Advice.FollowRedirects };

    /// <summary>Secrets that everybody on the way could read.</summary>
    public static SocketToolsException CredentialUnprotected(string parameters, string peer, string instead) =>
        new(Fault.InvalidRequest, $"{parameters} would go to {peer} unprotected: {instead}. Nothing was sent.") { Advice = Advice.SendUnprotected };

    /// <summary>A listing of very many lines.</summary>
    public static SocketToolsException TooManyEntries(long limit) =>
        new(Fault.LimitExceeded, $"The listing has more than {limit.ToString("N0", CultureInfo.InvariantCulture)} entries: one for each 32 bytes that it may have.") { Limit = Limit.BodyBytes };

    /// <summary>A reply that goes on and on.</summary>
    public static SocketToolsException ReplyTooLong(string peer, long limit, SocketToolsException cause) =>
        new(Fault.LimitExceeded, $"A reply of {peer} is longer than any that FTP has: over {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes, or a line of it is over 64 KiB.", cause) { Partial = cause.Partial };

    /// <summary>A file that was continued, and became another one meanwhile.</summary>
    public static SocketToolsException ChangedMeanwhile(string peer) =>
        new(Fault.Truncated, $"The file changed at {peer} while it was continued: what is here is of two versions.") { Advice = Advice.FetchAnew };

    /// <summary>A local file that the system does not let us read.</summary>
    public static SocketToolsException FileForbidden(string path, Exception cause) =>
        new(Fault.AccessDenied, $"The system does not allow reading '{Visible(path)}'. Check its permissions, and those of the folders above it.", cause);

    /// <summary>A local file that is not there, or cannot be read.</summary>
    public static SocketToolsException FileNotThere(string path, Exception cause) =>
        new(Fault.ReplyRejected, cause is System.IO.FileNotFoundException or System.IO.DirectoryNotFoundException
            ? $"There is no '{Visible(path)}'. Check the path."
            : $"'{Visible(path)}' cannot be read: {cause.Message}", cause);

    /// <summary>More redirects than were allowed.</summary>
    public static SocketToolsException TooManyRedirects(int limit, string next, object response) =>
        new(Fault.LimitExceeded, $"More than {limit.ToString(CultureInfo.InvariantCulture)} redirects; the next would lead to {next}.") { Partial = response, Limit = Limit.Redirection };

    /// <summary>A redirect that is not followed.</summary>
    public static SocketToolsException RedirectRefused(string reason, object response, Advice advice = Advice.None) =>
        new(Fault.InvalidRequest, reason) { Partial = response, Advice = advice };

    /// <summary>Text with a character that its encoding lacks.</summary>
    /// <param name="cause">Which character.</param>
    /// <param name="encoding">The encoding's name.</param>
    public static SocketToolsException NotInEncoding(EncoderFallbackException cause, string encoding)
    {
        if (cause.IsUnknownSurrogate())
        {
            string pair = new(new[] { cause.CharUnknownHigh, cause.CharUnknownLow });
            return NotInEncoding($"'{pair}' (U+{char.ConvertToUtf32(pair, 0):X4})", encoding, cause);
        }

        char lacking = cause.CharUnknown;
        return char.IsSurrogate(lacking)
            ? InvalidRequest($"The text has half a surrogate pair (U+{(int)lacking:X4}) alone, which no encoding can say. Nothing of it was sent. Send bytes if it is to go out as it is.", cause)
            : NotInEncoding($"'{Visible(lacking.ToString())}' (U+{(int)lacking:X4})", encoding, cause);
    }

    /// <summary>The same where the text is a secret: which character it is, is not told, and the cause, which would tell, is left out.</summary>
    public static SocketToolsException SecretNotInEncoding(string encoding) =>
        new(Fault.InvalidRequest, $"A secret has a character that {encoding} lacks, or half a surrogate pair alone. Nothing of it was sent.") { Advice = Advice.UseAnotherEncoding };

    private static SocketToolsException NotInEncoding(string character, string encoding, Exception cause) =>
        new(Fault.InvalidRequest, $"{encoding} lacks {character}. Nothing of that text was sent.", cause) { Advice = Advice.UseAnotherEncoding };

    /// <summary>Used after closing.</summary>
    public static SocketToolsException ConnectionClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The connection to {peer} is closed.") { Advice = Advice.OpenConnection };

    /// <summary>Accepting on a listener that is stopped.</summary>
    public static SocketToolsException ListenerStopped(string local) =>
        new(Fault.ConnectionClosed, $"The listener on {local} is stopped.") { Advice = Advice.StartListener };

    /// <summary>Sending on a connection whose sending side is closed.</summary>
    public static SocketToolsException SendSideClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The sending side of the connection to {peer} is closed. It can still receive.");

    /// <summary>Receiving on a connection whose receiving side is closed.</summary>
    public static SocketToolsException ReceiveSideClosed(string peer) =>
        new(Fault.ConnectionClosed, $"The receiving side of the connection to {peer} is closed. It can still send.");

    /// <summary>Used twice at once.</summary>
    public static SocketToolsException ConnectionBusy(string peer, string work) =>
        new(Fault.ConnectionBusy, $"Another command is {work} on the connection to {peer}. Wait for it to end, or stop it.");

    /// <summary>This platform or edition cannot.</summary>
    public static SocketToolsException NotSupported(string what, Advice advice = Advice.None) => new(Fault.NotSupported, what) { Advice = advice };

    /// <summary>Out-of-band data on what has none.</summary>
    public static SocketToolsException NoOutOfBand(string peer, bool isTls) => NotSupported(isTls
        ? $"The connection to {peer} has no out-of-band data: it is protected by TLS, whose records have no room for it. Only plain TCP has it."
        : $"The connection to {peer} has no out-of-band data: only TCP has it.");

    /// <summary>An option that this platform or this kind of socket does not have, or a value that it does not take.</summary>
    public static SocketToolsException OptionRefused(string name, string peer, SocketException cause) =>
        cause.SocketErrorCode is SocketError.ProtocolOption or SocketError.OperationNotSupported or SocketError.AddressFamilyNotSupported
            ? new(Fault.NotSupported, $"{peer}: this platform or this kind of socket has no option {name}.", cause)
            : cause.SocketErrorCode == SocketError.AccessDenied ? new(Fault.AccessDenied, $"The system does not allow this user to set {name}.", cause)
            : InvalidRequest($"{peer}: {name} does not take that value{Reason(cause)}.", cause);

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

    /// <summary>The same for an attempt to connect to an address of the Internet: what is not there then is on this side.</summary>
    public static string WordsOfConnecting(SocketError error) => error == SocketError.AddressNotAvailable
        ? "no local port was free, or this machine has no address that leads there"
        : Words(error);

    private static SocketToolsException LocalAddress(string use, string local, SocketException cause) => LocalAddress(use, local, cause, SystemFiles.IsWindows);

    /// <summary>Why a local address cannot be had; Windows says "forbidden" of ports that are taken as well.</summary>
    internal static SocketToolsException LocalAddress(string use, string local, SocketException cause, bool isWindows) => cause.SocketErrorCode switch
    {
        SocketError.AddressFamilyNotSupported => NotSupported($"This system has no sockets of that kind: it is not possible to {use} {local}."),
        SocketError.AccessDenied when isWindows => new(Fault.AccessDenied, $"The system does not allow this user to {use} {local}: another program holds it for itself alone, or it lies in a range that Windows keeps back (netsh interface ipv4 show excludedportrange protocol=tcp). Choose another.", cause),
        SocketError.AddressAlreadyInUse => new(Fault.AddressInUse, $"{local} is already in use. Choose another, or stop what uses it.", cause),
        SocketError.AccessDenied => new(Fault.AccessDenied, $"The system does not allow this user to {use} {local}. Ports below 1024 and protected folders need elevated rights.", cause),
        SocketError.AddressNotAvailable => InvalidRequest($"{local} is not an address of this machine.", cause),
        _ => InvalidRequest($"It is not possible to {use} {local}{Reason(cause)}.", cause),
    };

    private static string Reason(Exception? inner) => inner switch
    {
        null => "",
        SocketException socket => $" ({Words(socket.SocketErrorCode)})",
        _ => $" ({inner.Message.TrimEnd('.')})",
    };

    private static string Seconds(TimeSpan wait) => wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
