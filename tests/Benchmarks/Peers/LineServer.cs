using System;
using System.Net.Sockets;

namespace SocketTools.Benchmarks;

/// <summary>Sends lines as fast as the client takes them, and closes.</summary>
internal sealed class LineServer
{
    private readonly long _bytes;
    private readonly byte[] _block;

    /// <summary>Prepares.</summary>
    /// <param name="count">How many lines.</param>
    /// <param name="length">How long each is, in bytes, its LF included.</param>
    internal LineServer(long count, int length)
    {
        _bytes = count * length;
        _block = new byte[Math.Min(count, 16 * 1024) * length];
        for (int i = 0; i < _block.Length; i++)
        {
            _block[i] = (byte)(i % length == length - 1 ? '\n' : 'a' + (i % 26));
        }
    }

    internal void Serve(Socket client)
    {
        for (long left = _bytes; left > 0;)
        {
            left -= client.Send(_block, 0, (int)Math.Min(left, _block.Length), SocketFlags.None);
        }
    }
}
