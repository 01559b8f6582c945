using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;

namespace SocketTools.Tracing;

/// <summary>Puts the segments of one stream together: what was sent again or came out of order is put right, what is missing is told.</summary>
internal sealed class StreamAssembly
{
    private const int MostWaiting = 8 * 1024 * 1024;
    private const int MostPatience = 32;

    private readonly CapturedStream _stream;
    private readonly Action<string> _warn;
    private readonly long _maxBytes;
    private readonly Direction[] _directions = { new(), new() };
    private SocketTranscript? _transcript;
    private long _startTicks;
    private TimeSpan _now;

    internal StreamAssembly(CapturedStream stream, long maxBytes, Action<string> warn)
    {
        _stream = stream;
        _maxBytes = maxBytes;
        _warn = warn;
    }

    /// <summary>Adds the stream's next packet.</summary>
    internal void Add(CapturedPacket packet)
    {
        _transcript ??= Begin(packet);
        int side = packet.From.Equals(_stream.Client) ? 0 : 1;
        _now = TimeSpan.FromTicks(Math.Max(_now.Ticks, packet.Ticks - _startTicks));
        if (!packet.IsTcp)
        {
            Say(side, packet.Data);
            return;
        }

        bool isOurs = packet.Comment?.StartsWith(PcapngWriter.Mark, StringComparison.Ordinal) == true;
        if (isOurs)
        {
            NoteEvents(packet.Comment!);
        }

        Direction direction = _directions[side];
        if (packet.Has(TcpPacket.Syn))
        {
            if (side == 0 && !isOurs && !direction.IsBegun)
            {
                Note(null, "connected");
            }

            direction.Next = direction.IsBegun ? direction.Next : packet.Sequence + 1;
            direction.IsBegun = true;
            return;
        }

        Direction other = _directions[1 - side];
        if (packet.Has(TcpPacket.Ack) && packet.Length > 0 && other.IsBegun && Distance(other.Next, packet.Acknowledged) > 0)
        {
            // Whoever says this has what is missing here: it is not on its way any more.
            Skip(1 - side, packet.Acknowledged);
        }

        if (!direction.IsBegun)
        {
            direction.IsBegun = true;
            direction.Next = packet.Sequence;
            if (_stream.Begins is null && !other.IsBegun)
            {
                _warn($"The capture begins in the middle of stream {_stream.Number}: what came before is not there.");
            }
        }

        if (packet.Length > 0)
        {
            Take(side, packet);
        }

        NoteEnd(side, packet);
        WaitNoLonger();
    }

    /// <summary>The transcript of all that came.</summary>
    internal SocketTranscript End()
    {
        for (int side = 0; side < 2; side++)
        {
            while (_directions[side].Waiting.Count > 0)
            {
                Skip(side, _directions[side].FirstWaiting);
            }

            EndDue(side);
            WarnOfMissing(side);
        }

        return _transcript ?? new SocketTranscript();
    }

    private SocketTranscript Begin(CapturedPacket first)
    {
        _startTicks = first.Ticks;
        DateTimeOffset started = first.Ticks == 0 ? default : new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(first.Ticks);
        return new SocketTranscript(_stream.Server.ToString(), started, TranscriptSide.Client, _maxBytes)
        {
            ClientEndPoint = _stream.Client,
            ServerEndPoint = _stream.Server,
            IsDatagram = !_stream.IsTcp,
        };
    }

