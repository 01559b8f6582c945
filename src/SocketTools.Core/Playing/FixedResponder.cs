using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using SocketTools.Compat;
using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Tls;

namespace SocketTools.Playing;

/// <summary>Answers every client of a listening socket with the same bytes.</summary>
/// <remarks>The one place of the core where sockets are served in the background: nobody waits for these clients, so each is an
/// asynchronous method on the thread pool, and a slow, silent or broken one costs the others nothing.</remarks>
public sealed class FixedResponder : IResponder
{
    // A client that goes on sending after its response is read this long, so that no reset destroys the response on its way (RFC 9112, 9.6).
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(5);

    // Small: a silent client holds one for as long as it stays.
    private const int BufferSize = 4096;

    private readonly ArraySegment<byte> _response;
    private readonly TlsSettings? _tls;
    private readonly ConcurrentDictionary<Socket, bool> _clients = new();
    private volatile bool _stopped;

    /// <summary>Prepares to answer.</summary>
    /// <param name="response">The bytes that every client gets once it has sent a blank line or finished sending.</param>
    /// <param name="tls">How to speak TLS with clients, with our certificate; null: plain.</param>
    public FixedResponder(ArraySegment<byte> response, TlsSettings? tls)
    {
        _tls = tls;
        _response = response;
    }

    /// <inheritdoc/>
    public void Start(Socket listener, Action accepted) => Task.Run(() => AcceptAllAsync(listener, accepted));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        foreach (Socket client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAllAsync(Socket listener, Action accepted)
    {
        while (!_stopped)
        {
            try
            {
                Socket client = await listener.AcceptAsync().ConfigureAwait(false);
                accepted();
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
        if (_stopped)
        {
            client.Dispose();
        }

        var buffer = new byte[BufferSize];
        try
        {
            client.Blocking = true;
            using var plain = new NetworkStream(client, ownsSocket: true);
            using SslStream? secure = _tls is null ? null : await ShakeHandsAsync(plain, _tls).ConfigureAwait(false);
            Stream stream = secure ?? (Stream)plain;
            await ReadRequestAsync(stream, buffer).ConfigureAwait(false);
            await stream.WriteAsync(_response.Array!, _response.Offset, _response.Count).ConfigureAwait(false);
            if (secure is not null)
            {
                await TlsHandshake.CloseAsync(secure).ConfigureAwait(false);
            }

            client.Shutdown(SocketShutdown.Send);
            Task drained = DrainAsync(plain, buffer);
            if (await Task.WhenAny(drained, Task.Delay(s_lingerTime)).ConfigureAwait(false) != drained)
            {
                client.Dispose();
            }

            await drained.ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or IOException or ObjectDisposedException or AuthenticationException or InvalidOperationException or NotSupportedException)
        {
            // This client's own business.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private static async Task<SslStream> ShakeHandsAsync(Stream plain, TlsSettings tls)
    {
        var judge = new CertificateJudge(tls, new TlsDetails(), isServer: true);
        SslStream secure = TlsHandshake.NewStream(plain, judge.Accept);
        await TlsHandshake.AsServerAsync(secure, tls, judge.Accept).ConfigureAwait(false);
        return secure;
    }

    private static async Task ReadRequestAsync(Stream stream, byte[] buffer)
    {
        var blankLine = new BlankLineFinder();
        while (true)
        {
            int count = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false);
            if (count == 0 || blankLine.Find(buffer, count))
            {
                return;
            }
        }
    }

    private static async Task DrainAsync(Stream stream, byte[] buffer)
    {
        while (await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) > 0)
        {
        }
    }
}
