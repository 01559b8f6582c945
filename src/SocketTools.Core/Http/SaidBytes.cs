using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SocketTools.Bodies;
using SocketTools.Faults;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>All that one side of a transcript said, and when, taken piece by piece as HTTP.</summary>
internal sealed class SaidBytes
{
    private readonly byte[] _bytes;
    private readonly List<(int End, TimeSpan Time)> _times = new();
    private readonly List<(int At, long Count)> _gaps = new();
    private readonly Dictionary<int, MaskedResponse> _masked = new();

    internal SaidBytes(SocketTranscript transcript, TranscriptSide side)
    {
        _bytes = transcript.BytesOf(side);
        int end = 0;
        int turn = 0;
        var masked = new List<MaskedStretch>();
        foreach (SocketTranscriptEntry entry in transcript.Entries.Where(static e => e.Side is not null && e.Form == TranscriptForm.Exact))
        {
            if (entry.Side != side)
            {
                EndTurn(turn, end, masked);
                turn = end;
                continue;
            }

            masked.AddRange(entry.Masked.Select(m => new MaskedStretch(end + m.Offset, m.Length)));
            if (entry.Data.Length > 0)
            {
                end += entry.Data.Length;
                _times.Add((end, entry.Offset));
            }
            else if (entry.MissingBytes > 0)
            {
                _gaps.Add((end, entry.MissingBytes));
            }
        }

        EndTurn(turn, end, masked);
    }

    internal int At { get; private set; }

    internal int Left => _bytes.Length - At;

    internal TimeSpan TimeOf(int at)
    {
        int index = _times.FindIndex(t => t.End > at);
        return index < 0 ? default : _times[index].Time;
    }

    internal byte[] Since(int start)
    {
        var bytes = new byte[At - start];
        Buffer.BlockCopy(_bytes, start, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>A first line and the fields behind it, without the empty line; null: there is no such thing.</summary>
    internal string? TakeHead()
    {
        int lineStart = At;
        for (int feed = Array.IndexOf(_bytes, (byte)'\n', At); feed >= 0; feed = Array.IndexOf(_bytes, (byte)'\n', lineStart))
        {
            int end = feed > lineStart && _bytes[feed - 1] == '\r' ? feed - 1 : feed;
            if (end == lineStart && lineStart > At)
            {
                string head = HttpText.Latin1.GetString(_bytes, At, lineStart - At);
                At = feed + 1;
                return head;
            }

            lineStart = feed + 1;
            if (lineStart == _bytes.Length)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>The body that these fields announce, transfer coding undone; as much of it as is there.</summary>
    internal byte[] TakeBody(IReadOnlyList<KeyValuePair<string, string>> fields, bool untilEnd)
    {
        if (_masked.TryGetValue(At, out MaskedResponse? response))
        {
            At = response.End;
            return response.Body.SelectMany(piece => _bytes.Skip(piece.At).Take(piece.Count)).ToArray();
        }

        if (fields.Any(f => f.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && f.Value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            return TakeChunks();
        }

        string? length = fields.Where(f => f.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(f => f.Value).FirstOrDefault();
        int count = length is null ? (untilEnd ? Left : 0) : long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long known) ? Kept(known) : 0;
        int start = At;
        At += count;
        return Since(start);
    }

    /// <summary>How many bytes are not kept of what was taken since this was asked last.</summary>
    internal long TakeMissing()
    {
        long missing = _gaps.Where(g => g.At <= At).Sum(static g => g.Count);
        _gaps.RemoveAll(g => g.At <= At);
        return missing;
    }

    private void EndTurn(int start, int end, List<MaskedStretch> masked)
    {
        if (masked.Count > 0)
        {
            foreach (MaskedResponse response in MaskedFraming.Find(_bytes, start, end, masked))
            {
                _masked[response.BodyAt] = response;
            }

            masked.Clear();
        }
    }

    // How much is here of the next so many bytes: what is missing among them is no part of the message behind them.
    private int Kept(long length)
    {
        foreach ((int at, long count) in _gaps.TakeWhile(g => g.At < At + length))
        {
            length = Math.Max(at - At, length - count);
        }

        return (int)Math.Min(length, Left);
    }

    private byte[] TakeChunks()
    {
        var framing = new ChunkedFraming(int.MaxValue);
        var body = new MemoryBody(int.MaxValue);
        try
        {
            for (int used = -1; !framing.IsComplete && used != 0; At += used)
            {
                used = framing.Take(_bytes, At, Left, body);
            }
        }
        catch (SocketToolsException)
        {
            // No chunks: what is left belongs to nobody.
            At = _bytes.Length;
        }

        return body.ToArray();
    }
}
