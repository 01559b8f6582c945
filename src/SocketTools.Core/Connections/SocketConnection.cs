using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>One socket with its receive buffer and its state: what every cmdlet shares.</summary>
/// <remarks>
/// <code>
///             CloseSend              peer ends            peer resets
///   Open ---------------> SendClosed ---------> RemoteClosed      any but Closed ----> Reset
///     \__________________ peer ends ___________/^
///                          any state ---- Dispose or Abort ----> Closed
/// </code>
/// <para>Whatever was read ahead stays in the buffer for the next caller. A wait that ends by a timeout or a stop takes nothing with
/// it; see <see cref="CallClock"/>. One thread may receive while another sends; a second of either gets
/// <see cref="Fault.ConnectionBusy"/> at once.</para>
/// </remarks>
public sealed partial class SocketConnection : IDisposable
{
    // A thread that waits looks up at every slice of its clock; far more than that.
    private static readonly TimeSpan s_wakePatience = TimeSpan.FromSeconds(1);

    private readonly ConnectionGate _sendGate = new("sending");
    private readonly Receiving _receiving;
    private DueAnswers? _due;
    private ByteTransport _transport;
    private volatile WireTap? _tap;
    private readonly TranscriptSide _side;
    private readonly KnownSecrets? _secretsBefore;
    private volatile bool _sendClosed;
    private volatile bool _receiveClosed;
    private volatile bool _remoteClosed;
    private volatile SocketException? _reset;
    private int _closed;
    private long _bytesSent;
    private long _bytesReceived;
    private double _idleTimeoutSec;
    private ReplyFormat? _replyFormat;
    private Encoding _encoding = ConnectionSettings.DefaultEncoding;
    private string _newLine = "";

    /// <summary>Takes over a transport; the connection is listed until it is closed.</summary>
    internal SocketConnection(ByteTransport transport, string peer, string hostName, int port, ConnectionSettings settings, ConnectionTiming timing, bool listed = true, TranscriptSide side = TranscriptSide.Client)
    {
        _receiving = new Receiving(this);
        _transport = transport;
        _side = side;
        _secretsBefore = settings.Secrets;
        HostName = hostName;
        Port = port;
        Encoding = settings.Encoding;
        NewLine = settings.NewLine;
        _replyFormat = settings.ReplyFormat;
        IdleTimeoutSec = settings.IdleTimeoutSec;
        Timing = timing;
        Peer = peer;
        if (settings.Transcript is TranscriptOptions options)
        {
            Record(options);
        }

        if (listed)
        {
            Id = ConnectionTable.NextId();
            ConnectionTable.Add(this);
        }
    }

    /// <summary>A connection on which some bytes have come and nothing more will; it is not listed.</summary>
    internal static SocketConnection OverBytes(byte[] bytes) =>
        new(new MemoryTransport(bytes), "the input", "the input", 0, new ConnectionSettings(), new ConnectionTiming(), listed: false);

    /// <summary>A number that no other connection of this session has.</summary>
    public int Id { get; }

    /// <summary>The name, address or Unix path that was asked for.</summary>
    public string HostName { get; }

    /// <summary>The port that was asked for, 1 to 65535; 0 where there is none (Unix and raw sockets).</summary>
    public int Port { get; }

    /// <summary>The peer's address and port.</summary>
    public EndPoint? RemoteEndPoint => _transport.RemoteEndPoint;

    /// <summary>Our own address and port.</summary>
    public EndPoint? LocalEndPoint => _transport.LocalEndPoint;

    /// <summary>How the connection stands at this moment: the end of the stream is noticed without reading.</summary>
    public ConnectionState State
    {
        get
        {
            Look();
            return Volatile.Read(ref _closed) != 0 ? ConnectionState.Closed
                : _reset is not null ? ConnectionState.Reset
                : _remoteClosed ? ConnectionState.RemoteClosed
                : _sendClosed ? ConnectionState.SendClosed
                : ConnectionState.Open;
        }
    }

    /// <summary>Bytes handed to the system so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Bytes taken from the system so far, those still waiting in the buffer included.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Bytes that wait in the buffer.</summary>
    public int Available => _receiving.Count;

