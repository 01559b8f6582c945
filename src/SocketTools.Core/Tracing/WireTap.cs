using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace SocketTools.Tracing;

/// <summary>Where everything that crosses one connection is seen: kept in a transcript, told to an observer, both without its secrets.</summary>
/// <remarks>
/// <para>A transcript is of the wire: bytes are recorded as they come. An observer watches a reader: it is told what was read ahead once
/// somebody takes it, or has to wait behind it; so each byte is told once, to whom it concerns.</para>
/// <para>Sender and receiver may be two threads. The observer is told outside the lock.</para>
/// </remarks>
internal sealed class WireTap
{
    /// <summary>How long a line of a login may be; more at once is content.</summary>
    internal const int LongestLine = 2048;

    private const int LoginWithin = 48;

    private readonly object _lock = new();
    private readonly TranscriptSide _local;
    private readonly SecretMasker _sent;
    private readonly SecretMasker _received;
    private readonly SecretMasker _told;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private volatile IWireObserver? _observer;
    private TimeSpan _startedAt;
    private bool _includeSecret;
    private bool _isConnected;
    private int _toldAhead;
    private long _sentCount;

    /// <summary>A tap on a connection.</summary>
    /// <param name="local">Which side we are.</param>
    internal WireTap(TranscriptSide local)
    {
        _local = local;
        var login = new LoginProgress();
        var readersLogin = new LoginProgress();
        _sent = new SecretMasker(local, login, readersLogin);
        _received = new SecretMasker(Remote, login);
        _told = new SecretMasker(Remote, readersLogin);
    }

    /// <summary>What is recorded; null: nothing is.</summary>
    internal SocketTranscript? Transcript { get; private set; }

    /// <summary>Whether what is received is content, and no lines of a dialogue.</summary>
    internal bool IsBody { get; set; }

    private TranscriptSide Remote => _local == TranscriptSide.Client ? TranscriptSide.Server : TranscriptSide.Client;

