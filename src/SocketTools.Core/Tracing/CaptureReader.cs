using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>Reads the packets of captures: pcap in either byte order, and pcapng.</summary>
internal sealed class CaptureReader
{
    private const int LargestBlock = 64 * 1024 * 1024;
    private const uint SectionHeader = 0x0A0D0D0A;

    private const int PieceLength = 64 * 1024;

    private readonly Stream _from;
    private readonly Action<string> _warn;
    private readonly List<(int LinkType, ulong UnitsPerSecond)> _interfaces = new();
    private bool _isBig;

    private CaptureReader(Stream from, Action<string> warn)
    {
        _from = from;
        _warn = warn;
    }

    /// <summary>The TCP segments and datagrams of a capture, in its order.</summary>
    /// <param name="from">The capture; stays the caller's.</param>
    /// <param name="warn">Told where it is cut off or broken: what came before is given.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no capture.</exception>
    internal static IEnumerable<CapturedPacket> Read(Stream from, Action<string> warn)
    {
        var reader = new CaptureReader(from, warn);
        byte[]? magic = reader.Take(4, mayEnd: true);
        uint number = magic is null ? 0 : Little(magic, 0);
        switch (number)
        {
            case 0xA1B2C3D4 or 0xA1B23C4D:
                return reader.ReadPcap(number == 0xA1B2C3D4 ? 1_000_000UL : 1_000_000_000UL);
            case 0xD4C3B2A1 or 0x4D3CB2A1:
                reader._isBig = true;
                return reader.ReadPcap(number == 0xD4C3B2A1 ? 1_000_000UL : 1_000_000_000UL);
            case SectionHeader:
                return reader.ReadPcapng();
            default:
                throw TranscriptFaults.NotAFileOf("capture", magic is null ? "it is empty" : "it begins neither as pcap does nor as pcapng does");
        }
    }

    private IEnumerable<CapturedPacket> ReadPcap(ulong unitsPerSecond)
    {
        byte[] header = Take(20, mayEnd: false) ?? throw TranscriptFaults.NotAFileOf("capture", "it ends inside its header");
        int linkType = (int)(Read32(header, 16) & 0xFFFF);
        while (Take(16, mayEnd: true) is byte[] record)
        {
            uint length = Read32(record, 8);
            if (length > LargestBlock)
            {
                Broken();
                yield break;
            }

            if (Take((int)length, mayEnd: false) is not byte[] frame)
            {
                yield break;
            }

            ulong time = (Read32(record, 0) * unitsPerSecond) + Read32(record, 4);
            if (PacketDecoder.Decode(linkType, frame, Ticks(time, unitsPerSecond), null) is CapturedPacket packet)
            {
                yield return packet;
            }
        }
    }

    private IEnumerable<CapturedPacket> ReadPcapng()
    {
        // The magic number was the type of the first block.
        for (uint type = SectionHeader; ;)
        {
            if (Take(4, mayEnd: false) is not byte[] lengthBytes || (type == SectionHeader && !BeginSection()))
            {
                yield break;
            }

            int known = type == SectionHeader ? 12 : 8;
            uint length = Read32(lengthBytes, 0);
            if (length < known + 4 || length > LargestBlock || (length & 3) != 0)
            {
                Broken();
                yield break;
            }

            if (Take((int)length - known, mayEnd: false) is not byte[] body)
            {
                yield break;
            }

            if (type == 1)
            {
                NoteInterface(body);
            }
            else if (PacketOf(type, body) is CapturedPacket packet)
            {
                yield return packet;
            }

            if (Take(4, mayEnd: true) is not byte[] next)
            {
                yield break;
            }

            // The section header's type reads the same in both orders.
            type = Read32(next, 0);
        }
    }

    private bool BeginSection()
    {
        if (Take(4, mayEnd: false) is not byte[] order)
        {
            return false;
        }

        _isBig = Little(order, 0) == 0x4D3C2B1A;
        _interfaces.Clear();
        if (!_isBig && Little(order, 0) != 0x1A2B3C4D)
        {
            Broken();
            return false;
        }

        return true;
    }

