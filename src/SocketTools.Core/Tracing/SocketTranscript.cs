using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using SocketTools.Faults;

namespace SocketTools.Tracing;

/// <summary>What crossed the wire between two, in order: recorded, read from a file, or written by hand.</summary>
/// <remarks>
/// <para>Bounded: what would take it over <see cref="MaxBytes"/> is counted and not kept; <see cref="Entries"/> tells so where it happened.
/// The bytes count, and 96 for each entry beyond the first 4,096.</para>
/// <para>Any thread may add while another looks.</para>
/// </remarks>
public sealed class SocketTranscript
{
    /// <summary>How many bytes a transcript keeps where nobody says otherwise: 16 MiB.</summary>
    public const long DefaultMaxBytes = 16 * 1024 * 1024;

    private const int FreeEntries = 4096;
    private const int EntryCost = 96;

    private readonly object _lock = new();
    private readonly List<SocketTranscriptEntry> _entries = new();
    private readonly long[] _missing = new long[2];
    private SocketTranscriptEntry[]? _snapshot;
    private long _kept;
    private int _overAt = -1;
    private TimeSpan _overSince;

    /// <summary>An empty transcript.</summary>
    /// <param name="peer">The server, as messages name it: <c>host:port</c>.</param>
    /// <param name="started">When it begins; offsets count from here.</param>
    /// <param name="recordedBy">Who records: whose sending is <see cref="TranscriptKind.Sent"/>.</param>
    /// <param name="maxBytes">How many bytes it keeps, at least 0.</param>
    public SocketTranscript(string peer = "", DateTimeOffset started = default, TranscriptSide recordedBy = TranscriptSide.Client, long maxBytes = long.MaxValue)
    {
        Peer = peer;
        Started = started;
        RecordedBy = recordedBy;
        MaxBytes = maxBytes;
    }

    /// <summary>Whom the recording side talked with: <c>host:port</c>; empty where that is not known.</summary>
    public string Peer { get; }

    /// <summary>When it begins; the entries' offsets count from here. Not set where that is not known.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Who records: whose sending is <see cref="TranscriptKind.Sent"/>. C in the notation is who connected, whoever records.</summary>
    public TranscriptSide RecordedBy { get; }

    /// <summary>How many bytes are kept.</summary>
    public long MaxBytes { get; }

    /// <summary>What is known of TLS, above which this was recorded; null: plain.</summary>
    public TranscriptTls? Tls { get; set; }

    /// <summary>The client's address and port; null where they are not known, or it has none.</summary>
    public IPEndPoint? ClientEndPoint { get; set; }

    /// <summary>The server's address and port; null where they are not known, or it has none.</summary>
    public IPEndPoint? ServerEndPoint { get; set; }

    /// <summary>Whether the bytes went in datagrams, each entry one; else in a stream.</summary>
    public bool IsDatagram { get; set; }

    /// <summary>How long the stages of connecting took; all zero where that is not known.</summary>
    public TranscriptTiming Timing { get; set; } = new();