    /// <summary>How text is encoded and decoded.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: null.</exception>
    public Encoding Encoding
    {
        get => _encoding;
        set => _encoding = value ?? throw FaultFactory.InvalidRequest("A connection has an Encoding: it cannot be null.");
    }

    /// <summary>What is sent behind a line.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: null.</exception>
    public string NewLine
    {
        get => _newLine;
        set => _newLine = value ?? throw FaultFactory.InvalidRequest("A connection has a NewLine: it cannot be null.");
    }

    /// <summary>What replies look like here, where a call names no format. Where nobody said so, the port does, and otherwise a line answers a line.</summary>
    public ReplyFormat ReplyFormat
    {
        get => _replyFormat ?? WellKnownFormats.Of(Port) ?? ReplyFormat.Line;
        set => _replyFormat = value;
    }

    /// <summary>Whether it is the port that says what replies look like here.</summary>
    public bool HasFormatOfPort => _replyFormat is null && WellKnownFormats.Of(Port) is not null;

    /// <summary>How far the dialogue has come, as whoever leads it keeps that; null: nothing was said yet.</summary>
    internal object? Dialogue { get; set; }

    /// <summary>What was asked here and is not answered yet, whatever the protocol.</summary>
    internal DueAnswers Due => _due ?? LazyInitializer.EnsureInitialized(ref _due, () => new DueAnswers(this))!;

    /// <summary>Bytes taken off the buffer so far, by whomever.</summary>
    internal long BytesTaken => BytesReceived - Available;

    /// <summary>What <see cref="BytesTaken"/> was when TLS began; 0 where it was spoken from the start, or is not spoken.</summary>
    internal long TakenBeforeTls { get; private set; }

    /// <summary>The longest silence, in seconds, where a call names none; 0 means no limit.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: negative, or not a number.</exception>
    public double IdleTimeoutSec
    {
        get => _idleTimeoutSec;
        set
        {
            Timeouts.Span(value, "IdleTimeoutSec");
            _idleTimeoutSec = value;
        }
    }

    /// <summary>What TLS has negotiated; null where the connection is plain.</summary>
    public TlsDetails? Tls => TlsLayer?.Details;

    /// <summary>Whether the stream, where it has ended, was ended by the peer and not cut off (TLS: a close_notify came).</summary>
    public bool EndedCleanly => _transport.EndedCleanly;

    /// <summary>How long the stages of connecting took.</summary>
    public ConnectionTiming Timing { get; }

    /// <summary>How messages name the peer: <c>host:port</c>.</summary>
    internal string Peer { get; }

    /// <summary>Has somebody told what happens on this connection, in place of whoever was told before; null: nobody.</summary>
    /// <returns>Whoever was told before.</returns>
    public IWireObserver? Observe(IWireObserver? observer) => observer is null && _tap is null ? null : Tap().Observe(observer);

    /// <summary>The value of a socket option; null where this kind of socket has none.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionClosed"/>.</exception>
    public object? GetOption(SocketOptionId id)
    {
        ThrowIfClosed();
        return SocketOptions.Get(_transport.Socket, id);
    }

    /// <summary>Sets a socket option.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>, <see cref="Fault.NotSupported"/>,
    /// <see cref="Fault.AccessDenied"/>, <see cref="Fault.ConnectionClosed"/>.</exception>
    public void SetOption(SocketOptionId id, object value)
    {
        ThrowIfClosed();
        SocketOptions.Set(_transport.Socket, id, value, Peer);
    }

    /// <summary>Closes the sending side; what the peer sends can still be read.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionClosed"/> or <see cref="Fault.ConnectionReset"/>.</exception>
    public void CloseSend(CallClock clock)
    {
        ThrowIfClosed();
        if (_sendClosed)
        {
            return;
        }

        using ConnectionGate.Pass pass = _sendGate.Enter(Peer);
        clock.BeginSend(Peer);
        Guarded(() => _transport.CloseSend(clock));
        _sendClosed = true;
        _tap?.OnEvent(WireEventKind.SendClosed, Peer);
    }