    private void NoteEvents(string comment)
    {
        string[] lines = comment.Split('\n');
        if (lines.Length > 1 && lines[1].StartsWith(PcapngWriter.PortMark, StringComparison.Ordinal)
            && ushort.TryParse(lines[1].Substring(PcapngWriter.PortMark.Length).Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            _transcript!.ServerEndPoint = new IPEndPoint(_stream.Server.Address, port);
        }

        foreach (SocketTranscriptEntry told in SocketTranscript.Parse(lines[0].Substring(PcapngWriter.Mark.Length)).Entries.Where(e => e.Kind == TranscriptKind.Event))
        {
            _transcript!.Tls ??= TranscriptTls.Parse(told.Text);
            Note(told.Side, told.Text);
            if (told.Side is TranscriptSide side)
            {
                _directions[(int)side].Next += (uint)told.MissingBytes;
            }
        }
    }

    private void Take(int side, CapturedPacket packet)
    {
        Direction direction = _directions[side];
        int ahead = Distance(direction.Next, packet.Sequence);
        if (ahead > 0)
        {
            direction.Wait(packet);
            return;
        }

        // Half the sequence numbers behind is what no int has the opposite of.
        if (-(long)ahead >= packet.Length)
        {
            return;
        }

        int known = -ahead;
        if (known < packet.Data.Count)
        {
            Say(side, new ArraySegment<byte>(packet.Data.Array!, packet.Data.Offset + known, packet.Data.Count - known));
        }

        int lost = packet.Length - Math.Max(known, packet.Data.Count);
        if (lost > 0)
        {
            // Captured in part only (snaplen).
            NoteMissing(side, lost);
        }

        direction.Next += (uint)(packet.Length - known);
        TakeWaiting(side);
    }

    private void TakeWaiting(int side)
    {
        while (_directions[side].TakeDue() is CapturedPacket due)
        {
            Take(side, due);
        }

        if (_directions[side].FinAt == _directions[side].Next)
        {
            EndDue(side);
        }
    }

    // What lies between here and the next that came, or that place, will not come any more.
    private void Skip(int side, uint until)
    {
        Direction direction = _directions[side];
        while (Distance(direction.Next, until) > 0)
        {
            uint first = direction.Waiting.Count > 0 && Distance(direction.FirstWaiting, until) > 0 ? direction.FirstWaiting : until;
            NoteMissing(side, Distance(direction.Next, first));
            direction.Next = first;
            TakeWaiting(side);
        }

        TakeWaiting(side);
    }

    private void NoteMissing(int side, int count)
    {
        if (count > 0)
        {
            _transcript!.Add(SocketTranscriptEntry.Missing(_now, (TranscriptSide)side, count));
            _directions[side].Missing += count;
            _directions[side].Gaps++;
        }
    }

    // Once, in all: a capture that has the beginnings of its packets alone lacks something of each.
    private void WarnOfMissing(int side)
    {
        Direction direction = _directions[side];
        if (direction.Gaps > 0)
        {
            _warn($"Stream {_stream.Number} lacks {direction.Missing} bytes of the {(side == 0 ? "client" : "server")}{(direction.Gaps == 1 ? "" : $", in {direction.Gaps} places")}.");
        }
    }

    private void NoteEnd(int side, CapturedPacket packet)
    {
        Direction direction = _directions[side];
        if (packet.Has(TcpPacket.Reset))
        {
            if (!direction.IsReset)
            {
                direction.IsReset = true;
                direction.IsEnded = true;
                Note((TranscriptSide)side, "reset");
            }
        }
        else if (packet.Has(TcpPacket.Fin) && !direction.IsEnded)
        {
            direction.FinAt = packet.Sequence + (uint)packet.Length;
            if (direction.FinAt == direction.Next)
            {
                EndDue(side);
            }
        }
    }

    private void EndDue(int side)
    {
        Direction direction = _directions[side];
        if (direction.FinAt is not null && !direction.IsEnded)
        {
            direction.IsEnded = true;
            direction.FinAt = null;
            direction.Next++;
            Note((TranscriptSide)side, "close");
        }
    }

    // A capture of a link that loses packets is told so in time, and holds no more than that.
    private void WaitNoLonger()
    {
        for (int side = 0; side < 2; side++)
        {
            Direction direction = _directions[side];
            direction.Patience = direction.Waiting.Count == 0 ? 0 : direction.Patience + 1;
            if (direction.Patience > MostPatience || direction.WaitingBytes > MostWaiting)
            {
                Skip(side, direction.FirstWaiting);
                direction.Patience = 0;
            }
        }
    }

    private void Note(TranscriptSide? side, string text) => _transcript!.Add(SocketTranscriptEntry.Event(_now, side, text));

    private void Say(int side, ArraySegment<byte> data)
    {
        var copy = new byte[data.Count];
        Buffer.BlockCopy(data.Array!, data.Offset, copy, 0, copy.Length);
        var who = (TranscriptSide)side;
        _transcript!.Add(new SocketTranscriptEntry(_now, _transcript.KindOf(who), who, copy, NotationParser.FindMasks(copy)));
    }

    // How far a sequence number is ahead, around the end of its numbers (RFC 9293, 3.4).
    private static int Distance(uint from, uint to) => unchecked((int)(to - from));

    /// <summary>One way of the stream.</summary>
    private sealed class Direction
    {
        internal uint Next { get; set; }

        internal bool IsBegun { get; set; }

        internal bool IsEnded { get; set; }

        internal bool IsReset { get; set; }

        internal uint? FinAt { get; set; }

        internal int Patience { get; set; }

        internal long Missing { get; set; }

        internal int Gaps { get; set; }

        internal long WaitingBytes { get; private set; }

        internal List<CapturedPacket> Waiting { get; } = new();

        internal uint FirstWaiting => Waiting[0].Sequence;

        internal void Wait(CapturedPacket packet)
        {
            int at = Waiting.FindIndex(w => Distance(packet.Sequence, w.Sequence) > 0);
            Waiting.Insert(at < 0 ? Waiting.Count : at, packet);
            WaitingBytes += packet.Data.Count;
        }

        internal CapturedPacket? TakeDue()
        {
            if (Waiting.Count == 0 || Distance(Next, FirstWaiting) > 0)
            {
                return null;
            }

            CapturedPacket due = Waiting[0];
            Waiting.RemoveAt(0);
            WaitingBytes -= due.Data.Count;
            return due;
        }
    }
}