    /// <summary>What crossed the wire so far, in order. A copy: it does not grow.</summary>
    public IReadOnlyList<SocketTranscriptEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return _snapshot ??= Snapshot();
            }
        }
    }

    /// <summary>How many bytes crossed the wire and are not kept.</summary>
    public long MissingBytes => Entries.Sum(e => e.MissingBytes);

    /// <summary>Whether everything that crossed the wire is here.</summary>
    public bool IsComplete => MissingBytes == 0;

    /// <summary>The secrets that were said while it was recorded, where they are masked in it; null: they are not, or nobody knows.</summary>
    internal KnownSecrets? Secrets { get; set; }

    /// <summary>How much memory it takes, in bytes.</summary>
    internal long Cost
    {
        get
        {
            lock (_lock)
            {
                return CostNow;
            }
        }
    }

    /// <summary>Told by how much it has grown.</summary>
    internal Action<long>? Grown { get; set; }

    /// <summary>Lets whoever records forget it, too; null: nobody does.</summary>
    internal Action? Forget { get; set; }

    /// <summary>Whether nothing more is kept but events.</summary>
    internal bool IsFull => _overAt >= 0;

    /// <summary>Adds an entry; its bytes beyond the bound are counted and not kept.</summary>
    public void Add(SocketTranscriptEntry entry)
    {
        long growth;
        lock (_lock)
        {
            growth = -CostNow;
            AddWithin(entry);
            growth += CostNow;
        }

        Grown?.Invoke(growth);
    }

    /// <summary>Adds bytes, which are copied only as far as they are kept.</summary>
    /// <param name="offset">When, from the start.</param>
    /// <param name="side">Who sent them.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="masked">Where they stand for secrets, in order; null: nowhere.</param>
    public void Add(TimeSpan offset, TranscriptSide side, ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? masked = null)
    {
        lock (_lock)
        {
            if (Room() == 0)
            {
                _snapshot = null;
                NoteOver(side, data.Count, offset);
                return;
            }
        }

        var copy = new byte[data.Count];
        Buffer.BlockCopy(data.Array!, data.Offset, copy, 0, data.Count);
        Add(new SocketTranscriptEntry(offset, KindOf(side), side, copy, masked));
    }

    /// <summary>Keeps no more bytes: what still crosses the wire is counted.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            if (_overAt < 0)
            {
                _overAt = _entries.Count;
                _overSince = _entries.Count == 0 ? TimeSpan.Zero : _entries[_entries.Count - 1].Offset;
            }
        }

        Forget?.Invoke();
    }

    /// <summary>What that side's bytes are to whoever records.</summary>
    public TranscriptKind KindOf(TranscriptSide side) => side == RecordedBy ? TranscriptKind.Sent : TranscriptKind.Received;

    /// <summary>All bytes that one side sent, as far as they are kept, secrets masked.</summary>
    public byte[] BytesOf(TranscriptSide side)
    {
        var bytes = new MemoryStream();
        foreach (SocketTranscriptEntry entry in Entries.Where(e => e.Side == side && e.Form == TranscriptForm.Exact))
        {
            bytes.Write(entry.Data, 0, entry.Data.Length);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads the notation.</summary>
    /// <param name="notation">Lines as <see cref="ToNotation"/> writes them, or as somebody wrote them by hand.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a line that is none of the notation's; its number is told.</exception>
    public static SocketTranscript Parse(string notation) => NotationFile.Read(new StringReader(notation));

    /// <summary>The dialogue in the notation of RFCs, each line with LF behind it.</summary>
    public string ToNotation()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        NotationWriter.Write(Entries, text, IsDatagram);
        return text.ToString();
    }

    /// <summary>The dialogue in the notation of RFCs.</summary>
    public override string ToString() => ToNotation();

    private long CostNow => _kept + ((long)EntryCost * _entries.Count);

    private void AddWithin(SocketTranscriptEntry entry)
    {
        _snapshot = null;
        if (entry.Data.Length > 0 && entry.Form == TranscriptForm.Exact)
        {
            long room = Room();
            if (room < entry.Data.Length)
            {
                NoteOver(entry.Side!.Value, entry.Data.Length - (int)room, entry.Offset);
                if (room == 0)
                {
                    return;
                }

                entry = Cut(entry, (int)room);
                _overAt = _overAt == _entries.Count ? _overAt + 1 : _overAt;
            }
        }

        Keep(entry);
    }

    private long Room()
    {
        long cost = _kept + ((long)EntryCost * Math.Max(0, _entries.Count - FreeEntries));
        return _overAt >= 0 ? 0 : Math.Max(0, MaxBytes - cost);
    }

    private void Keep(SocketTranscriptEntry entry)
    {
        // Events are kept beyond the bound: how it ended is worth more than its bytes. There are few, but a stranger may make many.
        if (entry.Kind == TranscriptKind.Event && _overAt >= 0 && _entries.Count > _overAt + FreeEntries)
        {
            return;
        }

        _kept += entry.Data.Length;
        _entries.Add(entry);
    }

    private void NoteOver(TranscriptSide side, long count, TimeSpan offset)
    {
        if (_overAt < 0)
        {
            _overAt = _entries.Count;
            _overSince = offset;
        }

        _missing[(int)side] += count;
    }

    private static SocketTranscriptEntry Cut(SocketTranscriptEntry entry, int length)
    {
        var data = new byte[length];
        Buffer.BlockCopy(entry.Data, 0, data, 0, length);

        // Half a masked stretch is none any more, and shows nothing.
        return new SocketTranscriptEntry(entry.Offset, entry.Kind, entry.Side!.Value, data, entry.Masked.Where(m => m.End <= length).ToArray());
    }

    private SocketTranscriptEntry[] Snapshot()
    {
        if (_overAt < 0)
        {
            return _entries.ToArray();
        }

        var all = new List<SocketTranscriptEntry>(_entries.Count + 2);
        all.AddRange(_entries.Take(_overAt));
        foreach (TranscriptSide side in new[] { TranscriptSide.Client, TranscriptSide.Server })
        {
            if (_missing[(int)side] > 0)
            {
                all.Add(SocketTranscriptEntry.Missing(_overSince, side, _missing[(int)side]));
            }
        }

        all.AddRange(_entries.Skip(_overAt));
        return all.ToArray();
    }
}
