using System;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Tasks;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Tls;

/// <summary>TLS over another transport.</summary>
/// <remarks>See <see cref="PumpedStream"/> for how a pending read is kept. A write that the transport below does not take at once is kept
/// likewise, and goes out before the next.</remarks>
public sealed class TlsTransport : ByteTransport
{
    // One record of TLS (RFC 8446, 5.1).
    private const int RecordSize = 16 * 1024;

    // How long a handshake that nobody waits for any more goes unnoticed.
    private const int HandshakeSliceMicroseconds = 40_000;

    private readonly ByteTransport _below;
    private readonly string _peer;
    private readonly SslProtocols _protocols;
    private readonly bool _choosesSuites;
    private readonly PumpedStream _pump;
    private readonly SslStream _stream;
    private readonly CertificateJudge _judge;
    private readonly TlsDetails _details = new();
    private byte[]? _readBuffer;
    private Task<int>? _read;
    private ArraySegment<byte> _decrypted;
    private Task? _write;
    private bool _closeSent;
    private bool _ended;
    private volatile bool _leftBehind;

    private TlsTransport(ByteTransport below, TlsSettings settings, string serverName, string peer, bool isServer)
    {
        _below = below;
        _peer = peer;
        _protocols = settings.Protocols;
        _choosesSuites = settings.CipherSuites.Count > 0;
        _pump = new PumpedStream(below);
        _details.ServerName = serverName;
        _judge = new CertificateJudge(settings, _details, isServer);
        _stream = TlsHandshake.NewStream(_pump, _judge.Accept);
    }

    /// <inheritdoc/>
    public override Socket Socket => _below.Socket;

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint => _below.RemoteEndPoint;

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint => _below.LocalEndPoint;

    /// <summary>What was negotiated.</summary>
    public TlsDetails Details => _details;

    /// <inheritdoc/>
    public override bool EndedCleanly => !_pump.SawEnd || !_ended;

    /// <summary>Shakes hands as a client.</summary>
    /// <param name="below">The transport to protect; stays the caller's where the handshake fails.</param>
    /// <param name="settings">How.</param>
    /// <param name="hostName">The host that was asked for.</param>
    /// <param name="peer">How errors name the peer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.TlsFailed"/>, <see cref="Fault.CertificateRejected"/> (with
    /// <see cref="TlsDetails"/> as <see cref="SocketToolsException.Partial"/>), a timeout.</exception>
    public static TlsTransport AsClient(ByteTransport below, TlsSettings settings, string hostName, string peer, CallClock clock)
    {
        string serverName = settings.ServerName ?? hostName;
        var transport = new TlsTransport(below, settings, serverName, peer, isServer: false);
        transport.ShakeHands(() => TlsHandshake.AsClientAsync(transport._stream, serverName, settings, transport._judge.Accept), peer, clock);
        return transport;
    }

    /// <summary>Shakes hands as a server.</summary>
    /// <param name="below">The transport to protect; stays the caller's where the handshake fails.</param>
    /// <param name="settings">How, with our certificate.</param>
    /// <param name="peer">How errors name the peer.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException">As <see cref="AsClient"/>.</exception>
    public static TlsTransport AsServer(ByteTransport below, TlsSettings settings, string peer, CallClock clock)
    {
        var transport = new TlsTransport(below, settings, "", peer, isServer: true);
        transport.ShakeHands(() => TlsHandshake.AsServerAsync(transport._stream, settings, transport._judge.Accept), peer, clock);
        return transport;
    }

    /// <inheritdoc/>
    public override StreamSign Look()
    {
        // The transport below cannot tell: the TLS stream reads ahead of its reader, and not every record is data. What this takes is kept.
        if (_decrypted.Count > 0)
        {
            return StreamSign.Data;
        }

        if (!_ended && !AdvanceRead())
        {
            return StreamSign.Quiet;
        }

        if (!_ended && _read!.IsFaulted && !_pump.SawEnd)
        {
            // A broken connection shows; what is no TLS is for the reader to stumble over.
            return Find<SocketException>(_read.Exception) is SocketException broken ? throw broken : StreamSign.Data;
        }

        TakeRead();
        return _ended ? StreamSign.End : StreamSign.Data;
    }

