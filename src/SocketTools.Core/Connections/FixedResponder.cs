using System;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Tasks;
using SocketTools.Framing;

namespace SocketTools.Connections;

/// <summary>Answers every client of a listening socket with the same bytes.</summary>
/// <remarks>The one place of the core where sockets are served in the background: nobody waits for these clients, so each is an
/// asynchronous method on the thread pool, and a slow, silent or broken one costs the others nothing.</remarks>
internal sealed class FixedResponder : IDisposable
{
    // A client that goes on sending after its response is read this long, so that no reset destroys the response on its way (RFC 9112, 9.6).
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(5);

    private readonly Socket _listener;
    private readonly ArraySegment<byte> _response;
    private readonly Action _accepted;
    private readonly ConcurrentDictionary<Socket, bool> _clients = new();
    private volatile bool _stopped;

    /// <summary>Prepares to answer.</summary>
    /// <param name="listener">A listening socket; stays the caller's.</param>
    /// <param name="response">The bytes every client gets.</param>
    /// <param name="accepted">Called for each client.</param>
    internal FixedResponder(Socket listener, ArraySegment<byte> response, Action accepted)
    {
        _listener = listener;
        _response = response;
        _accepted = accepted;
    }

    /// <summary>Begins to answer, in the background.</summary>
    internal void Start() => Task.Run(AcceptAllAsync);

    /// <summary>Stops, and drops the clients that are being served.</summary>
    public void Dispose()
    {
        _stopped = true;
        foreach (Socket client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAllAsync()
    {
        while (!_stopped)
        {
            try
            {
                Socket client = await _listener.AcceptAsync().ConfigureAwait(false);
                _accepted();
                _ = ServeAsync(client);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!_stopped)
            {
                // A client that left the queue, or no handle to be had: the listener must outlive both.
                await Task.Delay(10).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        _clients[client] = true;
        byte[] buffer = BufferPool.Rent(BufferPool.Size);
        try
        {
            await ReadRequestAsync(client, buffer).ConfigureAwait(false);
            await SendAllAsync(client).ConfigureAwait(false);
            client.Shutdown(SocketShutdown.Send);
            Task drained = DrainAsync(client, buffer);
            if (await Task.WhenAny(drained, Task.Delay(s_lingerTime)).ConfigureAwait(false) != drained)
            {
                client.Dispose();
            }

            await drained.ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // This client's own business.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
            BufferPool.Return(buffer);
        }
    }

    private static async Task ReadRequestAsync(Socket client, byte[] buffer)
    {
        var blankLine = new BlankLineFinder();
        while (true)
        {
            int count = await client.ReceiveAsync(new ArraySegment<byte>(buffer), SocketFlags.None).ConfigureAwait(false);
            if (count == 0 || blankLine.Find(buffer, count))
            {
                return;
            }
        }
    }

    private async Task SendAllAsync(Socket client)
    {
        int sent = 0;
        while (sent < _response.Count)
        {
            var rest = new ArraySegment<byte>(_response.Array!, _response.Offset + sent, _response.Count - sent);
            sent += await client.SendAsync(rest, SocketFlags.None).ConfigureAwait(false);
        }
    }

    private static async Task DrainAsync(Socket client, byte[] buffer)
    {
        while (await client.ReceiveAsync(new ArraySegment<byte>(buffer), SocketFlags.None).ConfigureAwait(false) > 0)
        {
        }
    }
}
