using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Tls;

/// <summary>One handshake: kept going while its caller waits, and told of in words where it fails.</summary>
internal sealed class HandshakeRun
{
    // How long a handshake that nobody waits for any more goes unnoticed.
    private const int SliceMicroseconds = 40_000;

    private readonly ByteTransport _below;
    private readonly SslStream _stream;
    private readonly PumpedStream _pump;
    private readonly TlsSettings _settings;
    private readonly CertificateJudge _judge;
    private readonly TlsDetails _details;
    private readonly string _peer;
    private volatile bool _leftBehind;

    /// <summary>Prepares one.</summary>
    /// <param name="below">The transport that is to be protected.</param>
    /// <param name="stream">What shakes hands.</param>
    /// <param name="pump">What is between the two.</param>
    /// <param name="settings">How TLS is spoken.</param>
    /// <param name="judge">Judges the peer's certificate.</param>
    /// <param name="details">Told what was negotiated.</param>
    /// <param name="peer">How errors name the peer.</param>
    internal HandshakeRun(ByteTransport below, SslStream stream, PumpedStream pump, TlsSettings settings, CertificateJudge judge, TlsDetails details, string peer)
    {
        _below = below;
        _stream = stream;
        _pump = pump;
        _settings = settings;
        _judge = judge;
        _details = details;
        _peer = peer;
    }

    /// <summary>Shakes hands as a client.</summary>
    internal void AsClient(string serverName, CallClock clock) => Run(() => TlsHandshake.AsClientAsync(_stream, serverName, _settings, _judge.Accept), clock);

    /// <summary>Shakes hands as a server.</summary>
    internal void AsServer(CallClock clock) => Run(() => TlsHandshake.AsServerAsync(_stream, _settings, _judge.Accept), clock);

    // On a thread of its own: in a handshake the platform may block, to fetch an issuer or a list of what was revoked, or to ask for a PIN.
    private void Run(Func<Task> begin, CallClock clock)
    {
        try
        {
            BlockingCall.Run(() => Advance(begin), clock, "SocketTools handshake");
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
                ? FaultFactory.CertificateRejected(_peer, _details.PolicyReasons, _details, failure)
                : FaultFactory.TlsFailed(_peer, Reason(failure), failure);
        }
        catch (Exception ended) when (ended is SocketToolsException or OperationCanceledException)
        {
            _leftBehind = true;
            throw;
        }
    }

    private bool Advance(Func<Task> begin)
    {
        Task handshake = begin();
        while (!handshake.IsCompleted && !_leftBehind)
        {
            _pump.Advance();
            if (!handshake.IsCompleted)
            {
                _below.WaitReadable(SliceMicroseconds);
            }
        }

        if (!_leftBehind)
        {
            handshake.GetAwaiter().GetResult();
        }

        return true;
    }

    // Which side refused, and why: an alert that came tells it best, then one that went out, then the platform's words.
    private string Reason(Exception failure)
    {
        if (_pump.ReceivedAlerts.IsForeign)
        {
            return "what the peer sent is not TLS; it may not speak TLS on this port (is it http, not https?)";
        }

        if (_pump.ReceivedAlerts.Words is string theirs)
        {
            return $"the peer refused ({theirs})";
        }

        if (_pump.SawEnd)
        {
            return "the peer closed the connection during the handshake; it may not speak TLS on this port";
        }

        if (TlsTransport.Find<SocketException>(failure) is SocketException broken)
        {
            return $"the connection broke ({FaultFactory.Words(broken.SocketErrorCode)}); the peer may not speak TLS on this port";
        }

        string platform = PlatformTls.Words(failure);
        if (_settings.CipherSuites.Count > 0 && PlatformTls.LacksSuites(platform))
        {
            return $"this side has none of these cipher suites ({platform}): the system's TLS library does not offer them";
        }

        if (_settings.Protocols != SslProtocols.None && PlatformTls.LacksVersion(platform))
        {
            return $"this side cannot speak {PlatformTls.Names(_settings.Protocols)} ({platform}): the system's TLS library does not offer that version";
        }

        return _pump.SentAlerts.Words is string ours ? $"this side refused ({ours}; the platform says: {platform})" : platform;
    }
}
