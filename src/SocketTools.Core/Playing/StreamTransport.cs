using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>TLS with a proxy, as far as the talk with it goes; what follows is read and written by <see cref="Stream"/> itself, without waiting.</summary>
internal sealed class StreamTransport : SocketTransport
{
    private readonly byte[] _read = new byte[256];
    private Task<int>? _reading;

    /// <summary>Begins where the handshake has ended.</summary>
    /// <param name="below">The connection; disposed with this.</param>
    /// <param name="stream">TLS over it.</param>
    internal StreamTransport(ByteTransport below, SslStream stream)
        : base(below.Socket, below.RemoteEndPoint) => Stream = stream;

    /// <summary>What is spoken over the proxy from then on.</summary>
    internal SslStream Stream { get; }

    /// <inheritdoc/>
    /// <remarks>A read that is under way goes on at the next call, which asks for as much.</remarks>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        _reading ??= Stream.ReadAsync(_read, 0, Math.Min(into.Count, _read.Length));
        if (!_reading.IsCompleted)
        {
            return WouldWait;
        }

        int count = Unwrapped(_reading);
        _reading = null;
        Buffer.BlockCopy(_read, 0, into.Array!, into.Offset, count);
        return count;
    }

    /// <inheritdoc/>
    protected internal override int TryWrite(ArraySegment<byte> data)
    {
        // A request, for which there is room.
        Stream.WriteAsync(data.Array!, data.Offset, data.Count).GetAwaiter().GetResult();
        return data.Count;
    }

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds) => Task.WaitAny(new Task[] { _reading! }, Math.Max(1, microseconds / 1000));

    // An end inside a record is an end.
    private static int Unwrapped(Task<int> reading)
    {
        try
        {
            return reading.GetAwaiter().GetResult();
        }
        catch (IOException broken)
        {
            return TlsTransport.Find<SocketException>(broken) is SocketException cause ? throw cause : 0;
        }
    }
}
