using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>Waits for clients on one address and port.</summary>
/// <remarks>Either the caller accepts them, each an ordinary connection, or a responder serves every one of them.</remarks>
public class SocketListener : IDisposable
{
    private readonly Socket _socket;
    private readonly TlsSettings? _tls;
    private readonly DatagramTransport? _datagrams;
    private readonly ConnectionGate _receiveGate = new("receiving");
    private readonly IResponder? _responder;
    private int _stopped;
    private int _accepted;

    private protected SocketListener(Socket socket, string? unixSocket, TlsSettings? tls, IResponder? responder)
    {
        _socket = socket;
        _tls = tls;
        UnixSocket = unixSocket;
        LocalEndPoint = socket.LocalEndPoint!;
        Id = ConnectionTable.NextId();
        ConnectionTable.Add(this);
        if (socket.SocketType == SocketType.Dgram)
        {
            _datagrams = new DatagramTransport(socket);
        }
        else if (responder is not null)
        {
            _responder = responder;
            _responder.Start(socket, () => Interlocked.Increment(ref _accepted));
        }
    }

    /// <summary>A number that no other listener or connection of this session has.</summary>
    public int Id { get; }

    /// <summary>The address and port that clients connect to.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>The path, or <c>@name</c>, of a Unix socket; null for others.</summary>
    public string? UnixSocket { get; }

    /// <summary>Stream or datagram.</summary>
    public SocketType SocketType => _datagrams is null ? SocketType.Stream : SocketType.Dgram;

