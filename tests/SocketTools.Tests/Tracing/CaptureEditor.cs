using System.Buffers.Binary;

namespace SocketTools.Tests.Tracing;

/// <summary>A pcap file of Ethernet frames with TCP over IPv4 in them, record by record, to make by hand of it what a worse link would have given.</summary>
internal sealed class CaptureEditor
{
    private readonly byte[] _header;

    internal CaptureEditor(string file)
    {
        byte[] all = File.ReadAllBytes(file);
        _header = all[..24];
        for (int at = 24; at + 16 <= all.Length;)
        {
            int end = at + 16 + (int)BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at + 8));
            if (end > all.Length)
            {
                break;
            }

            Records.Add(all[at..end]);
            at = end;
        }
    }

    /// <summary>The packets, each with pcap's header of it.</summary>
    internal List<byte[]> Records { get; } = new();

    /// <summary>The places of the packets that come from a port and carry something.</summary>
    internal int[] DataFrom(int port) =>
        Enumerable.Range(0, Records.Count).Where(i => BinaryPrimitives.ReadUInt16BigEndian(Records[i].AsSpan(Tcp(i))) == port && Carried(i) > 0).ToArray();

    /// <summary>How many bytes a packet carries.</summary>
    internal int Carried(int index) => Records[index].Length - Tcp(index) - ((Records[index][Tcp(index) + 12] >> 4) * 4);

    /// <summary>Leaves out the packets that say nothing but what came.</summary>
    internal void LeaveOutAcknowledgements()
    {
        for (int i = Records.Count - 1; i >= 0; i--)
        {
            if (Records[i][Tcp(i) + 13] == 0x10 && Carried(i) == 0)
            {
                Records.RemoveAt(i);
            }
        }
    }

    internal void Write(string file)
    {
        using FileStream to = File.Create(file);
        to.Write(_header);
        Records.ForEach(record => to.Write(record));
    }

    private int Tcp(int index) => 16 + 14 + ((Records[index][16 + 14] & 15) * 4);
}
