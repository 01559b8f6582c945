using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>Bytes that have come already, read as if they came now.</summary>
internal class MemoryTransport : ByteTransport
{
    private ArraySegment<byte> _rest;

    /// <summary>Makes it of bytes.</summary>
    internal MemoryTransport(byte[] bytes) => _rest = new ArraySegment<byte>(bytes);

    /// <summary>How many bytes are left.</summary>
    internal int Left => _rest.Count;

    /// <inheritdoc/>
    public override Socket Socket => throw new NotSupportedException();

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint => null;

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint => null;

    /// <inheritdoc/>
    public override StreamSign Look() => _rest.Count > 0 ? StreamSign.Data : StreamSign.End;

    /// <inheritdoc/>
    public override void SendOutOfBand(byte value, CallClock clock) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override byte? ReceiveOutOfBand(CallClock clock) => null;

    /// <inheritdoc/>
    public override void CloseSend(CallClock clock)
    {
    }

    /// <inheritdoc/>
    public override void Wake()
    {
    }

    /// <inheritdoc/>
    public override void Abort()
    {
    }

    /// <inheritdoc/>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        int count = Math.Min(into.Count, _rest.Count);
        Buffer.BlockCopy(_rest.Array!, _rest.Offset, into.Array!, into.Offset, count);
        _rest = new ArraySegment<byte>(_rest.Array!, _rest.Offset + count, _rest.Count - count);
        return count;
    }

    /// <inheritdoc/>
    protected internal override int TryWrite(ArraySegment<byte> data) => throw new NotSupportedException();

    /// <inheritdoc/>
    internal override bool EndsInOrder => false;

    /// <inheritdoc/>
    protected internal override bool TryEndSending() => true;

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds)
    {
    }

    /// <inheritdoc/>
    protected internal override void WaitWritable(int microseconds)
    {
    }

    /// <inheritdoc/>
    protected internal override void WaitEither(int microseconds)
    {
    }

    /// <inheritdoc/>
    protected override void Close()
    {
    }
}
