using System.Net;
using System.Net.Sockets;

namespace SocketTools.Tests.Servers;

/// <summary>The server's end of one connection: what a script, or a test directly, does with a client.</summary>
/// <remarks>Everything but <see cref="Reset"/>, <see cref="CloseSend"/> and <see cref="Close"/> works on <see cref="Stream"/>, so
/// a script can put TLS around it with <see cref="WrapAsync"/> and go on as before.</remarks>
internal sealed class ScriptedClient : IDisposable
{
    private readonly CancellationToken _serverGone;
    private readonly byte[] _readAhead = new byte[16 * 1024];
    private int _start;
    private int _end;

    internal ScriptedClient(Socket socket, int number, CancellationToken serverGone)
    {
        Socket = socket;
        Number = number;
        _serverGone = serverGone;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }

        RemoteEndPoint = socket.RemoteEndPoint;
        Stream = new NetworkStream(socket, ownsSocket: false);
    }

    /// <summary>The socket at the bottom.</summary>
    internal Socket Socket { get; }

    /// <summary>0 for the server's first client.</summary>
    internal int Number { get; }

    internal EndPoint? RemoteEndPoint { get; }

    /// <summary>What is read from and written to.</summary>
    internal Stream Stream { get; private set; }

    /// <summary>Puts another stream around this one, for example TLS.</summary>
    internal async Task WrapAsync(Func<Stream, Task<Stream>> wrap) => Stream = await wrap(Stream);

    internal Task SendAsync(string text, Delivery delivery = Delivery.Whole) => SendAsync(Encoding.UTF8.GetBytes(text), delivery);

    internal async Task SendAsync(byte[] bytes, Delivery delivery = Delivery.Whole)
    {
        int step = delivery switch
        {
            Delivery.ByteByByte => 1,
            Delivery.Halves => Math.Max(1, (bytes.Length + 1) / 2),
            _ => Math.Max(1, bytes.Length),
        };
        for (int at = 0; at < bytes.Length; at += step)
        {
            await Stream.WriteAsync(bytes.AsMemory(at, Math.Min(step, bytes.Length - at)), _serverGone);
            await Stream.FlushAsync(_serverGone);
        }
    }

    /// <summary>Sends the same bytes again and again, until the client leaves or the server ends.</summary>
    /// <returns>How many bytes the client's system took.</returns>
    internal async Task<long> SendForeverAsync(string text)
    {
        byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, Math.Max(1, 8192 / text.Length))));
        long sent = 0;
        try
        {
            while (true)
            {
                await SendAsync(block);
                sent += block.Length;
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return sent;
        }
    }

    /// <summary>Waits until the test says go on. The server's end wakes it too.</summary>
    internal Task StallAsync(Task until) => until.WaitAsync(_serverGone);

    /// <summary>Does nothing until the server ends.</summary>
    internal Task StayAsync() => Task.Delay(Timeout.Infinite, _serverGone);

    /// <summary>The next line without its end (LF, CR LF); null at the end of the stream.</summary>
    internal async Task<string?> ReadLineAsync()
    {
        var line = new MemoryStream();
        while (await FillAsync())
        {
            int length = _readAhead.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int take = length < 0 ? _end - _start : length;
            line.Write(_readAhead, _start, take);
            _start += take;
            if (length >= 0)
            {
                _start++;
                return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
            }
        }

        return line.Length > 0 ? Encoding.UTF8.GetString(line.ToArray()) : null;
    }

    /// <summary>The lines up to an empty one, which is left out; fewer at the end of the stream.</summary>
    internal async Task<IReadOnlyList<string>> ReadUntilBlankLineAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is string line && line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Exactly so many bytes; fewer at the end of the stream.</summary>
    internal async Task<byte[]> ReadAsync(long count)
    {
        var all = new MemoryStream();
        while (all.Length < count && await FillAsync())
        {
            int take = (int)Math.Min(count - all.Length, _end - _start);
            all.Write(_readAhead, _start, take);
            _start += take;
        }

        return all.ToArray();
    }

    /// <summary>Everything until the client has finished sending.</summary>
    internal Task<byte[]> ReadToEndAsync() => ReadAsync(long.MaxValue);

    /// <summary>Sends back what comes, until the client has finished sending.</summary>
    internal async Task EchoAsync()
    {
        while (await FillAsync())
        {
            await SendAsync(_readAhead.AsSpan(_start, _end - _start).ToArray());
            _start = _end;
        }
    }

    /// <summary>Waits until the client has left, by an end or a reset, whoever reads here meanwhile.</summary>
    internal async Task GoneAsync()
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!Socket.SafeHandle.IsClosed && !(Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0))
        {
            Assert.True(patience.Elapsed < Eventually.Patience, "The client never left.");

            // Only a read is told of the end, and the next byte may be somebody else's to read: so the socket is looked at again and again.
            await Task.Delay(10, _serverGone);
        }
    }

    /// <summary>Half-close: the client sees the end of the stream, and may still send.</summary>
    internal void CloseSend() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes at once, whatever is under way; the system answers what still comes with a reset.</summary>
    internal void Close() => Socket.Dispose();

    /// <summary>Closes with a reset on the wire.</summary>
    internal void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    /// <summary>Ends as a well-behaved server does: no more bytes, then reads until the client leaves too.</summary>
    internal async Task FinishAsync()
    {
        CloseSend();
        await ReadToEndAsync();
    }

    public void Dispose() => Socket.Dispose();

    /// <summary>Whether an exception means no more than that one of the two ends has left.</summary>
    internal static bool IsGone(Exception exception) => exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    private async Task<bool> FillAsync()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await Stream.ReadAsync(_readAhead, _serverGone);
        }

        return _end > _start;
    }
}