    /// <inheritdoc/>
    public override void SendOutOfBand(byte value, CallClock clock) => throw new SocketException((int)SocketError.OperationNotSupported);

    /// <inheritdoc/>
    public override byte? ReceiveOutOfBand(CallClock clock) => throw new SocketException((int)SocketError.OperationNotSupported);

    /// <inheritdoc/>
    public override void CloseSend(CallClock clock)
    {
        try
        {
            while (!TryEndTls())
            {
                WaitWritable(clock.NextSliceMicroseconds());
            }
        }
        catch (CryptographicException broken)
        {
            throw NoLongerTls(broken);
        }
    }

    /// <inheritdoc/>
    public override void Wake() => _below.Wake();

    /// <inheritdoc/>
    public override void Abort() => _below.Abort();

    /// <inheritdoc/>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        // As many records as are there and fit: each wake-up and each step of the reader is paid for once, not once for every 16 KiB.
        int taken = 0;
        while (taken < into.Count && (_decrypted.Count > 0 || TryTakeRecord(behindData: taken > 0)))
        {
            int count = Math.Min(into.Count - taken, _decrypted.Count);
            Buffer.BlockCopy(_decrypted.Array!, _decrypted.Offset, into.Array!, into.Offset + taken, count);
            _decrypted = new ArraySegment<byte>(_decrypted.Array!, _decrypted.Offset + count, _decrypted.Count - count);
            taken += count;
        }

