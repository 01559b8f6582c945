using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Fuzz;

/// <summary>Bytes, and where they are cut: no two pieces come as one.</summary>
internal sealed class Feed
{
    private readonly int[] _cuts;

    internal Feed(string context, byte[] bytes, int[] cuts)
    {
        Context = context;
        Bytes = bytes;
        _cuts = cuts;
    }

    /// <summary>What the bytes answer: a command, a method, whatever the target needs.</summary>
    internal string Context { get; }

    internal byte[] Bytes { get; }

    /// <summary>Clocks that never end.</summary>
    internal static CallClock Clock { get; } = new(default, default);

    /// <summary>Where each piece ends.</summary>
    internal IEnumerable<int> Ends()
    {
        foreach (int cut in _cuts)
        {
            yield return cut;
        }

        yield return Bytes.Length;
    }

    /// <summary>Shows a scanner a window that grows.</summary>
    internal ScanResult Scan(IScanner scanner, int start)
    {
        foreach (int end in Ends())
        {
            if (end >= start && scanner.Scan(Bytes, start, end - start) is { Found: true } found)
            {
                return found;
            }
        }

        return ScanResult.NeedMore;
    }

    /// <summary>A connection to which they come, and then the end.</summary>
    internal SocketConnection Connect() =>
        new(new PieceTransport(this), "the input", "the input", 0, new ConnectionSettings(), new ConnectionTiming(), listed: false);

    /// <summary>A transport that gives a piece at a time, and takes whatever is written.</summary>
    internal sealed class PieceTransport : MemoryTransport
    {
        private readonly int _length;
        private readonly IEnumerator<int> _ends;

        internal PieceTransport(Feed feed)
            : base(feed.Bytes)
        {
            _length = feed.Bytes.Length;
            _ends = feed.Ends().GetEnumerator();
            _ends.MoveNext();
        }

        /// <summary>How much was read.</summary>
        internal int Position => _length - Left;

        private int Ready => _ends.Current - Position;

        public override StreamSign Look() => Ready > 0 ? StreamSign.Data : Left == 0 ? StreamSign.End : StreamSign.Quiet;

        protected internal override int TryRead(ArraySegment<byte> into)
        {
            if (Ready == 0 && Left > 0)
            {
                // Nothing is there yet; who waits finds the next piece.
                _ends.MoveNext();
                return WouldWait;
            }

            return base.TryRead(new ArraySegment<byte>(into.Array!, into.Offset, Math.Min(into.Count, Ready)));
        }

        protected internal override int TryWrite(ArraySegment<byte> data) => data.Count;
    }
}
