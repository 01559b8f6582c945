using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>Writes transcripts as captures (pcapng): the TCP segments that would have carried what was said, above TLS.</summary>
/// <remarks>
/// Raw IP packets, times in the tenths of a microsecond that a transcript has. Each entry is one segment or several; what is not kept
/// leaves a gap in the sequence numbers. Where TLS was spoken on a port of its own, the plain protocol's port stands there, so that
/// dissectors know what it is; a comment says so. Events that are no segment are comments too.
/// </remarks>
internal sealed class PcapngWriter
{
    /// <summary>What our own comments begin with.</summary>
    internal const string Mark = "SocketTools: ";

    /// <summary>What stands before the port that the server really had.</summary>
    internal const string PortMark = "The server's port was ";

    private const int LargestSegment = 32 * 1024;
    private const byte RawIp = 101;

    private static readonly Dictionary<int, int> s_plainPorts = new()
    {
        [443] = 80, [465] = 25, [563] = 119, [636] = 389, [853] = 53, [990] = 21, [993] = 143, [995] = 110, [6697] = 6667, [8443] = 8080,
    };

    private readonly Stream _to;
    private readonly SocketTranscript _transcript;
    private readonly IPEndPoint[] _ends = new IPEndPoint[2];
    private readonly uint[] _next = new uint[2];
    private readonly bool[] _finished = new bool[2];
    private bool _isOpen;

    private PcapngWriter(Stream to, SocketTranscript transcript, int number)
    {
        _to = to;
        _transcript = transcript;
        PlaceEnds(number);
    }

    /// <summary>Writes transcripts into one capture, each a stream of its own.</summary>
    internal static void Write(IEnumerable<SocketTranscript> transcripts, Stream to)
    {
        byte[] unknownLength = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
        Block(to, 0x0A0D0D0A, Join(Bytes32(0x1A2B3C4D), new byte[] { 1, 0, 0, 0 }, unknownLength, Option(4, Encoding.UTF8.GetBytes("SocketTools")), Bytes32(0)));
        Block(to, 1, Join(new byte[] { RawIp, 0, 0, 0 }, Bytes32(0), Option(9, new byte[] { 7 }), Bytes32(0)));
        int number = 0;
        foreach (SocketTranscript transcript in transcripts)
        {
            new PcapngWriter(to, transcript, number++).WriteAll();
        }
    }

    private void WriteAll()
    {
        foreach (SocketTranscriptEntry entry in _transcript.Entries)
        {
            if (_transcript.IsDatagram)
            {
                WriteDatagram(entry);
            }
            else
            {
                Write(entry);
            }
        }
    }

    private void Write(SocketTranscriptEntry entry)
    {
        int side = (int)(entry.Side ?? TranscriptSide.Client);
        if (!_isOpen)
        {
            ShakeHands(entry);
            if (entry.IsEvent("connected"))
            {
                return;
            }
        }

        if (entry.Kind != TranscriptKind.Event)
        {
            if (entry.Form == TranscriptForm.Exact)
            {
                Say(side, entry);
            }
        }
        else if (entry.IsEvent("half-close") || entry.IsEvent("close"))
        {
            Finish(side, entry.Offset);
        }
        else if (entry.IsEvent("reset"))
        {
            Segment(side, TcpPacket.Reset | TcpPacket.Ack, entry.Offset, default, null);
        }
        else
        {
            Segment(side, TcpPacket.Ack, entry.Offset, default, Mark + entry);
            _next[side] += (uint)entry.MissingBytes;
        }
    }

    private void ShakeHands(SocketTranscriptEntry first)
    {
        _isOpen = true;
        string? comment = first.IsEvent("connected") && first.Text != "connected" ? Mark + first + PortNote() : null;
        Segment(0, TcpPacket.Syn, first.Offset, default, comment);
        _next[0]++;
        Segment(1, TcpPacket.Syn | TcpPacket.Ack, first.Offset, default, null);
        _next[1]++;
        Segment(0, TcpPacket.Ack, first.Offset, default, null);
    }

    private string PortNote() => _transcript.ServerEndPoint is IPEndPoint server && server.Port != _ends[1].Port
        ? string.Format(CultureInfo.InvariantCulture, "\n{0}{1}; what TLS hid stands at the port of the plain protocol", PortMark, server.Port)
        : "";

