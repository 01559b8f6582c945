using System;
using System.Collections.Generic;
using System.Text;

namespace SocketTools.Probing;

/// <summary>What to ask the service that usually has a UDP port, so that it replies. None changes anything at the server.</summary>
internal static class UdpQuestions
{
    private static readonly byte[] s_empty = Array.Empty<byte>();

    private static readonly Dictionary<int, byte[]> s_questions = new()
    {
        // DNS (RFC 1035, 4.1): the name servers of the root.
        [53] = Bytes("5354 0100 0001 0000 0000 0000 00 0002 0001"),

        // TFTP (RFC 1350, 5): a file that nobody has; the error comes from another port, and ends the matter.
        [69] = Encoding.ASCII.GetBytes("\0\u0001SocketTools-probe\0octet\0"),

        // The port mapper (RFC 5531, 9; RFC 1833, 3): its procedure that does nothing.
        [111] = Bytes("53540001 00000000 00000002 000186A0 00000002 00000000 00000000 00000000 00000000 00000000"),

        // NTP (RFC 5905, 7.3): a client's request, version 4.
        [123] = Sized("23", 48),

        // NetBIOS names (RFC 1002, 4.2.17): the status of the node.
        [137] = Bytes("5354 0000 0001 0000 0000 0000 20 434B 414141414141414141414141414141414141414141414141414141414141 00 0021 0001"),

        // SNMPv3 (RFC 3414, 4): discovery of the engine, without a user or a community.
        [161] = Bytes("303A 020103 300F 02025354 020300FFE3 040104 020103 0410 300E 0400 020100 020100 0400 0400 0400 3012 0400 0400 A00C 02025354 020100 020100 3000"),

        // QUIC (RFC 9000, 6): a version that nobody has; 1,200 bytes, as a first packet has to be.
        [443] = Sized("C0 1A2A3A4A 08 5354535453545354 08 5453545354535453", 1200),

        // SSDP: a search, sent to the device itself.
        [1900] = Encoding.ASCII.GetBytes("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n"),

        // STUN (RFC 8489, 5): a binding request.
        [3478] = Bytes("0001 0000 2112A442 535453545354535453545354"),

        // SIP (RFC 3261, 11): what the server can do.
        [5060] = Encoding.ASCII.GetBytes("OPTIONS sip:probe SIP/2.0\r\nVia: SIP/2.0/UDP probe;branch=z9hG4bKprobe;rport\r\nMax-Forwards: 0\r\nTo: <sip:probe>\r\n"
            + "From: <sip:probe>;tag=probe\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"),

        // Multicast DNS (RFC 6762, 5.1; RFC 6763, 9), asked of one host: its types of services.
        [5353] = Bytes("5354 0000 0001 0000 0000 0000 09 5F7365727669636573 07 5F646E732D7364 04 5F756470 05 6C6F63616C 00 000C 0001"),

        // CoAP (RFC 7252, 4.3): an empty confirmable message, its ping.
        [5683] = Bytes("4000 5354"),

        // memcached over UDP: a frame, and its version.
        [11211] = Bytes("5354 0000 0001 0000 76657273696F6E 0D0A"),
    };

    /// <summary>The question for a port; empty where no service is known to answer one.</summary>
    internal static byte[] For(int port) => s_questions.TryGetValue(port, out byte[]? question) ? question : s_empty;

    private static byte[] Sized(string hexadecimal, int length)
    {
        byte[] bytes = Bytes(hexadecimal);
        Array.Resize(ref bytes, length);
        return bytes;
    }

    private static byte[] Bytes(string hexadecimal)
    {
        string digits = hexadecimal.Replace(" ", "");
        var bytes = new byte[digits.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Convert.ToByte(digits.Substring(2 * i, 2), 16);
        }

        return bytes;
    }
}
