using System;
using System.Linq;
using System.Security;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Reading;

namespace SocketTools.Dialogues;

/// <summary>The upgrades of protocols that do not speak in lines.</summary>
internal static class BinaryStartTls
{
    // LDAPMessage { 1, extendedReq { requestName 1.3.6.1.4.1.1466.20037 } } (RFC 4511, 4.12 and 4.14).
    private static readonly byte[] s_ldapRequest = Concat(new byte[] { 0x30, 0x1D, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16 }, Encoding.ASCII.GetBytes("1.3.6.1.4.1.1466.20037"));

    // SSLRequest: length 8, code 80877103.
    private static readonly byte[] s_postgresRequest = { 0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F };

    /// <summary>Opens a stream and asks for TLS (RFC 6120, 5.4.2).</summary>
    internal static void Xmpp(SocketConnection connection, string serverName, CallClock clock)
    {
        Send(connection, Encoding.UTF8.GetBytes(
            $"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='{SecurityElement.Escape(serverName)}' version='1.0'>"), clock);
        PatternMatch features = Wait(connection, clock, isInside: false, "</stream:features>", "</features>", "</stream:stream>", "<stream:features/>");
        if (features.Pattern == "</stream:stream>" || features.Before.IndexOf("urn:ietf:params:xml:ns:xmpp-tls", StringComparison.Ordinal) < 0)
        {
            throw FaultFactory.ReplyRejected(connection.Peer, "STARTTLS", "it does not offer starttls");
        }

        Send(connection, Encoding.UTF8.GetBytes("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), clock);
        PatternMatch answer = Wait(connection, clock, isInside: false, "<proceed", "<failure");
        PatternMatch end = Wait(connection, clock, isInside: true, ">");
        if (answer.Pattern != "<proceed")
        {
            throw FaultFactory.ReplyRejected(connection.Peer, "STARTTLS", answer.Match + end.Before + end.Match);
        }

        if (!end.Before.EndsWith("/", StringComparison.Ordinal))
        {
            Wait(connection, clock, isInside: true, "</proceed>");
        }
    }

    /// <summary>Sends the extended request and reads its result code.</summary>
    internal static void Ldap(SocketConnection connection, CallClock clock)
    {
        Send(connection, s_ldapRequest, clock);
        // Looked at until it is known how long it is, and then taken whole: where it ends before, it is cut off.
        byte[] head = connection.ReceiveExactly(2, peek: true, clock);
        int lengthBytes = head[0] == 0x30 && head[1] is > 0x80 and <= 0x84 ? head[1] & 0x7F : 0;
        int length = head[1] < 0x80 ? head[1] : 0;
        foreach (byte b in connection.ReceiveExactly(2 + lengthBytes, peek: true, clock).Skip(2))
        {
            length = (length << 8) | b;
        }

        if (head[0] != 0x30 || length is < 7 or > StartTls.MaxReply)
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} does not answer as LDAP does (RFC 4511, 4.1.1).");
        }

        // messageID, then the extended response, whose first member is the ENUMERATED result code.
        byte[] body = connection.ReceiveExactly(2 + lengthBytes + length, peek: false, clock).Skip(2 + lengthBytes).ToArray();
        int at = 2 + body[1];
        bool isResponse = body[0] == 0x02 && at + 1 < length && body[at] == 0x78;
        at += 2 + (isResponse && body[at + 1] > 0x80 ? body[at + 1] & 0x7F : 0);
        if (!isResponse || at + 2 >= length || body[at] != 0x0A || body[at + 1] != 1)
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} does not answer StartTLS with an extended response (RFC 4511, 4.14.2).");
        }

        if (body[at + 2] != 0)
        {
            throw FaultFactory.ReplyRejected(connection.Peer, "StartTLS", $"result code {body[at + 2]}");
        }
    }

    /// <summary>Sends SSLRequest and reads the one letter of its answer.</summary>
    internal static void Postgres(SocketConnection connection, CallClock clock)
    {
        Send(connection, s_postgresRequest, clock);
        byte answer = connection.ReceiveExactly(1, peek: false, clock)[0];
        if (answer is (byte)'N' or (byte)'E')
        {
            // Behind E come words that nobody vouches for: they are not to be shown (55.2.10).
            throw FaultFactory.ReplyRejected(connection.Peer, "SSLRequest", ((char)answer).ToString());
        }

        if (answer != 'S')
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} answered SSLRequest with byte {answer}: that is not PostgreSQL.");
        }
    }

    /// <summary>Reads the server's handshake packet and sends SSLRequest.</summary>
    internal static void MySql(SocketConnection connection, CallClock clock)
    {
        byte[] head = connection.ReceiveExactly(4, peek: true, clock);
        int length = head[0] | (head[1] << 8) | (head[2] << 16);
        if (length is < 1 or > StartTls.MaxReply)
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} does not greet as MySQL does.");
        }

        byte[] greeting = connection.ReceiveExactly(4 + length, peek: false, clock).Skip(4).ToArray();
        int versionEnd = Array.IndexOf(greeting, (byte)0);
        if (greeting[0] == 0xFF && length >= 3)
        {
            throw FaultFactory.ReplyRejected(connection.Peer, "to greet", Encoding.ASCII.GetString(greeting, 3, length - 3));
        }

        // Protocol 10: version, NUL, thread id (4), salt (8), filler (1), capabilities (2).
        int capabilities = versionEnd + 1 + 4 + 8 + 1;
        if (greeting[0] != 10 || versionEnd < 0 || capabilities + 2 > length)
        {
            throw FaultFactory.ProtocolViolation($"{connection.Peer} does not greet as MySQL does.");
        }

        const int ClientSsl = 0x0800;
        if (((greeting[capabilities] | (greeting[capabilities + 1] << 8)) & ClientSsl) == 0)
        {
            throw FaultFactory.ReplyRejected(connection.Peer, "SSLRequest", "it does not offer TLS");
        }

        // Capabilities (protocol 4.1, secure connection, TLS), greatest packet, UTF-8, 23 bytes of filler; sequence number behind the server's.
        var request = new byte[4 + 32];
        request[0] = 32;
        request[3] = (byte)(head[3] + 1);
        request[4] = 0x05;
        request[5] = 0x8A;
        request[11] = 1;
        request[12] = 33;
        Send(connection, request, clock);
    }

    private static void Send(SocketConnection connection, byte[] data, CallClock clock) => connection.Send(new ArraySegment<byte>(data), clock);

    // What is read to the end of an element is cut off where the stream ends before that, even behind a part that was taken already.
    private static PatternMatch Wait(SocketConnection connection, CallClock clock, bool isInside, params string[] texts)
    {
        try
        {
            return PatternWaiter.ForText(texts, caseSensitive: true, Encoding.UTF8, StartTls.MaxReply).Wait(connection, clock);
        }
        catch (SocketToolsException ended) when (ended.Fault == Fault.RemoteClosed && (isInside || connection.Available > 0))
        {
            throw FaultFactory.Truncated(connection.Peer, $"'{texts[0]}' was still to come (RFC 6120, 5.4.2).", ended);
        }
    }

    private static byte[] Concat(byte[] first, byte[] second)
    {
        var both = new byte[first.Length + second.Length];
        first.CopyTo(both, 0);
        second.CopyTo(both, first.Length);
        return both;
    }
}
