using System;
using System.Net;
using System.Net.Sockets;
using SocketTools.Framing;
using SocketTools.Limits;

namespace SocketTools.Transport;

/// <summary>The Telnet protocol (RFC 854) over another transport: options are refused, commands are taken out of what is read, and bytes
/// that would be commands are doubled in what is sent.</summary>
public sealed class TelnetTransport : ByteTransport
{
    private static readonly byte[] s_doubled = { TelnetDecoder.Iac, TelnetDecoder.Iac };

    private readonly ByteTransport _under;
    private readonly TelnetDecoder _decoder;

    // Answers are sent by whoever reads, data by whoever sends: neither may fall into the other's middle.
    private readonly object _sending = new();
    private byte[] _waiting = Array.Empty<byte>();

    // Data that a look has read: only behind the commands does it show whether there is any.
    private byte[] _ahead = Array.Empty<byte>();
    private bool _ended;

    /// <summary>Speaks Telnet over a transport.</summary>
    /// <param name="under">The transport, which is disposed with this.</param>
    /// <param name="decoder">The decoder, where it has seen bytes already.</param>
    public TelnetTransport(ByteTransport under, TelnetDecoder? decoder = null)
    {
        _under = under;
        _decoder = decoder ?? new TelnetDecoder();
        Answer();
    }

    /// <inheritdoc/>
    public override Socket Socket => _under.Socket;

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint => _under.RemoteEndPoint;

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint => _under.LocalEndPoint;

    /// <inheritdoc/>
    public override int LeastRoom => _under.LeastRoom;

    /// <inheritdoc/>
    public override bool EndedCleanly => _under.EndedCleanly;

    /// <summary>Whether the peer has said, behind data, that it echoes itself.</summary>
    public bool HidesInput => _decoder.HidesInput;

    /// <summary>The transport below.</summary>
    public ByteTransport Under => _under;

    /// <inheritdoc/>
    public override StreamSign Look()
    {
        if (_ahead.Length > 0)
        {
            return StreamSign.Data;
        }

        StreamSign sign = _ended ? StreamSign.End : _under.Look();
        if (sign != StreamSign.Data)
        {
            return sign;
        }

        var glance = new byte[Math.Max(512, LeastRoom)];
        int count = TryRead(new ArraySegment<byte>(glance));
        _ended = count == 0;
        if (count <= 0)
        {
            return _ended ? StreamSign.End : StreamSign.Quiet;
        }

        Array.Resize(ref glance, count);
        _ahead = glance;
        return StreamSign.Data;
    }

    /// <inheritdoc/>
    public override void SendOutOfBand(byte value, CallClock clock) => _under.SendOutOfBand(value, clock);

    /// <inheritdoc/>
    public override byte? ReceiveOutOfBand(CallClock clock) => _under.ReceiveOutOfBand(clock);

    /// <inheritdoc/>
    public override void CloseSend(CallClock clock) => _under.CloseSend(clock);

    /// <inheritdoc/>
    public override void Wake() => _under.Wake();

    /// <inheritdoc/>
    public override void Abort() => _under.Abort();

    /// <inheritdoc/>
    protected internal override int TryRead(ArraySegment<byte> into)
    {
        if (_ahead.Length > 0)
        {
            int taken = Math.Min(_ahead.Length, into.Count);
            Array.Copy(_ahead, 0, into.Array!, into.Offset, taken);
            _ahead = Without(_ahead, taken);
            return taken;
        }

        while (!_ended)
        {
            int count = _under.TryRead(into);
            if (count <= 0)
            {
                Answer();
                return count;
            }

            int data = _decoder.Decode(new ArraySegment<byte>(into.Array!, into.Offset, count));
            Answer();
            if (data > 0)
            {
                return data;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected internal override int TryWrite(ArraySegment<byte> data)
    {
        lock (_sending)
        {
            if (!TrySendWaiting())
            {
                return WouldWait;
            }

            int command = Array.IndexOf(data.Array!, TelnetDecoder.Iac, data.Offset, data.Count) - data.Offset;
            if (command == 0)
            {
                _waiting = s_doubled;
                TrySendWaiting();
                return 1;
            }

            return _under.TryWrite(command < 0 ? data : new ArraySegment<byte>(data.Array!, data.Offset, command));
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryFlush()
    {
        lock (_sending)
        {
            return TrySendWaiting() && _under.TryFlush();
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryEndSending() => TryFlush() && _under.TryEndSending();

    /// <inheritdoc/>
    internal override bool EndsInOrder => _under.EndsInOrder;

    /// <inheritdoc/>
    internal override void KeepFewUnsent() => _under.KeepFewUnsent();

    /// <inheritdoc/>
    protected internal override void WaitReadable(int microseconds) => _under.WaitReadable(microseconds);

    /// <inheritdoc/>
    protected internal override void WaitWritable(int microseconds) => _under.WaitWritable(microseconds);

    /// <inheritdoc/>
    protected internal override void WaitEither(int microseconds) => _under.WaitEither(microseconds);

    /// <inheritdoc/>
    protected override void Close() => _under.Dispose();

    // What the peer does not take now goes out before anything else, or at the next read.
    private void Answer()
    {
        lock (_sending)
        {
            try
            {
                if (TrySendWaiting() && _decoder.HasAnswers)
                {
                    _waiting = _decoder.TakeAnswers();
                    TrySendWaiting();
                    _under.TryFlush();
                }
            }
            catch (SocketException)
            {
                // Nobody is there for the answer; what came before can still be read.
                _waiting = Array.Empty<byte>();
            }
        }
    }

    private bool TrySendWaiting()
    {
        while (_waiting.Length > 0)
        {
            int count = _under.TryWrite(new ArraySegment<byte>(_waiting));
            if (count == WouldWait)
            {
                return false;
            }

            _waiting = Without(_waiting, count);
        }

        return true;
    }

    private static byte[] Without(byte[] bytes, int count)
    {
        var rest = new byte[bytes.Length - count];
        Array.Copy(bytes, count, rest, 0, rest.Length);
        return rest;
    }
}