    /// <summary>Closes the receiving side: what waits is dropped, and what still comes is not read.</summary>
    /// <remarks>The system is not told: where both sides are shut down there, it answers what still comes with a reset (RFC 1122, 4.2.2.13), and
    /// that would destroy what was sent.</remarks>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectionClosed"/>, <see cref="Fault.ConnectionReset"/> or
    /// <see cref="Fault.ConnectionBusy"/>.</exception>
    public void CloseReceive()
    {
        using Receiving receiving = Receive(new CallClock(default, default));
        receiving.Consume(receiving.Count);
        _receiveClosed = true;
    }

    /// <summary>Closes the connection. Closing twice is harmless.</summary>
    public void Dispose() => Close(abort: false);

    /// <summary>Closes the connection with a reset on the wire.</summary>
    public void Abort() => Close(abort: true);

    /// <inheritdoc/>
    public override string ToString() => Peer;

    // Closing a socket under another thread's poll would reset it. The other is woken by the end of the stream, and leaves first.
    private void DisposeApart()
    {
        bool receiving = !_receiving.TryShut();
        bool sending = !_sendGate.TryEnter();
        if (receiving || sending)
        {
            _transport.Wake();
            SpinWait.SpinUntil(
                () =>
                {
                    receiving = receiving && !_receiving.TryShut();
                    sending = sending && !_sendGate.TryEnter();
                    return !receiving && !sending;
                },
                s_wakePatience);
        }

        _transport.Dispose();
    }

    private void Close(bool abort, bool wakeOthers = true)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        ConnectionTable.Remove(this);
        if (abort)
        {
            _transport.Abort();
        }
        else if (wakeOthers)
        {
            DisposeApart();
        }
        else
        {
            _transport.Dispose();
        }

        _tap?.OnEvent(abort ? WireEventKind.Aborted : WireEventKind.Closed, Peer);
    }

    /// <summary>Whether something waits to be read, here or in the system.</summary>
    internal bool IsAnswered => Available > 0 || HasMoreAtOnce;

    /// <summary>The same, for whoever does not receive: not looked for in the system while somebody else does.</summary>
    internal bool HasWaiting => Available > 0 || Look() == StreamSign.Data;

    /// <summary>Whether the connection is open both ways and nothing waits to be read.</summary>
    internal bool IsQuiet => Look() == StreamSign.Quiet && Available == 0 && !_sendClosed;

    // Nothing is taken off the socket: a byte that waits is left, an end is noted. Skipped while somebody receives, who will notice.
    private StreamSign? Look()
    {
        if (Volatile.Read(ref _closed) != 0 || _receiveClosed || _remoteClosed || _reset is not null || !_receiving.TryGlance())
        {
            return null;
        }

        try
        {
            StreamSign sign = _transport.Look();
            if (sign == StreamSign.End)
            {
                NoteRemoteClosed();
            }

            return sign;
        }
        catch (SocketException broken)
        {
            NoteReset(broken);
            return null;
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread between the check and the look.
            return null;
        }
        finally
        {
            _receiving.EndGlance();
        }
    }

    private void NoteRemoteClosed()
    {
        _remoteClosed = true;
        _tap?.OnEvent(WireEventKind.RemoteClosed, Peer);
    }

    private void NoteReset(SocketException broken)
    {
        _reset = broken;
        _tap?.OnEvent(WireEventKind.Reset, Peer);
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            throw ConnectionFaults.ConnectionClosed(Peer);
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (SocketException broken)
        {
            throw Broken(broken);
        }
        catch (ObjectDisposedException)
        {
            throw ConnectionFaults.ConnectionClosed(Peer);
        }
    }

    private SocketToolsException Broken(SocketException broken)
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            return ConnectionFaults.ConnectionClosed(Peer);
        }

        if (_transport is DatagramTransport)
        {
            if (broken.SocketErrorCode == SocketError.MessageSize)
            {
                return FaultFactory.DatagramTooLong(null, broken);
            }

            // Nothing broke: there was no connection. Windows says "reset" for the same ICMP answer.
            return broken.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset
                ? ConnectionFaults.PortUnreachable(Peer, broken)
                : FaultFactory.ConnectFailed(Peer, new[] { new KeyValuePair<string, string>(Peer, FaultFactory.Words(broken.SocketErrorCode)) }, broken);
        }

        NoteReset(broken);
        return FaultFactory.ConnectionReset(Peer, broken);
    }
}
