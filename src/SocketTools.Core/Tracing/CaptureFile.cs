using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>Transcripts of the TCP streams of a capture, numbered as tshark numbers them; of datagrams, where there are no streams.</summary>
internal static class CaptureFile
{
    private const int MostStreams = 1_000_000;
    private const int MostListed = 20;

    /// <summary>Reads one stream, or several.</summary>
    /// <param name="open">Opens the capture; called once more for each stream.</param>
    /// <param name="wanted">The streams' numbers; null: the only one there is.</param>
    /// <param name="maxBytes">How many bytes of each are kept.</param>
    /// <param name="warn">Told what is not as it should be.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no capture, no such stream, or several and none chosen;
    /// <see cref="Fault.LimitExceeded"/>: too many streams.</exception>
    internal static IEnumerable<SocketTranscript> Read(Func<Stream> open, IReadOnlyList<int>? wanted, long maxBytes, Action<string> warn)
    {
        List<CapturedStream> streams = List(open, warn);
        if (streams.Count == 0)
        {
            throw new SocketToolsException(Fault.InvalidRequest, "The capture has no TCP stream and no datagram.");
        }

        if (wanted is null && streams.Count > 1)
        {
            string list = string.Join("; ", streams.Take(MostListed).Select(s => s.ToString()));
            string more = streams.Count > MostListed ? $"; and {streams.Count - MostListed} more" : "";
            throw new SocketToolsException(Fault.InvalidRequest, $"The capture has {streams.Count} streams: choose by their numbers. {list}{more}.");
        }

        foreach (int number in wanted ?? new[] { 0 })
        {
            if (number < 0 || number >= streams.Count)
            {
                throw new SocketToolsException(Fault.InvalidRequest, $"The capture has no stream {number}: it has 0 to {streams.Count - 1}.");
            }

            yield return Assemble(open, streams[number], maxBytes, warn);
        }
    }

    private static SocketTranscript Assemble(Func<Stream> open, CapturedStream stream, long maxBytes, Action<string> warn)
    {
        var assembly = new StreamAssembly(stream, maxBytes, warn);
        var table = new StreamTable(stream.IsTcp);
        using Stream capture = open();
        foreach (CapturedPacket packet in CaptureReader.Read(capture, static _ => { }))
        {
            if (table.Find(packet)?.Number == stream.Number)
            {
                assembly.Add(packet);
            }
        }

        return assembly.End();
    }

    private static List<CapturedStream> List(Func<Stream> open, Action<string> warn)
    {
        var tcp = new StreamTable(isTcp: true);
        var udp = new StreamTable(isTcp: false);
        using Stream capture = open();
        foreach (CapturedPacket packet in CaptureReader.Read(capture, warn))
        {
            (packet.IsTcp ? tcp : udp).Find(packet)?.Count(packet);
            if (tcp.Streams.Count + udp.Streams.Count > MostStreams)
            {
                throw new SocketToolsException(Fault.LimitExceeded, $"The capture has more than {MostStreams} streams: filter it first, as tshark does.");
            }
        }

        return tcp.Streams.Count > 0 ? tcp.Streams : udp.Streams;
    }
}