    /// <summary>Whether bytes may begin a login, of which a tap has to know even where nobody is told of it yet.</summary>
    internal static bool MayBeginLogin(ArraySegment<byte> data)
    {
        if (data.Count > LongestLine)
        {
            return false;
        }

        byte[] array = data.Array!;
        int end = data.Offset + Math.Min(data.Count, LoginWithin) - 4;
        for (int i = data.Offset; i <= end; i++)
        {
            int first = array[i] | 0x20;
            if ((first == 'a' && (array[i + 1] | 0x20) == 'u' && (array[i + 2] | 0x20) == 't' && (array[i + 3] | 0x20) == 'h')
                || (first == 'l' && (array[i + 1] | 0x20) == 'o' && (array[i + 2] | 0x20) == 'g' && (array[i + 3] | 0x20) == 'i'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Records from here on, in a new transcript.</summary>
    internal void Record(SocketTranscript transcript, bool includeSecret, bool isConnected)
    {
        lock (_lock)
        {
            Transcript = transcript;
            _includeSecret = includeSecret;
            _startedAt = _clock.Elapsed;
            _isConnected = isConnected;
        }
    }

    /// <summary>Tells another observer from here on.</summary>
    /// <returns>Whoever was told before.</returns>
    internal IWireObserver? Observe(IWireObserver? observer)
    {
        IWireObserver? before = _observer;
        if (before is not null && observer != before)
        {
            TellHeld(before);
        }

        _observer = observer;
        return before;
    }

    /// <summary>Bytes were sent.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="secrets">Where whoever sends them knows of secrets; null: nowhere.</param>
    /// <param name="isBody">Whether they are content, and no lines of a dialogue.</param>
    internal void OnSent(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets, bool isBody = false)
    {
        IWireObserver? observer = _observer;
        MaskedBytes masked;
        long position;
        lock (_lock)
        {
            position = _sentCount;
            _sentCount += data.Count;
            RecordHeld(_received, Remote);
            if (observer is null && !MustMask(data.Count))
            {
                Pass(_sent, data);
                Transcript?.Add(Now, _local, data);
                return;
            }

            if (isBody)
            {
                masked = new MaskedBytes(data, null);
                _sent.Skip(endsLine: true);
            }
            else
            {
                masked = _sent.Mask(data, secrets);
            }

            Keep(_local, data, masked);
        }

        observer?.OnWireEvent(new WireEvent(WireEventKind.Sent, masked.Data, position, isBody));
    }

    /// <summary>Bytes were received.</summary>
    internal void OnReceived(ArraySegment<byte> data)
    {
        MaskedBytes held = default;
        lock (_lock)
        {
            if (_sent.Holds)
            {
                held = _sent.Flush();
                Keep(_local, default, held);
            }

            if (MustMask(data.Count))
            {
                Keep(Remote, data, _received.Mask(data));
            }
            else
            {
                Pass(_received, data);
                Transcript?.Add(Now, Remote, data);
            }
        }

        if (held.Data.Count > 0)
        {
            _observer?.OnWireEvent(new WireEvent(WireEventKind.Sent, held.Data));
        }
    }

    /// <summary>A reader has to wait for more than what lies in the buffer: that belongs to what it reads.</summary>
    /// <param name="window">What lies there.</param>
    /// <param name="position">How many bytes came before it.</param>
    internal void OnWaiting(ArraySegment<byte> window, long position)
    {
        if (_observer is IWireObserver observer && window.Count > _toldAhead)
        {
            int from = _toldAhead;
            _toldAhead = window.Count;
            TellReceived(observer, new ArraySegment<byte>(window.Array!, window.Offset + from, window.Count - from), position + from);
        }
    }

    /// <summary>A reader takes bytes off the buffer's front.</summary>
    /// <param name="taken">The bytes.</param>
    /// <param name="position">How many bytes came before them.</param>
    internal void OnTaken(ArraySegment<byte> taken, long position)
    {
        IWireObserver? observer = _observer;
        if (observer is null && _toldAhead == 0 && !IsBody && taken.Count > 0 && taken.Count <= LongestLine && _told.IsPlainLine(taken))
        {
            return;
        }

        int from = Math.Min(_toldAhead, taken.Count);
        _toldAhead -= from;
        if (from == taken.Count)
        {
            return;
        }

        var rest = new ArraySegment<byte>(taken.Array!, taken.Offset + from, taken.Count - from);
        if (observer is not null)
        {
            TellReceived(observer, rest, position + from);
        }
        else if (rest.Count <= LongestLine && !IsBody)
        {
            // Whoever is told later must know how far a login has come.
            _told.Mask(rest);
        }
        else
        {
            Pass(_told, rest);
        }
    }

    /// <summary>Bytes that were taken lie in the buffer again.</summary>
    internal void OnPutBack(int count) => _toldAhead += count;

    /// <summary>A datagram was sent or received.</summary>
    internal void OnDatagram(bool isSent, ArraySegment<byte> data)
    {
        MaskedBytes masked;
        lock (_lock)
        {
            SecretMasker masker = isSent ? _sent : _received;
            masked = masker.Mask(data);
            masked = masker.Holds ? masked.With(masker.Flush()) : masked;
            masker.Skip(endsLine: true);
            Keep(isSent ? _local : Remote, data, masked);
        }

        _observer?.OnWireEvent(new WireEvent(isSent ? WireEventKind.Sent : WireEventKind.Received, masked.Data, 0, IsBody));
    }

    /// <summary>The connection stands: what was recorded begins with that.</summary>
    /// <param name="tls">What is known of TLS; null: plain.</param>
    internal void OnConnected(TranscriptTls? tls)
    {
        lock (_lock)
        {
            if (Transcript is not null)
            {
                Transcript.Tls = tls ?? Transcript.Tls;
                string word = _isConnected ? "protected" : "connected";
                _isConnected = true;
                Transcript.Add(SocketTranscriptEntry.Event(Now, null, tls is null ? word : word + " " + tls.ToWords()));
            }
        }
    }

    /// <summary>Something happened beside the bytes.</summary>
    /// <param name="kind">What.</param>
    /// <param name="detail">Its words.</param>
    internal void OnEvent(WireEventKind kind, string detail)
    {
        lock (_lock)
        {
            RecordHeld(_sent, _local);
            RecordHeld(_received, Remote);
            (TranscriptSide Side, string Word)? told = kind switch
            {
                WireEventKind.SendClosed => (_local, "half-close"),
                WireEventKind.RemoteClosed => (Remote, "close"),
                WireEventKind.Reset => (Remote, "reset"),
                WireEventKind.Closed => (_local, "close"),
                WireEventKind.Aborted => (_local, "reset"),
                _ => null,
            };
            if (told is (TranscriptSide side, string word))
            {
                Transcript?.Add(SocketTranscriptEntry.Event(Now, side, word));
            }
        }

        _observer?.OnWireEvent(new WireEvent(kind, detail));
    }

    /// <summary>A byte crossed the wire out of band.</summary>
    internal void OnUrgent(bool isSent, byte value)
    {
        lock (_lock)
        {
            Transcript?.Add(SocketTranscriptEntry.Event(Now, isSent ? _local : Remote, "urgent " + NotationText.Quote(new[] { value })));
        }

        _observer?.OnWireEvent(new WireEvent(isSent ? WireEventKind.Sent : WireEventKind.Received, new ArraySegment<byte>(new[] { value }), 0, isBody: false));
    }

    private TimeSpan Now => _clock.Elapsed - _startedAt;

    // Large pieces that nobody keeps are not looked at: not recording costs nothing.
    private bool MustMask(int count) => Transcript is { IsFull: false } || count <= LongestLine;

    private static void Pass(SecretMasker masker, ArraySegment<byte> data) =>
        masker.Skip(endsLine: data.Count > 0 && data.Array![data.Offset + data.Count - 1] == '\n');

    private void Keep(TranscriptSide side, ArraySegment<byte> data, MaskedBytes masked)
    {
        if (_includeSecret)
        {
            if (data.Count > 0)
            {
                Transcript?.Add(Now, side, data);
            }
        }
        else if (masked.Data.Count > 0 || (data.Count == 0 && Transcript is { IsDatagram: true }))
        {
            Transcript?.Add(Now, side, masked.Data, masked.Masked);
        }
    }

    private void RecordHeld(SecretMasker masker, TranscriptSide side)
    {
        if (masker.Holds)
        {
            Keep(side, default, masker.Flush());
        }
    }

    private void TellReceived(IWireObserver observer, ArraySegment<byte> data, long position)
    {
        MaskedBytes masked;
        lock (_lock)
        {
            masked = IsBody ? new MaskedBytes(data, null) : _told.Mask(data);
            if (IsBody)
            {
                _told.Skip(endsLine: true);
            }
        }

        observer.OnWireEvent(new WireEvent(WireEventKind.Received, masked.Data, position, IsBody));
    }

    private void TellHeld(IWireObserver observer)
    {
        MaskedBytes held;
        lock (_lock)
        {
            held = _told.Holds ? _told.Flush() : default;
        }

        if (held.Data.Count > 0)
        {
            observer.OnWireEvent(new WireEvent(WireEventKind.Received, held.Data, 0, IsBody));
        }
    }
}
