using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Which stream of a capture a packet belongs to, numbered from 0 as they begin.</summary>
internal sealed class StreamTable
{
    private readonly bool _isTcp;
    private readonly Dictionary<string, CapturedStream> _latest = new(StringComparer.Ordinal);

    internal StreamTable(bool isTcp) => _isTcp = isTcp;

    internal List<CapturedStream> Streams { get; } = new();

    /// <summary>The packet's stream; null: it is of the other kind.</summary>
    internal CapturedStream? Find(CapturedPacket packet)
    {
        if (packet.IsTcp != _isTcp)
        {
            return null;
        }

        string from = packet.From.ToString();
        string to = packet.To.ToString();
        string key = string.CompareOrdinal(from, to) < 0 ? from + " " + to : to + " " + from;

        // The same two ports again: another connection, but for a SYN that was sent twice.
        bool begins = packet.Has(TcpPacket.Syn) && !packet.Has(TcpPacket.Ack);
        if (!_latest.TryGetValue(key, out CapturedStream? stream) || (begins && stream.Begins != packet.Sequence))
        {
            stream = new CapturedStream(Streams.Count, packet);
            Streams.Add(stream);
            _latest[key] = stream;
        }

        return stream;
    }
}