        return taken > 0 || _ended ? taken : WouldWait;
    }

    /// <inheritdoc/>
    protected internal override int TryWrite(ArraySegment<byte> data)
    {
        if (!TryFlush())
        {
            return WouldWait;
        }

        // What TLS has taken it will send: only a copy lets the caller have its array back while part of the record still waits.
        int count = Math.Min(data.Count, RecordSize);
        var record = new byte[count];
        Buffer.BlockCopy(data.Array!, data.Offset, record, 0, count);
        _write = Unwrapped(() => _stream.WriteAsync(record, 0, count));
        TryFlush();
        return count;
    }

    /// <inheritdoc/>
    protected internal override bool TryFlush()
    {
        if (_write is null)
        {
            return true;
        }

        _pump.AdvanceWrite();
        if (!_write.IsCompleted)
        {
            return false;
        }

        Task done = _write;
        _write = null;
        Unwrapped(() =>
        {
            done.GetAwaiter().GetResult();
            return true;
        });
        return true;
    }

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds) => _below.WaitReadable(microseconds);

    /// <inheritdoc/>
    protected internal override void WaitWritable(int microseconds) => _below.WaitWritable(microseconds);

    /// <inheritdoc/>
    protected internal override void WaitEither(int microseconds) => _below.WaitEither(microseconds);

    /// <inheritdoc/>
    protected internal override bool TryEndSending()
    {
        bool ended;
        try
        {
            ended = TryEndTls();
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException or CryptographicException)
        {
            // No TLS any more; the end of the stream below can still be told.
            ended = true;
        }

        return ended && _below.TryEndSending();
    }

    /// <inheritdoc/>
    internal override bool EndsInOrder => _below.EndsInOrder;

    /// <inheritdoc/>
    protected override void Close()
    {
        _below.Release();
        _stream.Dispose();
    }

    private bool TryEndTls()
    {
        if (!TryFlush())
        {
            return false;
        }

        if (!_closeSent)
        {
            _closeSent = true;
            _write = TlsHandshake.CloseAsync(_stream);
        }

        return TryFlush();
    }

    // On a thread of its own: in a handshake the platform may block, to fetch an issuer or a list of what was revoked, or to ask for a PIN.
    private void ShakeHands(Func<Task> begin, string peer, CallClock clock)
    {
        try
        {
            BlockingCall.Run(() => RunHandshake(begin), clock, "SocketTools handshake");
            _pump.WatchesAlerts = false;
            _details.Protocol = _stream.SslProtocol;
            _details.CipherSuite = TlsHandshake.CipherSuite(_stream);
            _details.ApplicationProtocol = TlsHandshake.ApplicationProtocol(_stream);
        }
        catch (PlatformNotSupportedException none)
        {
            throw FaultFactory.NotSupported(none.Message);
        }
        catch (Exception failure) when (failure is not (SocketToolsException or ObjectDisposedException) && PlatformTls.IsFailure(failure))
        {
            throw _judge.Refused
                ? FaultFactory.CertificateRejected(peer, _details.PolicyReasons, _details, failure)
                : FaultFactory.TlsFailed(peer, Reason(failure), failure);
        }
        catch (Exception ended) when (ended is SocketToolsException or OperationCanceledException)
        {
            _leftBehind = true;
            throw;
        }
    }

    private bool RunHandshake(Func<Task> begin)
    {
        Task handshake = begin();
        while (!handshake.IsCompleted && !_leftBehind)
        {
            _pump.Advance();
            if (!handshake.IsCompleted)
            {
                _below.WaitReadable(HandshakeSliceMicroseconds);
            }
        }

        if (!_leftBehind)
        {
            handshake.GetAwaiter().GetResult();
        }

        return true;
    }

    private bool AdvanceRead()
    {
        _readBuffer ??= new byte[RecordSize];
        _read ??= _stream.ReadAsync(_readBuffer, 0, RecordSize);
        _pump.Advance();
        return _read.IsCompleted;
    }

    // What goes wrong behind data is for the next read to tell: the data comes first.
    private bool TryTakeRecord(bool behindData)
    {
        try
        {
            if (_ended || !AdvanceRead() || (behindData && _read!.Status != TaskStatus.RanToCompletion))
            {
                return false;
            }
        }
        catch (Exception) when (behindData)
        {
            return false;
        }

        TakeRead();
        return !_ended;
    }

    private void TakeRead()
    {
        if (_read is Task<int> done)
        {
            // One that failed stays: whoever reads next is told the same, instead of waiting for what cannot come.
            _decrypted = new ArraySegment<byte>(_readBuffer!, 0, Finish(done));
            _read = null;
            _ended = _decrypted.Count == 0;
        }
    }

    // An end inside a record is an end, and no clean one; a record that cannot be decrypted is a fault of the peer, or of somebody between.
    private int Finish(Task<int> read)
    {
        try
        {
            return Unwrapped(() => read.GetAwaiter().GetResult());
        }
        catch (IOException) when (_pump.SawEnd)
        {
            return 0;
        }
        catch (Exception refused) when (PlatformTls.AlertOf(refused) is byte alert)
        {
            // In TLS 1.3 a server looks at the client's certificate only after the client has finished.
            throw TlsFaults.TlsRefused(_peer, TlsAlertWatcher.InWords(alert), refused);
        }
        catch (Exception broken) when (broken is IOException or Win32Exception and not SocketException)
        {
            throw NoLongerTls(broken);
        }
    }

    // Which side refused, and why: an alert that came tells it best, then one that went out, then the platform's words.
    private string Reason(Exception failure)
    {
        if (_pump.ReceivedAlerts.IsForeign)
        {
            return "what the peer sent is not TLS; it may not speak TLS on this port: is it http, not https";
        }

        if (_pump.ReceivedAlerts.Words is string theirs)
        {
            return $"the peer refused ({theirs})";
        }

        if (_pump.SawEnd)
        {
            return "the peer closed the connection during the handshake; it may not speak TLS on this port";
        }

        if (Find<SocketException>(failure) is SocketException broken)
        {
            return $"the connection broke ({FaultFactory.Words(broken.SocketErrorCode)}); the peer may not speak TLS on this port";
        }

        string platform = PlatformTls.Words(failure);
        if (_choosesSuites && PlatformTls.LacksSuites(platform))
        {
            return $"this side has none of these cipher suites ({platform}): the system's TLS library does not offer them";
        }

        if (_protocols != SslProtocols.None && PlatformTls.LacksVersion(platform))
        {
            return $"this side cannot speak {PlatformTls.Names(_protocols)} ({platform}): the system's TLS library does not offer that version";
        }

        return _pump.SentAlerts.Words is string ours ? $"this side refused ({ours}; the platform says: {platform})" : platform;
    }

    private static SocketToolsException NoLongerTls(Exception broken) =>
        FaultFactory.ProtocolViolation($"What came from the peer is not TLS any more: {broken.Message}");

    private static T Unwrapped<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException wrapped) when (Find<SocketException>(wrapped) is SocketException broken)
        {
            throw broken;
        }
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return exception as T;
    }
}
