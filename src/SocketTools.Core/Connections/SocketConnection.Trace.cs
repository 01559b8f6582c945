using System;
using System.Net;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Being seen: transcripts, and whoever is told.</content>
public sealed partial class SocketConnection
{
    /// <summary>What crossed the wire, above TLS; null: it is not recorded.</summary>
    public SocketTranscript? Transcript
    {
        get
        {
            _tap?.Settle();
            return _tap?.Transcript;
        }
    }

    /// <summary>The secrets that were said here; null: none that anybody knows of.</summary>
    internal KnownSecrets? Secrets => _tap?.Secrets ?? _secretsBefore;

    /// <summary>Text of the peer's as it may be shown: without what it repeats of the secrets that were said here.</summary>
    internal string Hide(string text) => Secrets?.Hide(text) ?? text;

    /// <summary>The same for a fault that quotes the peer; null: it repeats none.</summary>
    internal SocketToolsException? Hide(SocketToolsException fault) => Secrets?.Hide(fault);

    /// <summary>Whether what crosses the wire now is content, such as a body, and no lines of a dialogue: an observer may want to know.</summary>
    internal bool CarriesBody
    {
        set
        {
            if (_tap is WireTap tap)
            {
                tap.IsBody = value;
            }
        }
    }

    /// <summary>Records what crosses the wire from here on, in a new transcript in place of the one before.</summary>
    /// <param name="options">How.</param>
    /// <returns>The transcript, live.</returns>
    public SocketTranscript Record(TranscriptOptions options)
    {
        var local = LocalEndPoint as IPEndPoint;
        var remote = RemoteEndPoint as IPEndPoint;
        var transcript = new SocketTranscript(Peer, DateTimeOffset.Now, _side, options.MaxBytes)
        {
            ClientEndPoint = _side == TranscriptSide.Client ? local : remote,
            ServerEndPoint = _side == TranscriptSide.Client ? remote : local,
            IsDatagram = _transport is DatagramTransport,
        };
        Tap().Record(transcript, options.IncludeSecret, isConnected: false);
        options.Begun?.Invoke(transcript);
        return transcript;
    }

    /// <summary>The connection stands, plain or with TLS: where it is recorded, its transcript says so.</summary>
    internal void NoteConnected()
    {
        if (_tap is { Transcript: SocketTranscript transcript } tap)
        {
            transcript.Timing = new TranscriptTiming { Resolve = Timing.Resolve, Connect = Timing.Connect, Proxy = Timing.Proxy, Tls = Timing.Tls };
            tap.OnConnected(Tls is TlsDetails tls
                ? new TranscriptTls { Protocol = tls.Protocol, CipherSuite = tls.CipherSuite, ApplicationProtocol = tls.ApplicationProtocol, Subject = tls.Certificate?.Subject }
                : null);
        }
    }

    /// <summary>Bytes are about to be taken off the buffer's front.</summary>
    internal void NoteTaken(ReceiveBuffer buffer, int count) => _tap?.OnTaken(new ArraySegment<byte>(buffer.Array, buffer.Start, count), BytesTaken);

    /// <summary>Bytes that were taken lie in the buffer again.</summary>
    internal void NotePutBack(int count) => _tap?.OnPutBack(count);

    private WireTap Tap()
    {
        if (_tap is null)
        {
            System.Threading.Interlocked.CompareExchange(ref _tap, new WireTap(_side, _secretsBefore ?? new KnownSecrets()), null);
        }

        return _tap!;
    }
}