    /// <summary>The port that clients connect to, 1 to 65535: the real one, also where 0 was asked for; 0 for a Unix socket.</summary>
    public int Port => (LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>How the listener stands.</summary>
    public ListenerState State => Volatile.Read(ref _stopped) == 0 ? ListenerState.Listening : ListenerState.Stopped;

    /// <summary>How many clients were accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>What serves the clients, where the listener answers by itself; else null.</summary>
    public IResponder? Responder => _responder;

    /// <summary>What each client has sent so far, where the listener answers by itself; else none.</summary>
    public IReadOnlyList<ListenerRequest> Requests => _responder?.Requests ?? Array.Empty<ListenerRequest>();

    /// <summary>How the connections of accepted clients are recorded; null: they are not.</summary>
    public TranscriptOptions? Transcript { get; set; }

    /// <summary>What crossed the wire with each client, where the listener answers by itself and records it; else none.</summary>
    public IReadOnlyList<SocketTranscript> Transcripts => _responder?.Transcripts ?? Array.Empty<SocketTranscript>();

    /// <summary>Whether clients have to speak TLS.</summary>
    public bool UsesTls => _tls is not null;

    /// <summary>Whether clients are served in the background.</summary>
    public bool AnswersByItself => _responder is not null;

    /// <summary>Starts to listen on TCP, or to receive on UDP.</summary>
    /// <param name="local">The address and port; port 0 takes a free one.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="tls">How to speak TLS with clients, with our certificate; null: plain.</param>
    /// <param name="responder">Serves every client, and is disposed with the listener; null: clients are accepted with
    /// <see cref="Accept"/>.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>, <see cref="Fault.InvalidRequest"/>.</exception>
    public static SocketListener Start(IPEndPoint local, SocketType type, int backlog, TlsSettings? tls = null, IResponder? responder = null) =>
        new(ListenerSocket.Listen(local, type, backlog), null, tls, responder);

    /// <summary>The same on a Unix socket; its path is removed when the listener stops.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c> for an abstract one.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="tls">As above.</param>
    /// <param name="responder">As above.</param>
    /// <exception cref="SocketToolsException">As above; <see cref="Fault.NotSupported"/>: no Unix sockets here.</exception>
    public static SocketListener StartUnix(string path, SocketType type, int backlog, TlsSettings? tls = null, IResponder? responder = null) =>
        new(ListenerSocket.ListenUnix(path, type, backlog), path, tls, responder);

    /// <summary>Waits for the next client.</summary>
    /// <param name="settings">What the connection remembers.</param>
    /// <param name="clock">Ends the wait; the listener goes on listening.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectTimeout"/>, <see cref="Fault.ConnectionClosed"/>;
    /// <see cref="Fault.InvalidRequest"/>: it answers by itself; <see cref="Fault.TlsFailed"/>, <see cref="Fault.CertificateRejected"/>: this
    /// client's handshake failed, and the next can be waited for.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection Accept(ConnectionSettings settings, CallClock clock)
    {
        if (_datagrams is not null)
        {
            throw FaultFactory.InvalidRequest($"The listener on {this} takes datagrams, and those have no connections: receive them as such.");
        }

        if (AnswersByItself)
        {
            throw FaultFactory.InvalidRequest($"The listener on {this} answers every client by itself: start another one to accept clients.");
        }

        clock.BeginAccept(ToString());
        SocketConnection connection = WhileListening(() => Wrap(AcceptSocket(clock), settings));
        if (_tls is null)
        {
            connection.NoteConnected();
            return connection;
        }

        try
        {
            connection.ProtectAsServer(_tls, clock);
            return connection;
        }
        catch (SocketToolsException silent) when (silent.Fault == Fault.ConnectTimeout)
        {
            // This client's own fault, as any that breaks off its handshake.
            throw FaultFactory.TlsFailed(connection.Peer, "it did not come to its end in time", silent);
        }
    }

    /// <summary>Receives one datagram, from anybody.</summary>
    /// <param name="most">How many of its bytes to take; a longer one is marked <see cref="SocketDatagram.Truncated"/>.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it listens for streams; a timeout; stopped.</exception>
    public SocketDatagram ReceiveDatagram(int most, CallClock clock)
    {
        DatagramTransport datagrams = Datagrams;
        using ConnectionGate.Pass pass = _receiveGate.Enter(ToString());
        clock.BeginListen(ToString());
        return WhileListening(() =>
        {
            byte[] data = datagrams.Receive(clock, out EndPoint? sender);
            return SocketDatagram.Cut(data, sender, most);
        });
    }

    /// <summary>Sends one datagram from the port that is listened on.</summary>
    /// <param name="data">Its bytes; none is fine.</param>
    /// <param name="to">To whom.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it listens for streams, or too long; a timeout; stopped.</exception>
    public void SendDatagram(ArraySegment<byte> data, EndPoint to, CallClock clock)
    {
        DatagramTransport datagrams = Datagrams;
        clock.BeginSend(HostEndPoint.Format(to));
        WhileListening(() =>
        {
            DatagramSending.Send(datagrams, data, to, clock);
            return true;
        });
    }

    /// <summary>The value of a socket option; null where this kind of socket has none.</summary>
    public object? GetOption(SocketOptionId id) => WhileListening(() => SocketOptions.Get(_socket, id));

    /// <summary>Sets a socket option.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>, <see cref="Fault.NotSupported"/>,
    /// <see cref="Fault.AccessDenied"/>, <see cref="Fault.ConnectionClosed"/>.</exception>
    public void SetOption(SocketOptionId id, object value) => WhileListening(() =>
    {
        SocketOptions.Set(_socket, id, value, ToString());
        return true;
    });

    /// <summary>Stops listening. Connections that were accepted stay open. Stopping twice is harmless.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            ConnectionTable.Remove(this);
            _responder?.Dispose();
            _socket.Dispose();
            if (UnixSocket is not null)
            {
                UnixListenerPath.Remove(UnixSocket);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => UnixSocket ?? HostEndPoint.Format(LocalEndPoint);

    private DatagramTransport Datagrams => _datagrams ?? throw ConnectionFaults.NotADatagramSocket($"The listener on {this}");

    private T WhileListening<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception gone) when (gone is ObjectDisposedException || (gone is SocketException && State == ListenerState.Stopped))
        {
            throw ConnectionFaults.ListenerStopped(ToString());
        }
        catch (SocketException refused)
        {
            throw _datagrams is null
                ? TransportFaults.CannotListen(ToString(), refused)
                : ConnectionFaults.PortUnreachable("the address of an earlier datagram", refused);
        }
    }

    private Socket AcceptSocket(CallClock clock)
    {
        while (true)
        {
            while (!_socket.Poll(clock.NextSliceMicroseconds(), SelectMode.SelectRead))
            {
            }

            try
            {
                clock.ThrowIfStopped();
                return _socket.Accept();
            }
            catch (SocketException lost) when (lost.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted)
            {
                // Another accepter was quicker, or the client left the queue before we came (RFC 9293, 3.10.7): wait for the next.
            }
        }
    }

    private SocketConnection Wrap(Socket client, ConnectionSettings settings)
    {
        settings = Transcript is null ? settings : settings.Recorded(Transcript);
        Interlocked.Increment(ref _accepted);
        try
        {
            if (client.AddressFamily != AddressFamily.Unix)
            {
                client.NoDelay = true;
            }
        }
        catch (SocketException)
        {
            // The client has gone already; the first read tells.
        }

        var transport = new SocketTransport(client);
        var remote = transport.RemoteEndPoint as IPEndPoint;
        if (remote is null)
        {
            return new SocketConnection(transport, ToString(), ToString(), 0, settings, new ConnectionTiming(), side: TranscriptSide.Server);
        }

        string host = (remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address).ToString();
        return new SocketConnection(transport, HostEndPoint.Format(host, remote.Port), host, remote.Port, settings, new ConnectionTiming(), side: TranscriptSide.Server);
    }
}
