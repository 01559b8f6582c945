using System;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <content>Telnet.</content>
public sealed partial class SocketConnection
{
    /// <summary>Whether Telnet is spoken: its commands are no part of what is read, and its options are refused.</summary>
    public bool IsTelnet => _transport is TelnetTransport;

    /// <summary>Whether a Telnet server asks for what nobody should see: it has said in the middle of a talk that it echoes itself (RFC 857),
    /// and not yet that it does no more.</summary>
    public bool HidesInput => _transport is TelnetTransport { HidesInput: true };

    private TlsTransport? TlsLayer => (_transport is TelnetTransport telnet ? telnet.Under : _transport) as TlsTransport;

    /// <summary>Speaks Telnet from here on (RFC 854), with what waits in the buffer too. Twice is harmless.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: datagrams; <see cref="Fault.ConnectionClosed"/> or <see cref="Fault.ConnectionBusy"/>.</exception>
    public void SpeakTelnet()
    {
        using Receiving receiving = Receive(new CallClock(Timeouts.FromSeconds(0, 0, 0), default));
        using ConnectionGate.Pass sending = _sendGate.Enter(Peer);
        if (IsTelnet)
        {
            return;
        }

        if (_transport is DatagramTransport)
        {
            throw FaultFactory.InvalidRequest($"{Peer} is spoken to in datagrams, and Telnet needs a stream.");
        }

        var decoder = new TelnetDecoder();
        byte[] waiting = receiving.Copy(receiving.Count);
        receiving.Consume(waiting.Length);
        receiving.PutBack(new ArraySegment<byte>(waiting, 0, decoder.Decode(new ArraySegment<byte>(waiting))));
        _transport = new TelnetTransport(_transport, decoder);
    }
}
