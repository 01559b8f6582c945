using System;
using System.Diagnostics;

namespace SocketTools.Tracing;

/// <summary>What is kept of one connection: its transcript, where there is one, with the times at which things came.</summary>
/// <remarks>Not synchronized: <see cref="WireTap"/> lets one in at a time.</remarks>
internal sealed class WireRecord
{
    private readonly TranscriptSide _local;
    private readonly TranscriptSide _remote;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _startedAt;
    private bool _includesSecrets;
    private bool _isConnected;
    private volatile SocketTranscript? _transcript;
    private volatile WeakReference<SocketTranscript>? _forgotten;

    /// <summary>A record that keeps nothing yet.</summary>
    /// <param name="local">Which side we are.</param>
    /// <param name="remote">The other.</param>
    internal WireRecord(TranscriptSide local, TranscriptSide remote)
    {
        _local = local;
        _remote = remote;
    }

    /// <summary>What is recorded; null: nothing is.</summary>
    /// <remarks>Once it is forgotten, whoever looks at it is told how much more came; where nobody does, its memory is free.</remarks>
    internal SocketTranscript? Transcript => _transcript ?? (_forgotten is { } weak && weak.TryGetTarget(out SocketTranscript? seen) ? seen : null);

    /// <summary>Whether bytes are kept.</summary>
    internal bool TakesBytes => Transcript is { IsFull: false };

    /// <summary>Keeps everything from here on, in a new transcript.</summary>
    internal void Begin(SocketTranscript transcript, bool includeSecret, bool isConnected)
    {
        _transcript = transcript;
        transcript.Forget = () =>
        {
            if (_transcript == transcript)
            {
                _forgotten = new WeakReference<SocketTranscript>(transcript);
                _transcript = null;
            }
        };
        _includesSecrets = includeSecret;
        _startedAt = _clock.Elapsed;
        _isConnected = isConnected;
    }

    /// <summary>One side said what has no secrets, or what nobody looks at.</summary>
    internal void Keep(TranscriptSide side, ArraySegment<byte> data) => Transcript?.Add(Now, side, data);

    /// <summary>One side said something.</summary>
    /// <param name="side">Who.</param>
    /// <param name="data">The bytes as they crossed the wire; none: what is kept was held back before.</param>
    /// <param name="masked">The same without secrets.</param>
    internal void Keep(TranscriptSide side, ArraySegment<byte> data, MaskedBytes masked)
    {
        if (_includesSecrets)
        {
            if (data.Count > 0)
            {
                Keep(side, data);
            }
        }
        else if (masked.Data.Count > 0 || (data.Count == 0 && Transcript is { IsDatagram: true }))
        {
            Transcript?.Add(Now, side, masked.Data, masked.Masked);
        }
    }

    /// <summary>The connection stands, plain or with TLS.</summary>
    internal void KeepConnected(TranscriptTls? tls)
    {
        if (Transcript is SocketTranscript transcript)
        {
            transcript.Tls = tls ?? transcript.Tls;
            string word = _isConnected ? "protected" : "connected";
            _isConnected = true;
            transcript.Add(SocketTranscriptEntry.Event(Now, null, tls is null ? word : word + " " + tls.ToWords()));
        }
    }

    /// <summary>A byte crossed the wire out of band.</summary>
    internal void KeepUrgent(TranscriptSide side, byte value) => KeepEvent(side, "urgent " + NotationText.Quote(new[] { value }));

    /// <summary>Something happened beside the bytes; most of it is not kept.</summary>
    internal void KeepEvent(WireEventKind kind)
    {
        switch (kind)
        {
            case WireEventKind.SendClosed:
                KeepEvent(_local, "half-close");
                break;
            case WireEventKind.RemoteClosed:
                KeepEvent(_remote, "close");
                break;
            case WireEventKind.Reset:
                KeepEvent(_remote, "reset");
                break;
            case WireEventKind.Closed:
                KeepEvent(_local, "close");
                break;
            case WireEventKind.Aborted:
                KeepEvent(_local, "reset");
                break;
        }
    }

    private TimeSpan Now => _clock.Elapsed - _startedAt;

    private void KeepEvent(TranscriptSide side, string words) => Transcript?.Add(SocketTranscriptEntry.Event(Now, side, words));
}
