using System.Net;
using System.Net.Sockets;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Tests.Tls;

/// <summary>One end of a line in memory: what it is given to read comes from the test or from another end, as much at a time as the test says.</summary>
internal sealed class MemoryLine : ByteTransport
{
    private readonly Queue<byte> _arrived = new();

    /// <summary>What was written; null where it arrives at another end.</summary>
    internal List<byte> Written { get; } = new();

    /// <summary>The other end, at which what is written arrives.</summary>
    internal MemoryLine? Peer { get; set; }

    /// <summary>How many bytes a read or a write takes at the most.</summary>
    internal int Piece { get; set; } = int.MaxValue;

    /// <summary>How many bytes writes take until they would wait.</summary>
    internal int Room { get; set; } = int.MaxValue;

    /// <summary>Whether the stream ends behind what arrived.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>What breaks the next read or write.</summary>
    internal SocketError? Failure { get; set; }

    public override Socket Socket => throw new NotSupportedException();

    public override EndPoint? RemoteEndPoint => null;

    public override EndPoint? LocalEndPoint => null;

    /// <summary>Has bytes arrive.</summary>
    internal void Arrive(params byte[] bytes)
    {
        foreach (byte value in bytes)
        {
            _arrived.Enqueue(value);
        }
    }

    protected internal override int TryRead(ArraySegment<byte> into)
    {
        Break();
        if (_arrived.Count == 0)
        {
            return HasEnded ? 0 : WouldWait;
        }

        int count = Math.Min(Math.Min(into.Count, Piece), _arrived.Count);
        for (int i = 0; i < count; i++)
        {
            into.AsSpan()[i] = _arrived.Dequeue();
        }

        return count;
    }

    protected internal override int TryWrite(ArraySegment<byte> data)
    {
        Break();
        int count = Math.Min(Math.Min(data.Count, Piece), Room);
        if (count == 0)
        {
            return WouldWait;
        }

        Room -= Room == int.MaxValue ? 0 : count;
        byte[] taken = data.AsSpan(0, count).ToArray();
        Written.AddRange(taken);
        Peer?.Arrive(taken);
        return count;
    }

    public override StreamSign Look() => _arrived.Count > 0 ? StreamSign.Data : HasEnded ? StreamSign.End : StreamSign.Quiet;

    public override void SendOutOfBand(byte value, CallClock clock) => throw new NotSupportedException();

    public override byte? ReceiveOutOfBand(CallClock clock) => throw new NotSupportedException();

    public override void CloseSend(CallClock clock) => throw new NotSupportedException();

    public override void Wake() => throw new NotSupportedException();

    public override void Abort() => throw new NotSupportedException();

    protected internal override bool TryEndSending() => true;

    protected internal override void WaitReadable(int microseconds) => throw new NotSupportedException();

    protected internal override void WaitWritable(int microseconds) => throw new NotSupportedException();

    protected internal override void WaitEither(int microseconds) => throw new NotSupportedException();

    protected override void Close()
    {
    }

    private void Break()
    {
        if (Failure is SocketError failure)
        {
            throw new SocketException((int)failure);
        }
    }
}