    private void NoteInterface(byte[] body)
    {
        ulong units = 1_000_000;
        foreach ((int code, int at, int length) in Options(body, 8))
        {
            if (code == 9 && length >= 1)
            {
                int exponent = body[at] & 0x7F;
                units = (body[at] & 0x80) != 0 ? (exponent < 63 ? 1UL << exponent : 1) : exponent <= 18 ? Power(exponent) : 1;
            }
        }

        _interfaces.Add((body.Length >= 2 ? Read16(body, 0) : -1, units));
    }

    // Every body here ends with the block's length once more.
    private CapturedPacket? PacketOf(uint type, byte[] body)
    {
        switch (type)
        {
            case 6 or 2 when body.Length >= 24 && Read32(body, 12) <= body.Length - 24:
                int captured = (int)Read32(body, 12);
                string? comment = null;
                foreach ((int code, int at, int length) in Options(body, 20 + ((captured + 3) & ~3)))
                {
                    comment = code == 1 ? Encoding.UTF8.GetString(body, at, length) : comment;
                }

                uint number = type == 6 ? Read32(body, 0) : (uint)Read16(body, 0);
                return Frame(number, ((ulong)Read32(body, 4) << 32) | Read32(body, 8), body, 20, captured, comment);
            case 3 when body.Length >= 8:
                return Frame(0, 0, body, 4, (int)Math.Min(Read32(body, 0), (uint)body.Length - 8), null);
            default:
                return null;
        }
    }

    private CapturedPacket? Frame(uint number, ulong time, byte[] body, int at, int length, string? comment)
    {
        if (number >= _interfaces.Count)
        {
            return null;
        }

        var frame = new byte[length];
        Buffer.BlockCopy(body, at, frame, 0, length);
        (int linkType, ulong units) = _interfaces[(int)number];
        return PacketDecoder.Decode(linkType, frame, Ticks(time, units), comment);
    }

    private IEnumerable<(int Code, int At, int Length)> Options(byte[] body, int at)
    {
        int end = body.Length - 4;
        while (at + 4 <= end)
        {
            int code = Read16(body, at);
            int length = Read16(body, at + 2);
            if (code == 0 || at + 4 + length > end)
            {
                yield break;
            }

            yield return (code, at + 4, length);
            at += 4 + ((length + 3) & ~3);
        }
    }

    private static long Ticks(ulong time, ulong unitsPerSecond)
    {
        ulong seconds = time / unitsPerSecond;
        ulong rest = time % unitsPerSecond;
        return seconds > 100_000_000_000UL ? 0 : (long)((seconds * TimeSpan.TicksPerSecond) + (ulong)((decimal)rest * TimeSpan.TicksPerSecond / unitsPerSecond));
    }

    private static ulong Power(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private void Broken() => _warn("The capture is broken behind its first packets: what came before is read.");

    // In pieces, so that a length that nothing stands behind costs no memory.
    private byte[]? Take(int count, bool mayEnd)
    {
        byte[] bytes = new byte[Math.Min(count, PieceLength)];
        int got = 0;
        for (int part; got < count && (part = _from.Read(bytes, got, bytes.Length - got)) > 0; got += part)
        {
            if (got + part == bytes.Length && bytes.Length < count)
            {
                Array.Resize(ref bytes, (int)Math.Min(count, bytes.Length * 2L));
            }
        }

        if (got == count)
        {
            return bytes;
        }

        if (got > 0 || !mayEnd)
        {
            _warn("The capture is cut off in the middle of a packet: what came before is read.");
        }

        return null;
    }

    private static uint Little(byte[] from, int at) => (uint)(from[at] | (from[at + 1] << 8) | (from[at + 2] << 16) | (from[at + 3] << 24));

    private uint Read32(byte[] from, int at) => _isBig
        ? (uint)((from[at] << 24) | (from[at + 1] << 16) | (from[at + 2] << 8) | from[at + 3])
        : Little(from, at);

    private int Read16(byte[] from, int at) => _isBig ? (from[at] << 8) | from[at + 1] : from[at] | (from[at + 1] << 8);
}
