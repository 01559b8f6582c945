using System;
using System.Collections.Generic;
using System.Linq;

namespace SocketTools.Tracing;

/// <summary>Where everything that crosses one connection is seen: kept in a record, told to an observer, both without its secrets.</summary>
/// <remarks>
/// <para>A record is of the wire: bytes are kept as they come. An observer watches a reader: see <see cref="ReadersView"/>.</para>
/// <para>Sender and receiver may be two threads. The observer is told outside the lock.</para>
/// </remarks>
internal sealed class WireTap
{
    /// <summary>How long a line of a login may be that comes; more at once is content.</summary>
    internal const int LongestLine = 2048;

    /// <summary>How much that is sent at once may be lines with secrets, a ticket or many commands among them; more is content.</summary>
    internal const int MostSaid = KnownSecrets.LongestSecret;

    private const int LookedAt = 48;

    // How commands and fields begin that have secrets (SecretVerbs, RedisSecrets, SecretFieldNames), and URIs that may have a user; by their first characters.
    private static readonly string[]?[] s_words = ByFirst("auth", "acct", "adat", "apop", "acl ", "api-", "apik", "conf", "cook", "cred", "login", "oper", "pass", "p://", "s://", "secr", "sess", "sign", "toke");

    private readonly object _lock = new();
    private readonly TranscriptSide _local;
    private readonly TranscriptSide _remote;
    private readonly MaskedSpeech _sent;
    private readonly MaskedSpeech _received;
    private readonly WireRecord _record;
    private readonly ReadersView _view;
    private volatile IWireObserver? _observer;
    private long _sentCount;

    /// <summary>A tap on a connection.</summary>
    /// <param name="local">Which side we are.</param>
    /// <param name="secrets">What secrets are known of whom is talked with, from other connections too.</param>
    internal WireTap(TranscriptSide local, KnownSecrets secrets)
    {
        _local = local;
        _remote = local == TranscriptSide.Client ? TranscriptSide.Server : TranscriptSide.Client;
        var login = new LoginProgress();
        var readersLogin = new LoginProgress();
        _sent = new MaskedSpeech(local, secrets, login, readersLogin);
        _received = new MaskedSpeech(_remote, secrets, login);
        _record = new WireRecord(local, _remote);
        _view = new ReadersView(_lock, new MaskedSpeech(_remote, secrets, readersLogin));
        Secrets = secrets;
    }

    /// <summary>The secrets that the client has said.</summary>
    internal KnownSecrets Secrets { get; }

    /// <summary>What is recorded; null: nothing is.</summary>
    internal SocketTranscript? Transcript => _record.Transcript;

    /// <summary>Whether what is received is content, and no lines of a dialogue.</summary>
    internal bool IsBody
    {
        set => _view.IsBody = value;
    }

    /// <summary>Whether lines may begin a login or say a secret, of which a tap has to know even where nobody is told of it yet.</summary>
    internal static bool MayHoldSecret(ArraySegment<byte> data)
    {
        byte[] array = data.Array!;
        int stop = data.Offset + data.Count;
        for (int start = data.Offset; start < stop;)
        {
            if (MayHoldSecret(array, start, Math.Min(stop, start + LookedAt)))
            {
                return true;
            }

            int feed = Array.IndexOf(array, (byte)'\n', start, stop - start);
            start = feed < 0 ? stop : feed + 1;
        }

        return false;
    }

    /// <summary>Records from here on, in a new transcript.</summary>
    internal void Record(SocketTranscript transcript, bool includeSecret, bool isConnected)
    {
        lock (_lock)
        {
            KeepHeld(_sent, _local);
            KeepHeld(_received, _remote);
            transcript.Secrets = includeSecret ? null : Secrets;
            _record.Begin(transcript, includeSecret, isConnected);
        }
    }

    /// <summary>Tells another observer from here on.</summary>
    /// <returns>Whoever was told before.</returns>
    internal IWireObserver? Observe(IWireObserver? observer)
    {
        IWireObserver? before = _observer;
        if (before is not null && observer != before)
        {
            _view.TellHeld(before);
        }

        _observer = observer;
        return before;
    }

    /// <summary>Bytes are sent: what answers them, on another thread, is kept behind them, and compared with the secrets that they say.</summary>
    /// <param name="write">Hands over what is taken at once, and says how many bytes that was; negative: none.</param>
    /// <param name="data">The bytes that it hands over.</param>
    /// <param name="secrets">Where whoever sends them knows of secrets; null: nowhere.</param>
    /// <param name="bodyAt">Where content begins that is no line of a dialogue; null: nowhere.</param>
    /// <returns>What <paramref name="write"/> says.</returns>
    internal int OnSending(Func<int> write, ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets, int? bodyAt = null)
    {
        IWireObserver? observer = _observer;
        MaskedBytes lines = default;
        MaskedBytes body = default;
        long position;
        int count;
        int head;
        lock (_lock)
        {
            count = write();
            if (count < 0)
            {
                return count;
            }

            head = bodyAt is int at ? Math.Min(Math.Max(at, 0), count) : count;
            position = _sentCount;
            _sentCount += count;
            _received.LearnSoFar();
            KeepHeld(_received, _remote);
            if (head > 0)
            {
                lines = Keep(new ArraySegment<byte>(data.Array!, data.Offset, head), MaskedStretch.Within(secrets, 0, head), isBody: false, observer);
            }

            if (head < count)
            {
                body = Keep(new ArraySegment<byte>(data.Array!, data.Offset + head, count - head), null, isBody: true, observer);
            }
        }

        if (observer is not null)
        {
            _view.TellHeld(observer);
            if (head > 0)
            {
                observer.OnWireEvent(new WireEvent(WireEventKind.Sent, lines.Data, position));
            }

            if (head < count)
            {
                observer.OnWireEvent(new WireEvent(WireEventKind.Sent, body.Data, position + head, isBody: true));
            }
        }

        return count;
    }