    private void Say(int side, SocketTranscriptEntry entry)
    {
        for (int at = 0; at < entry.Data.Length; at += LargestSegment)
        {
            int count = Math.Min(LargestSegment, entry.Data.Length - at);
            Segment(side, TcpPacket.Push | TcpPacket.Ack, entry.Offset, new ArraySegment<byte>(entry.Data, at, count), null);
            _next[side] += (uint)count;
        }
    }

    private void Finish(int side, TimeSpan offset)
    {
        if (!_finished[side])
        {
            _finished[side] = true;
            Segment(side, TcpPacket.Fin | TcpPacket.Ack, offset, default, null);
            _next[side]++;
            Segment(1 - side, TcpPacket.Ack, offset, default, null);
        }
    }

    private void Segment(int side, byte flags, TimeSpan offset, ArraySegment<byte> data, string? comment) => Packet(
        TcpPacket.Segment(_ends[side], _ends[1 - side], _next[side], _next[1 - side], flags, data.Array is null ? new ArraySegment<byte>(Array.Empty<byte>()) : data),
        offset,
        comment);

    private void WriteDatagram(SocketTranscriptEntry entry)
    {
        if (entry.Kind != TranscriptKind.Event && entry.Form == TranscriptForm.Exact)
        {
            int side = (int)entry.Side!;
            Packet(TcpPacket.Datagram(_ends[side], _ends[1 - side], entry.Data), entry.Offset, null);
        }
    }

    private void Packet(byte[] packet, TimeSpan offset, string? comment)
    {
        long start = _transcript.Started == default ? 0 : (_transcript.Started.ToUniversalTime() - new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks;
        var time = (ulong)(start + offset.Ticks);
        byte[] options = comment is null ? Array.Empty<byte>() : Join(Option(1, Encoding.UTF8.GetBytes(comment)), Bytes32(0));
        Block(_to, 6, Join(Bytes32(0), Bytes32((uint)(time >> 32)), Bytes32((uint)time), Bytes32((uint)packet.Length), Bytes32((uint)packet.Length), Padded(packet), options));
    }

    private void PlaceEnds(int number)
    {
        IPEndPoint? client = Plain(_transcript.ClientEndPoint);
        IPEndPoint? server = Plain(_transcript.ServerEndPoint);
        if (client is null || server is null || client.AddressFamily != server.AddressFamily)
        {
            // Addresses for documentation (RFC 5737): who reads it sees that they are nobody's.
            client = new IPEndPoint(new IPAddress(new byte[] { 192, 0, 2, 1 }), 49152 + (number % 16384));
            server = new IPEndPoint(new IPAddress(new byte[] { 192, 0, 2, 2 }), server?.Port ?? PortOf(_transcript.Peer));
        }

        if (_transcript.Tls is not null && s_plainPorts.TryGetValue(server.Port, out int plain))
        {
            server = new IPEndPoint(server.Address, plain);
        }

        _ends[0] = client;
        _ends[1] = server;
    }

    private static IPEndPoint? Plain(IPEndPoint? end) => end is { Address.IsIPv4MappedToIPv6: true } ? new IPEndPoint(end.Address.MapToIPv4(), end.Port)
        : end?.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 ? end : null;

    private static int PortOf(string peer) =>
        ushort.TryParse(peer.Substring(peer.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port : 7;

    private static void Block(Stream to, uint type, byte[] body)
    {
        var length = (uint)(12 + body.Length);
        byte[] block = Join(Bytes32(type), Bytes32(length), body, Bytes32(length));
        to.Write(block, 0, block.Length);
    }

    private static byte[] Option(int code, byte[] value) => Join(new[] { (byte)code, (byte)0, (byte)value.Length, (byte)(value.Length >> 8) }, Padded(value));

    private static byte[] Bytes32(uint value) => new[] { (byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24) };

    private static byte[] Padded(byte[] data)
    {
        var padded = new byte[(data.Length + 3) & ~3];
        data.CopyTo(padded, 0);
        return padded;
    }

    private static byte[] Join(params byte[][] parts)
    {
        var joined = new MemoryStream();
        foreach (byte[] part in parts)
        {
            joined.Write(part, 0, part.Length);
        }

        return joined.ToArray();
    }
}
