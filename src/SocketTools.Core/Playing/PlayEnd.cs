using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>One socket of a connection that is played or passed on in the background: plain, or with TLS over it.</summary>
/// <remarks>Nobody waits for these, so waiting is left to the thread pool; a silent one holds neither a thread nor, where it is plain,
/// a buffer. What is out of band is told apart where both ends can carry it.</remarks>
internal sealed class PlayEnd : ILaneSink, IDisposable
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(2);
    private static readonly (SocketOptionId Option, int Value)[] s_keepAlive = { (SocketOptionId.KeepAliveTime, 10), (SocketOptionId.KeepAliveInterval, 10), (SocketOptionId.KeepAlive, 1) };
    private static readonly ArraySegment<byte> s_nothing = new(Array.Empty<byte>());

    private readonly Socket _socket;
    private readonly SslStream? _tunnel;
    private volatile SslStream? _secure;
    private readonly byte[] _atMark = new byte[4];
    private bool _sendEnded;
    private volatile bool _receiveEnded;

    /// <summary>Takes over a connected stream socket.</summary>
    /// <param name="socket">Disposed with this.</param>
    /// <param name="secure">TLS over it; null: plain.</param>
    /// <param name="tunnel">TLS with a proxy, below that; null: there is none.</param>
    internal PlayEnd(Socket socket, SslStream? secure, SslStream? tunnel = null)
    {
        _socket = socket;
        _tunnel = tunnel;
        _secure = secure ?? tunnel;
        if (_secure is null)
        {
            socket.Blocking = false;
        }
    }

    /// <summary>Sees what crosses the wire; null: nobody does.</summary>
    internal WireTap? Tap { get; init; }

    /// <summary>The socket.</summary>
    internal Socket Socket => _socket;

    /// <summary>Whether it can carry bytes out of band.</summary>
    internal bool HasUrgentData => _secure is null && _socket.AddressFamily != AddressFamily.Unix;

    /// <summary>Keeps bytes out of band at their place in the stream, so that <see cref="ReadAsync"/> tells them.</summary>
    internal void WatchUrgentData() => _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);

    /// <summary>Whether nothing lies between the socket and who reads.</summary>
    internal bool IsPlain => _secure is null;

    /// <summary>Begins TLS, as the server.</summary>
    /// <exception cref="Exception">The handshake failed, in the platform's own words.</exception>
    internal async Task ProtectAsync(TlsSettings tls)
    {
        _socket.Blocking = true;
        var judge = new CertificateJudge(tls, new TlsDetails(), isServer: true);
        SslStream secure = TlsHandshake.NewStream(new NetworkStream(_socket, ownsSocket: true), judge.Accept);
        await TlsHandshake.AsServerAsync(secure, tls, judge.Accept).ConfigureAwait(false);
        _secure = secure;
        Tap?.OnConnected(new TranscriptTls { Protocol = secure.SslProtocol, CipherSuite = TlsHandshake.CipherSuite(secure), ApplicationProtocol = TlsHandshake.ApplicationProtocol(secure) });
    }

    /// <summary>Goes on in a TLS that was begun as the client.</summary>
    internal void Adopt(SslStream secure) => _secure = secure;

    /// <summary>Looks at what will be read next, where it is plain.</summary>
    /// <returns>How many bytes; 0: the end, or nothing is there yet.</returns>
    internal int Peek(byte[] buffer) => Math.Max(0, _socket.Receive(buffer, 0, buffer.Length, SocketFlags.Peek, out _));

    /// <summary>Waits until there is something to read, the end included; where it is plain.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    internal async Task WaitReadableAsync()
    {
        if (!await OwnThread.TryWaitAsync(_socket, SelectMode.SelectRead).ConfigureAwait(false))
        {
            await _socket.ReceiveAsync(s_nothing, SocketFlags.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the connection is no more, without a sign to the peer: where that has ended its stream, only the system can tell
    /// whether it still listens.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async Task WaitUntilGoneAsync(CancellationToken stop)
    {
        try
        {
            KeepAsking();

            // A send of nothing sends nothing, and fails where there is nobody any more.
            SocketError error;
            do
            {
                await Task.Delay(s_betweenLooks, stop).ConfigureAwait(false);
                _socket.Send(Array.Empty<byte>(), 0, 0, SocketFlags.None, out error);
            }
            while (error is SocketError.Success or SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.Interrupted);
        }
        catch (Exception gone) when (gone is SocketToolsException or SocketException or ObjectDisposedException)
        {
            // By then.
        }
    }

    /// <summary>Whether the next byte was sent out of band.</summary>
    internal bool IsAtUrgentData() =>
        _socket.IOControl(IOControlCode.OobDataRead, null, _atMark) > 0 && BitConverter.ToInt32(_atMark, 0) != 0;

    /// <summary>Reads what is there, waiting until there is something.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    internal async Task<int> ReadAsync(byte[] buffer, int most)
    {
        if (_secure is SslStream secure)
        {
            try
            {
                return Seen(buffer, await secure.ReadAsync(buffer, 0, most).ConfigureAwait(false));
            }
            catch (IOException broken) when (TlsTransport.Find<SocketException>(broken) is SocketException cause)
            {
                throw new SocketException((int)cause.SocketErrorCode);
            }
        }

        int count;
        while ((count = TryRead(buffer, most)) < 0)
        {
            await WaitReadableAsync().ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>Reads what is there, where it is plain.</summary>
    /// <returns>How many bytes; 0 at the end; -1: nothing is there yet.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    internal int TryRead(byte[] buffer, int most)
    {
        int count = _socket.Receive(buffer, 0, most, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => Seen(buffer, count),
            SocketError.WouldBlock or SocketError.Interrupted => -1,
            _ => throw new SocketException((int)error),
        };
    }

    /// <inheritdoc/>
    public async Task WriteAsync(byte[] array, int offset, int count)
    {
        // Before it goes: what the peer answers is seen later, not sooner.
        Tap?.OnSent(new ArraySegment<byte>(array, offset, count));
        if (_secure is not null)
        {
            await _secure.WriteAsync(array, offset, count).ConfigureAwait(false);
            return;
        }

        while (count > 0)
        {
            int sent = _socket.Send(array, offset, count, SocketFlags.None, out SocketError error);
            if (error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
            {
                sent = await OwnThread.TryWaitAsync(_socket, SelectMode.SelectWrite).ConfigureAwait(false)
                    ? 0
                    : await _socket.SendAsync(new ArraySegment<byte>(array, offset, count), SocketFlags.None).ConfigureAwait(false);
            }
            else if (error is not (SocketError.Success or SocketError.Interrupted))
            {
                throw new SocketException((int)error);
            }

            offset += sent;
            count -= sent;
        }
    }

    /// <inheritdoc/>
    public async Task WriteUrgentAsync(byte value) =>
        await _socket.SendAsync(new ArraySegment<byte>(new[] { value }), SocketFlags.OutOfBand).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task EndAsync()
    {
        if (_sendEnded)
        {
            return;
        }

        _sendEnded = true;
        Tap?.OnEvent(WireEventKind.SendClosed, "");
        await EndTlsAsync(_secure).ConfigureAwait(false);
        await EndTlsAsync(_secure == _tunnel ? null : _tunnel).ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends a read that is under way, where the system can do that: what still comes is of no interest.</summary>
    internal void EndReceiving()
    {
        _receiveEnded = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The peer was quicker.
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Tap?.OnEvent(WireEventKind.Aborted, "");
        try
        {
            // A close with linger 0 sends RST in place of FIN (RFC 9293, 3.10.5).
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The peer was quicker.
        }

        // Before the layers over it, which would end it in order; and with no time to close: where a read is under way, .NET would shut down first.
        _socket.Close(0);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _secure?.Dispose();
        _socket.Dispose();
    }

    private static async Task EndTlsAsync(SslStream? stream)
    {
        try
        {
            await (stream is null ? Task.CompletedTask : TlsHandshake.CloseAsync(stream)).ConfigureAwait(false);
        }
        catch (Exception writing) when (writing is NotSupportedException or InvalidOperationException and not ObjectDisposedException)
        {
            // In the middle of a record, it ends without TLS's own word.
        }
    }

    // RFC 9293, 3.8.4: a peer that is gone answers with a reset, once its system has forgotten the connection.
    private void KeepAsking()
    {
        if (_socket.AddressFamily == AddressFamily.Unix)
        {
            return;
        }

        foreach ((SocketOptionId option, int value) in s_keepAlive)
        {
            SocketOptions.Set(_socket, option, value, "the peer");
        }
    }

    private int Seen(byte[] buffer, int count)
    {
        if (count > 0)
        {
            Tap?.OnReceived(new ArraySegment<byte>(buffer, 0, count));
        }
        else if (!_receiveEnded)
        {
            Tap?.OnEvent(WireEventKind.RemoteClosed, "");
        }

        return count;
    }
}
