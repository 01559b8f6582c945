using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Upgrading to TLS.</content>
public sealed partial class SocketConnection
{
    /// <summary>Speaks TLS from here on, as a client.</summary>
    /// <param name="settings">How.</param>
    /// <param name="clock">Ends the wait; connecting's clock runs.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.PlaintextInjected"/>: bytes wait that came unprotected;
    /// <see cref="Fault.TlsFailed"/>, <see cref="Fault.CertificateRejected"/>, a timeout. The connection is closed where the handshake failed.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; the connection is closed.</exception>
    public void ProtectAsClient(TlsSettings settings, CallClock clock) => BeginTls(settings, clock, wasPlain: true);

    /// <summary>The same; where nothing was said in plaintext, a server that speaks first merely does not speak TLS.</summary>
    internal void BeginTls(TlsSettings settings, CallClock clock, bool wasPlain)
    {
        settings.DemandUsable();

        // A server speaks after our first message: whatever can be read before it was put there by somebody else.
        Protect(clock, mayHaveBegun: !wasPlain, () => TlsTransport.AsClient(_transport, settings, HostName, Peer, clock));
    }

    /// <summary>Speaks TLS from here on, as a server.</summary>
    /// <param name="settings">How, with our certificate.</param>
    /// <param name="clock">Ends the wait; connecting's clock runs.</param>
    /// <exception cref="SocketToolsException">As <see cref="ProtectAsClient"/>; <see cref="Fault.InvalidRequest"/>: no certificate with its key.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call; the connection is closed.</exception>
    public void ProtectAsServer(TlsSettings settings, CallClock clock)
    {
        if (settings.Certificate is null)
        {
            throw FaultFactory.InvalidRequest("A TLS server needs a certificate with its private key.");
        }

        settings.DemandUsable();
        Protect(clock, mayHaveBegun: true, () => TlsTransport.AsServer(_transport, settings, Peer, clock));
    }

    private void Protect(CallClock clock, bool mayHaveBegun, Func<TlsTransport> shakeHands)
    {
        using Receiving receiving = Receive(clock);
        using ConnectionGate.Pass sending = _sendGate.Enter(Peer);
        if (_transport is DatagramTransport)
        {
            throw FaultFactory.NotSupported("TLS needs a stream: datagrams would need DTLS, which is not spoken here.");
        }

        if (IsTelnet)
        {
            throw FaultFactory.NotSupported("TLS begins below Telnet: ask for both where the connection is opened.");
        }

        if (receiving.Count > 0 || (!mayHaveBegun && LookUnguarded() == StreamSign.Data))
        {
            throw ConnectionFaults.PlaintextInjected(Peer, receiving.Count);
        }

        var stage = Stopwatch.StartNew();
        clock.BeginConnect(Peer);
        try
        {
            _transport = shakeHands();
            TakenBeforeTls = BytesTaken;
        }
        catch (Exception failure)
        {
            // Half a handshake cannot be taken back.
            Close(abort: false, wakeOthers: false);
            if (failure is SocketToolsException { Fault: Fault.ConnectTimeout } late)
            {
                throw ConnectionFaults.ConnectTimeoutIn(late, Peer, "the TLS handshake");
            }

            // Another thread has closed the connection meanwhile.
            if (failure is ObjectDisposedException)
            {
                throw ConnectionFaults.ConnectionClosed(Peer);
            }

            throw;
        }

        Timing.Tls = stage.Elapsed;
        if (_tap is WireTap tap)
        {
            NoteConnected();
            tap.OnEvent(WireEventKind.TlsEstablished, Told(Tls!));
        }
    }

    private static string Told(TlsDetails tls)
    {
        string told = tls + (tls.ApplicationProtocol is string alpn ? ", " + alpn : "");
        if (tls.Certificate is not X509Certificate2 certificate)
        {
            return told;
        }

        string until = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string reasons = tls.PolicyReasons.Count > 0 ? ", taken although: " + string.Join("; ", tls.PolicyReasons) : "";
        return $"{told}, certificate {FaultFactory.Visible(certificate.Subject)} until {until}{reasons}";
    }

    private StreamSign LookUnguarded()
    {
        try
        {
            return _transport.Look();
        }
        catch (SocketException broken)
        {
            throw Broken(broken);
        }
    }
}
