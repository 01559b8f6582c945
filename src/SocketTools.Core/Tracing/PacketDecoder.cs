using System;
using System.Net;

namespace SocketTools.Tracing;

/// <summary>Finds the TCP segment or datagram in a captured frame. Pure: bytes in, a packet or nothing out.</summary>
internal static class PacketDecoder
{
    /// <summary>Decodes a frame.</summary>
    /// <param name="linkType">What it begins with (the LINKTYPE registry).</param>
    /// <param name="frame">The frame, as far as it was captured.</param>
    /// <param name="ticks">When.</param>
    /// <param name="comment">What was noted beside it.</param>
    /// <returns>Null: no TCP and no UDP, or cut off before it shows.</returns>
    internal static CapturedPacket? Decode(int linkType, byte[] frame, long ticks, string? comment)
    {
        int at = LinkHeader(linkType, frame);
        if (at < 0 || at >= frame.Length)
        {
            return null;
        }

        return (frame[at] >> 4) switch
        {
            4 => DecodeFour(frame, at, ticks, comment),
            6 => DecodeSix(frame, at, ticks, comment),
            _ => null,
        };
    }

    // How long the link's header is; -1: what follows is no IP.
    private static int LinkHeader(int linkType, byte[] frame)
    {
        switch (linkType)
        {
            case 1:
                int at = 12;
                while (at + 4 <= frame.Length && Read16(frame, at) is 0x8100 or 0x88A8 or 0x9100)
                {
                    at += 4;
                }

                return at + 2 <= frame.Length && Read16(frame, at) is 0x0800 or 0x86DD ? at + 2 : -1;
            case 0 or 108:
                return 4;
            case 12 or 14 or 101 or 228 or 229:
                return 0;
            case 113:
                return frame.Length >= 16 && Read16(frame, 14) is 0x0800 or 0x86DD ? 16 : -1;
            case 276:
                return frame.Length >= 20 && Read16(frame, 0) is 0x0800 or 0x86DD ? 20 : -1;
            default:
                return -1;
        }
    }

    private static CapturedPacket? DecodeFour(byte[] frame, int at, long ticks, string? comment)
    {
        if (frame.Length < at + 20)
        {
            return null;
        }

        int header = (frame[at] & 15) * 4;
        int total = Read16(frame, at + 2);

        // A fragment behind the first has no ports.
        if (header < 20 || (Read16(frame, at + 6) & 0x1FFF) != 0)
        {
            return null;
        }

        // Offloading to the network card leaves the length out.
        int end = at + (total == 0 ? frame.Length - at : total);
        return DecodeTransport(frame, at + header, end, frame[at + 9], Address(frame, at + 12, 4), Address(frame, at + 16, 4), ticks, comment);
    }

    private static CapturedPacket? DecodeSix(byte[] frame, int at, long ticks, string? comment)
    {
        if (frame.Length < at + 40)
        {
            return null;
        }

        int length = Read16(frame, at + 4);
        int end = length == 0 ? frame.Length : at + 40 + length;
        int protocol = frame[at + 6];
        int next = at + 40;
        while (protocol is 0 or 43 or 60 && next + 8 <= frame.Length)
        {
            protocol = frame[next];
            next += 8 * (frame[next + 1] + 1);
        }

        return DecodeTransport(frame, next, end, protocol, Address(frame, at + 8, 16), Address(frame, at + 24, 16), ticks, comment);
    }

    private static CapturedPacket? DecodeTransport(byte[] frame, int at, int end, int protocol, IPAddress from, IPAddress to, long ticks, string? comment)
    {
        bool isTcp = protocol == 6;
        if ((!isTcp && protocol != 17) || at + (isTcp ? 20 : 8) > frame.Length)
        {
            return null;
        }

        int header = isTcp ? (frame[at + 12] >> 4) * 4 : 8;
        int begin = at + header;
        if (header < 8 || begin > end)
        {
            return null;
        }

        int captured = Math.Max(0, Math.Min(end, frame.Length) - begin);
        return new CapturedPacket
        {
            Ticks = ticks,
            IsTcp = isTcp,
            From = new IPEndPoint(from, Read16(frame, at)),
            To = new IPEndPoint(to, Read16(frame, at + 2)),
            Sequence = isTcp ? Read32(frame, at + 4) : 0,
            Acknowledged = isTcp ? Read32(frame, at + 8) : 0,
            Flags = isTcp ? frame[at + 13] : (byte)0,
            Data = new ArraySegment<byte>(frame, Math.Min(begin, frame.Length), captured),
            Length = end - begin,
            Comment = comment,
        };
    }

    private static IPAddress Address(byte[] frame, int at, int length)
    {
        var bytes = new byte[length];
        Buffer.BlockCopy(frame, at, bytes, 0, length);
        return new IPAddress(bytes);
    }

    private static int Read16(byte[] from, int at) => (from[at] << 8) | from[at + 1];

    private static uint Read32(byte[] from, int at) => ((uint)Read16(from, at) << 16) | (uint)Read16(from, at + 2);
}