    /// <summary>Bytes were sent, or are about to be.</summary>
    internal void OnSent(ArraySegment<byte> data) => OnSending(() => data.Count, data, null);

    /// <summary>Bytes were received.</summary>
    internal void OnReceived(ArraySegment<byte> data)
    {
        MaskedBytes held;
        lock (_lock)
        {
            _sent.LearnSoFar();
            held = KeepHeld(_sent, _local);
            if (_record.TakesBytes)
            {
                _record.Keep(_remote, data, _received.Mask(data));
            }
            else
            {
                Follow(_received, data, LongestLine, null);
                _record.Keep(_remote, data);
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
    internal void OnWaiting(ArraySegment<byte> window, long position) => _view.OnWaiting(_observer, window, position);

    /// <summary>A reader takes bytes off the buffer's front.</summary>
    /// <param name="taken">The bytes.</param>
    /// <param name="position">How many bytes came before them.</param>
    internal void OnTaken(ArraySegment<byte> taken, long position) => _view.OnTaken(_observer, taken, position);

    /// <summary>Bytes that were taken lie in the buffer again.</summary>
    internal void OnPutBack(int count) => _view.OnPutBack(count);

    /// <summary>A datagram was sent or received.</summary>
    internal void OnDatagram(bool isSent, ArraySegment<byte> data)
    {
        MaskedBytes masked;
        lock (_lock)
        {
            MaskedSpeech speech = isSent ? _sent : _received;
            (isSent ? _received : _sent).LearnSoFar();
            masked = speech.Mask(data);
            masked = speech.Holds ? masked.With(speech.Flush()) : masked;
            speech.EndMessage();
            _record.Keep(isSent ? _local : _remote, data, masked);
        }

        _observer?.OnWireEvent(new WireEvent(isSent ? WireEventKind.Sent : WireEventKind.Received, masked.Data, 0, _view.IsBody));
    }

    /// <summary>Nothing more comes for now: what was held back is kept.</summary>
    internal void Settle()
    {
        lock (_lock)
        {
            Keep(_remote, _received.Settle());
        }
    }

    /// <summary>The connection stands: what was recorded begins with that.</summary>
    /// <param name="tls">What is known of TLS; null: plain.</param>
    internal void OnConnected(TranscriptTls? tls)
    {
        lock (_lock)
        {
            _record.KeepConnected(tls);
        }
    }

    /// <summary>Something happened beside the bytes.</summary>
    /// <param name="kind">What.</param>
    /// <param name="detail">Its words.</param>
    internal void OnEvent(WireEventKind kind, string detail)
    {
        lock (_lock)
        {
            KeepHeld(_sent, _local);
            KeepHeld(_received, _remote);
            _record.KeepEvent(kind);
        }

        _observer?.OnWireEvent(new WireEvent(kind, detail));
    }

    /// <summary>A byte crossed the wire out of band.</summary>
    internal void OnUrgent(bool isSent, byte value)
    {
        lock (_lock)
        {
            _record.KeepUrgent(isSent ? _local : _remote, value);
        }

        _observer?.OnWireEvent(new WireEvent(isSent ? WireEventKind.Sent : WireEventKind.Received, new ArraySegment<byte>(new[] { value }), 0, isBody: false));
    }

    private MaskedBytes Keep(ArraySegment<byte> data, IReadOnlyList<MaskedStretch>? secrets, bool isBody, IWireObserver? observer)
    {
        if (observer is null && !_record.TakesBytes)
        {
            Follow(_sent, data, isBody ? LongestLine : MostSaid, secrets);
            _record.Keep(_local, data);
            return default;
        }

        MaskedBytes masked = isBody ? _sent.MaskBody(data) : _sent.Mask(data, secrets);
        _record.Keep(_local, data, masked);
        return masked;
    }

    // Large pieces that nobody keeps are not looked at: not recording costs nothing.
    private static void Follow(MaskedSpeech speech, ArraySegment<byte> data, int most, IReadOnlyList<MaskedStretch>? secrets)
    {
        if (data.Count <= most || secrets is { Count: > 0 })
        {
            speech.Follow(data, secrets);
        }
        else
        {
            speech.Pass(data);
        }
    }

    // Whether a line does, as far as its beginning tells.
    private static bool MayHoldSecret(byte[] array, int start, int end)
    {
        for (int i = start; i < end && array[i] != '\n'; i++)
        {
            foreach (string word in s_words[array[i] & 0x7F] ?? Array.Empty<string>())
            {
                int same = 1;
                while (same < word.Length && i + same < end && (array[i + same] | 0x20) == word[same])
                {
                    same++;
                }

                if (same == word.Length)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string[]?[] ByFirst(params string[] words)
    {
        var byFirst = new string[]?[128];
        foreach (IGrouping<char, string> same in words.GroupBy(static w => w[0]))
        {
            byFirst[same.Key] = same.ToArray();
            byFirst[char.ToUpperInvariant(same.Key)] = same.ToArray();
        }

        return byFirst;
    }

    private MaskedBytes KeepHeld(MaskedSpeech speech, TranscriptSide side)
    {
        MaskedBytes held = speech.Flush();
        Keep(side, held);
        return held;
    }

    private void Keep(TranscriptSide side, MaskedBytes held)
    {
        if (held.Data.Count > 0)
        {
            _record.Keep(side, default, held);
        }
    }
}
