using System;
using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tracing;

/// <summary>Makes IP packets of TCP segments and datagrams (RFC 791, 8200, 9293, 768), checksums and all.</summary>
internal static class TcpPacket
{
    internal const byte Fin = 1;
    internal const byte Syn = 2;
    internal const byte Reset = 4;
    internal const byte Push = 8;
    internal const byte Ack = 16;

    /// <summary>One segment.</summary>
    internal static byte[] Segment(IPEndPoint from, IPEndPoint to, uint sequence, uint acknowledged, byte flags, ArraySegment<byte> data)
    {
        var tcp = new byte[20 + data.Count];
        Write16(tcp, 0, from.Port);
        Write16(tcp, 2, to.Port);
        Write32(tcp, 4, sequence);
        Write32(tcp, 8, (flags & Ack) != 0 ? acknowledged : 0);
        tcp[12] = 5 << 4;
        tcp[13] = flags;
        Write16(tcp, 14, 65535);
        Buffer.BlockCopy(data.Array!, data.Offset, tcp, 20, data.Count);
        return Packet(from.Address, to.Address, 6, tcp, 16);
    }

    /// <summary>One datagram.</summary>
    internal static byte[] Datagram(IPEndPoint from, IPEndPoint to, byte[] data)
    {
        var udp = new byte[8 + data.Length];
        Write16(udp, 0, from.Port);
        Write16(udp, 2, to.Port);
        Write16(udp, 4, udp.Length);
        Buffer.BlockCopy(data, 0, udp, 8, data.Length);
        return Packet(from.Address, to.Address, 17, udp, 6);
    }

    private static byte[] Packet(IPAddress from, IPAddress to, byte protocol, byte[] payload, int checksumAt)
    {
        byte[] source = from.GetAddressBytes();
        byte[] target = to.GetAddressBytes();
        uint pseudo = Sum(source) + Sum(target) + protocol + (uint)payload.Length;
        Write16(payload, checksumAt, Complement(pseudo + Sum(payload)));
        bool isFour = from.AddressFamily == AddressFamily.InterNetwork;
        var packet = new byte[(isFour ? 20 : 40) + payload.Length];
        if (isFour)
        {
            packet[0] = 0x45;
            Write16(packet, 2, packet.Length);
            packet[6] = 0x40;
            packet[8] = 64;
            packet[9] = protocol;
            source.CopyTo(packet, 12);
            target.CopyTo(packet, 16);
            Write16(packet, 10, Complement(Sum(packet)));
        }
        else
        {
            packet[0] = 0x60;
            Write16(packet, 4, payload.Length);
            packet[6] = protocol;
            packet[7] = 64;
            source.CopyTo(packet, 8);
            target.CopyTo(packet, 24);
        }

        payload.CopyTo(packet, packet.Length - payload.Length);
        return packet;
    }

    // RFC 1071; folded on the way, so that it cannot overflow.
    private static uint Sum(byte[] data)
    {
        uint sum = 0;
        for (int i = 0; i < data.Length; i += 2)
        {
            sum += (uint)((data[i] << 8) | (i + 1 < data.Length ? data[i + 1] : 0));
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }

    private static int Complement(uint sum)
    {
        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (int)(~sum & 0xFFFF);
    }

    private static void Write16(byte[] to, int at, int value)
    {
        to[at] = (byte)(value >> 8);
        to[at + 1] = (byte)value;
    }

    private static void Write32(byte[] to, int at, uint value)
    {
        Write16(to, at, (int)(value >> 16));
        Write16(to, at + 2, (int)(value & 0xFFFF));
    }
}
