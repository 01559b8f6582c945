using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>Waits for clients on one address and port.</summary>
/// <remarks>Either the caller accepts them, each an ordinary connection, or a fixed response answers every one of them.</remarks>
public sealed class SocketListener : IDisposable
{
    private readonly Socket _socket;
    private readonly FixedResponder? _responder;
    private int _stopped;
    private int _accepted;

    private SocketListener(Socket socket, ArraySegment<byte>? response)
    {
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint!;
        Id = ConnectionTable.NextId();
        ConnectionTable.Add(this);
        if (response is ArraySegment<byte> bytes)
        {
            _responder = new FixedResponder(socket, bytes, () => Interlocked.Increment(ref _accepted));
            _responder.Start();
        }
    }

    /// <summary>A number that no other listener or connection of this session has.</summary>
    public int Id { get; }

    /// <summary>The address and port that clients connect to.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>The port that clients connect to, 1 to 65535: the real one, also where 0 was asked for.</summary>
    public int Port => (LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>How the listener stands.</summary>
    public ListenerState State => Volatile.Read(ref _stopped) == 0 ? ListenerState.Listening : ListenerState.Stopped;

    /// <summary>How many clients were accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Whether a fixed response answers every client.</summary>
    public bool AnswersByItself => _responder is not null;

    /// <summary>Starts to listen on TCP.</summary>
    /// <param name="local">The address and port; port 0 takes a free one.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <param name="response">Given to every client once it has sent a blank line or finished sending; null: clients are accepted with
    /// <see cref="Accept"/>.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.AddressInUse"/>, <see cref="Fault.AccessDenied"/>, <see cref="Fault.InvalidRequest"/>.</exception>
    public static SocketListener Start(IPEndPoint local, int backlog, ArraySegment<byte>? response) =>
        new(ListenerSocket.Listen(local, backlog), response);

    /// <summary>Waits for the next client.</summary>
    /// <param name="settings">What the connection remembers.</param>
    /// <param name="clock">Ends the wait; the listener goes on listening.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ConnectTimeout"/>, <see cref="Fault.ConnectionClosed"/>;
    /// <see cref="Fault.InvalidRequest"/>: it answers by itself.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection Accept(ConnectionSettings settings, CallClock clock)
    {
        if (AnswersByItself)
        {
            throw FaultFactory.InvalidRequest($"The listener on {this} answers every client by itself (-Response): start one without -Response to accept clients.");
        }

        try
        {
            clock.BeginAccept(ToString());
            return Wrap(AcceptSocket(clock), settings);
        }
        catch (Exception gone) when (gone is ObjectDisposedException || (gone is SocketException && State == ListenerState.Stopped))
        {
            throw FaultFactory.ListenerStopped(ToString());
        }
    }

    /// <summary>Stops listening. Connections that were accepted stay open. Stopping twice is harmless.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            ConnectionTable.Remove(this);
            _responder?.Dispose();
            _socket.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => HostEndPoint.Format(LocalEndPoint);

    private Socket AcceptSocket(CallClock clock)
    {
        while (true)
        {
            while (!_socket.Poll(clock.NextSliceMicroseconds(), SelectMode.SelectRead))
            {
            }

            try
            {
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
        Interlocked.Increment(ref _accepted);
        try
        {
            client.NoDelay = true;
        }
        catch (SocketException)
        {
            // The client has gone already; the first read tells.
        }

        var transport = new SocketTransport(client);
        var remote = transport.RemoteEndPoint as IPEndPoint;
        IPAddress address = remote?.Address ?? IPAddress.None;
        string host = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        return new SocketConnection(transport, host, remote?.Port ?? 0, settings, new ConnectionTiming());
    }
}
