using System;
using System.Collections.Generic;
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
    private const int LargeBlock = 256 * 1024;

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

    /// <summary>Sends the header, and a small body together with it.</summary>
    /// <returns>The large body, still to go out; null: everything has.</returns>
    internal Outgoing? Begin(HttpRequest request)
    {
        byte[] head = request.ToBytes();
        if (request.ExactBytes is not null)
        {
            return head.Length > Block ? _connection.BeginSending(Pieces(new MemoryStream(head, writable: false)), _clock, _progress, isBody: false) : SendAll(head);
        }

        if (request.Body is { Length: <= Block } small && !IsChunked(request))
        {
            var whole = new MemoryStream(head.Length + (int)small.Length!.Value);
            whole.Write(head, 0, head.Length);
            using Stream body = small.Open(_clock);
            body.CopyTo(whole);
            CheckLength(whole.Length - head.Length, small.Length!.Value);
            return SendAll(whole.ToArray(), bodyAt: head.Length);
        }

        SendAll(head);
        return BeginBody(request);
    }

    /// <summary>Sends the header alone.</summary>
    internal void SendHead(HttpRequest request) => SendAll(request.ToBytes());

    /// <summary>Begins to send the body alone.</summary>
    /// <returns>What is to go out; null: there is no body.</returns>
    internal Outgoing? BeginBody(HttpRequest request) => request.Body is RequestBody body
        ? _connection.BeginSending(IsChunked(request) ? Chunks(body.Open(_clock), request) : Pieces(body.Open(_clock), body.Length), _clock, _progress, isBody: true)
        : null;

    private static IEnumerable<ArraySegment<byte>> Pieces(Stream source, long? announced = null)
    {
        using (source)
        {
            var block = new byte[LargeBlock];
            long total = 0;
            int count;
            while ((count = source.Read(block, 0, block.Length)) > 0)
            {
                total += count;
                yield return new ArraySegment<byte>(block, 0, count);
            }

            if (announced is long length && total != length)
            {
                throw FaultFactory.InvalidRequest($"The body's file changed while it was sent: {total} bytes where {length} were announced. The request is broken; close the connection.");
            }
        }
    }

    // Also files that are longer than they say, as those in /proc are.
    private static void CheckLength(long count, long announced)
    {
        if (count != announced)
        {
            throw FaultFactory.InvalidRequest($"The body's file holds {count} bytes and says that it holds {announced}: send it in chunks. Nothing was sent.");
        }
    }

    /// <summary>The request as it goes out, its body included.</summary>
    internal static byte[] ToBytes(HttpRequest request, CallClock clock)
    {
        var whole = new MemoryStream();
        byte[] head = request.ToBytes();
        whole.Write(head, 0, head.Length);
        if (request.Body is not null && request.ExactBytes is null)
        {
            using Stream body = request.Body.Open(clock);
            if (IsChunked(request))
            {
                foreach (ArraySegment<byte> chunk in Chunks(body, request))
                {
                    whole.Write(chunk.Array!, chunk.Offset, chunk.Count);
                }
            }
            else
            {
                body.CopyTo(whole);
            }
        }

        return whole.ToArray();
    }

    private static bool IsChunked(HttpRequest request) => request.Names("Transfer-Encoding", "chunked");

    // chunk = chunk-size CRLF chunk-data CRLF (RFC 9112, 7.1), each in one piece.
    private static IEnumerable<ArraySegment<byte>> Chunks(Stream body, HttpRequest request)
    {
        using Stream source = body;
        var block = new byte[Block];
        int count;
        while ((count = source.Read(block, 0, block.Length)) > 0)
        {
            byte[] size = Encoding.ASCII.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            var chunk = new byte[size.Length + count + 2];
            size.CopyTo(chunk, 0);
            Buffer.BlockCopy(block, 0, chunk, size.Length, count);
            chunk[chunk.Length - 2] = (byte)'\r';
            chunk[chunk.Length - 1] = (byte)'\n';
            yield return new ArraySegment<byte>(chunk);
        }

        var end = new StringBuilder("0\r\n");
        foreach (HttpField trailer in request.Trailers)
        {
            end.Append(trailer.Name).Append(": ").Append(trailer.Value).Append("\r\n");
        }

        yield return new ArraySegment<byte>(HttpText.GetBytes(end.Append("\r\n").ToString()));
    }

    private Outgoing? SendAll(byte[] bytes, int? bodyAt = null)
    {
        _connection.SendMarked(new ArraySegment<byte>(bytes), _clock, SecretFields.In(bytes), bodyAt);
        return null;
    }
}
