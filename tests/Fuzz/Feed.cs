using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
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
    internal sealed class PieceTransport : ByteTransport
    {
        private readonly byte[] _bytes;
        private readonly IEnumerator<int> _ends;
        private int _at;

        internal PieceTransport(Feed feed)
        {
            _bytes = feed.Bytes;
            _ends = feed.Ends().GetEnumerator();
            _ends.MoveNext();
        }

        /// <summary>How much was read.</summary>
        internal int Position => _at;

        public override Socket Socket => throw new NotSupportedException();

        public override EndPoint? RemoteEndPoint => null;

        public override EndPoint? LocalEndPoint => null;

        internal override bool EndsInOrder => false;

        public override StreamSign Look() => _at < _ends.Current ? StreamSign.Data : _at == _bytes.Length ? StreamSign.End : StreamSign.Quiet;

        public override void SendOutOfBand(byte value, CallClock clock) => throw new NotSupportedException();

        public override byte? ReceiveOutOfBand(CallClock clock) => null;

        public override void CloseSend(CallClock clock)
        {
        }

        public override void Wake()
        {
        }

        public override void Abort()
        {
        }

        protected internal override int TryRead(ArraySegment<byte> into)
        {
            int count = Math.Min(into.Count, _ends.Current - _at);
            if (count == 0 && _at < _bytes.Length)
            {
                // Nothing is there yet; who waits finds the next piece.
                _ends.MoveNext();
                return WouldWait;
            }

            Buffer.BlockCopy(_bytes, _at, into.Array!, into.Offset, count);
            _at += count;
            return count;
        }

        protected internal override int TryWrite(ArraySegment<byte> data) => data.Count;

        protected internal override bool TryEndSending() => true;

        protected internal override void WaitReadable(int microseconds)
        {
        }

        protected internal override void WaitWritable(int microseconds)
        {
        }

        protected internal override void WaitEither(int microseconds)
        {
        }

        protected override void Close()
        {
        }
    }
}
