using System;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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

    private readonly ByteTransport _below;
    private readonly string _peer;
    private readonly PumpedStream _pump;
    private readonly SslStream _stream;
    private readonly HandshakeRun _handshake;
    private readonly TlsDetails _details = new();
    private byte[]? _readBuffer;
    private Task<int>? _read;
    private ArraySegment<byte> _decrypted;
    private Task? _write;
    private bool _closeSent;
    private bool _ended;

    private TlsTransport(ByteTransport below, TlsSettings settings, string serverName, string peer, bool isServer)
    {
        _below = below;
        _peer = peer;
        _pump = new PumpedStream(below);
        _details.ServerName = serverName;
        var judge = new CertificateJudge(settings, _details, isServer);
        _stream = TlsHandshake.NewStream(_pump, judge.Accept);
        _handshake = new HandshakeRun(below, _stream, _pump, settings, judge, _details, peer);
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
        transport._handshake.AsClient(serverName, clock);
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
        transport._handshake.AsServer(clock);
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
    internal override void KeepFewUnsent() => _below.KeepFewUnsent();

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

    /// <summary>The first exception of a type among one and its causes; null: none.</summary>
    internal static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return exception as T;
    }
}
