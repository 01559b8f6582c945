using System;
using System.Globalization;
using System.IO;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Http;

/// <summary>Writes requests to a connection (RFC 9112, 3 to 7).</summary>
internal sealed class RequestSender
{
    private const int Block = 64 * 1024;

    private readonly SocketConnection _connection;
    private readonly CallClock _clock;
    private readonly Action<long>? _progress;

    /// <summary>Prepares to write.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="clock">Ends the waits.</param>
    /// <param name="progress">Told how many bytes of the body were sent.</param>
    internal RequestSender(SocketConnection connection, CallClock clock, Action<long>? progress)
    {
        _connection = connection;
        _clock = clock;
        _progress = progress;
    }

    /// <summary>Sends everything, a small body together with its header.</summary>
    internal void Send(HttpRequest request)
    {
        byte[] head = request.ToBytes();
        if (request.Body is { Length: <= Block } small && !IsChunked(request) && request.ExactBytes is null)
        {
            var whole = new MemoryStream(head.Length + (int)small.Length!.Value);
            whole.Write(head, 0, head.Length);
            using Stream body = small.Open();
            body.CopyTo(whole);
            CheckLength(whole.Length - head.Length, small.Length!.Value);
            SendBytes(whole.ToArray());
            return;
        }

        SendBytes(head);
        SendBody(request);
    }

    /// <summary>Sends the header alone.</summary>
    internal void SendHead(HttpRequest request) => SendBytes(request.ToBytes());

    /// <summary>Sends the body alone.</summary>
    internal void SendBody(HttpRequest request)
    {
        if (request.Body is null || request.ExactBytes is not null)
        {
            return;
        }

        using Stream body = request.Body.Open();
        if (IsChunked(request))
        {
            SendChunks(body, request);
            return;
        }

        long sent = _connection.SendFrom(body, _clock, _progress);
        if (request.Body.Length is long length && sent != length)
        {
            throw FaultFactory.InvalidRequest($"The body's file changed while it was sent: {sent} bytes where {length} were announced. The request is broken; close the connection.");
        }
    }

    // Also files that are longer than they say, as those in /proc are.
    private static void CheckLength(long count, long announced)
    {
        if (count != announced)
        {
            throw FaultFactory.InvalidRequest($"The body's file holds {count} bytes and says that it holds {announced}: send it with -Chunked. Nothing was sent.");
        }
    }

    /// <summary>The request as it goes out, its body included.</summary>
    internal static byte[] ToBytes(HttpRequest request)
    {
        var whole = new MemoryStream();
        byte[] head = request.ToBytes();
        whole.Write(head, 0, head.Length);
        if (request.Body is not null && request.ExactBytes is null)
        {
            using Stream body = request.Body.Open();
            if (IsChunked(request))
            {
                WriteChunks(body, request, (chunk, count) => whole.Write(chunk, 0, count));
            }
            else
            {
                body.CopyTo(whole);
            }
        }

        return whole.ToArray();
    }

    private static bool IsChunked(HttpRequest request) => request.Names("Transfer-Encoding", "chunked");

    private void SendChunks(Stream body, HttpRequest request)
    {
        long sent = 0;
        WriteChunks(body, request, (chunk, count) =>
        {
            _connection.Send(new ArraySegment<byte>(chunk, 0, count), _clock);
            sent += count;
            _progress?.Invoke(sent);
        });
    }

    // chunk = chunk-size CRLF chunk-data CRLF (RFC 9112, 7.1), each in one piece.
    private static void WriteChunks(Stream body, HttpRequest request, Action<byte[], int> write)
    {
        var block = new byte[Block];
        int count;
        while ((count = body.Read(block, 0, block.Length)) > 0)
        {
            byte[] size = Encoding.ASCII.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            var chunk = new byte[size.Length + count + 2];
            size.CopyTo(chunk, 0);
            Buffer.BlockCopy(block, 0, chunk, size.Length, count);
            chunk[chunk.Length - 2] = (byte)'\r';
            chunk[chunk.Length - 1] = (byte)'\n';
            write(chunk, chunk.Length);
        }

        var end = new StringBuilder("0\r\n");
        foreach (HttpField trailer in request.Trailers)
        {
            end.Append(trailer.Name).Append(": ").Append(trailer.Value).Append("\r\n");
        }

        byte[] last = HttpText.GetBytes(end.Append("\r\n").ToString());
        write(last, last.Length);
    }

    private void SendBytes(byte[] bytes) => _connection.Send(new ArraySegment<byte>(bytes), _clock);
}
