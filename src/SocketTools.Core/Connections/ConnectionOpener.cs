using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Connections;

/// <summary>Opens connections: name, addresses, socket.</summary>
public sealed class ConnectionOpener
{
    /// <summary>What the connection remembers.</summary>
    public ConnectionSettings Settings { get; init; } = new();

    /// <summary>Only addresses of this family; unspecified: both.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>Told of each stage; null: nobody.</summary>
    public IWireObserver? Observer { get; init; }

    /// <summary>Makes the sockets.</summary>
    public SocketRecipe Recipe { get; init; } = new();

    /// <summary>How to speak TLS; null: plain.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>How to speak TLS with an https proxy, whatever is spoken with the target.</summary>
    public TlsSettings ProxyTls { get; init; } = new();

    /// <summary>The proxy to go through; null: none.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary>Where to connect in place of the target, whose name stays the one that is asked for; null: to the target.</summary>
    public HostEndPoint? ConnectTo { get; init; }

    /// <summary>What is said in plaintext before TLS (STARTTLS); null: nothing.</summary>
    public Action<SocketConnection, CallClock>? Prelude { get; init; }

    /// <summary>Opens a connection to a host. A datagram or raw socket only locates its peer: nothing is sent.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="clock">Ends the wait; the connect timeout covers all stages together.</param>
    /// <returns>The connection, open.</returns>
    /// <exception cref="SocketToolsException">No address, nobody there, forbidden, refused by the proxy or in the handshake, a clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection Open(HostEndPoint target, CallClock clock) => OpenSharing(target, clock, null);

    /// <summary>The same where secrets are known that may come back there.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="secrets">Shared with the connection; null: it begins with those that the proxy is told.</param>
    internal SocketConnection OpenSharing(HostEndPoint target, CallClock clock, KnownSecrets? secrets)
    {
        Tls?.DemandUsable();
        return clock.WithinConnect(target.ToString(), () => OpenWithin(target, clock, secrets ?? Settings.Secrets ?? (Proxy?.Credential is null ? null : new KnownSecrets())));
    }

    /// <summary>Opens a connection to a Unix socket.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c> for an abstract one.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <exception cref="SocketToolsException">Nobody there, forbidden, not supported here, a clock ran out.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public SocketConnection OpenUnix(string path, CallClock clock) => OpenUnixSharing(path, clock, null);

    /// <summary>The same where secrets are known that may come back there.</summary>
    internal SocketConnection OpenUnixSharing(string path, CallClock clock, KnownSecrets? secrets)
    {
        Tls?.DemandUsable();
        return clock.WithinConnect(path, () =>
        {
            var timing = new ConnectionTiming();
            return Finish(ReachUnix(path, timing, clock), path, path, 0, timing, clock, secrets);
        });
    }

    /// <summary>The same for the plain connections that a dialogue leads to, whose places are known: <see cref="ConnectTo"/> has done its work.</summary>
    /// <param name="secrets">What was said there in secret, and may come back here; null: nothing.</param>
    internal ConnectionOpener Onwards(KnownSecrets? secrets) => new() { Settings = Settings with { Secrets = secrets }, Family = Family, Observer = Observer, Recipe = Recipe, ProxyTls = ProxyTls, Proxy = Proxy };

    /// <summary>Reaches a host as <see cref="Open"/> does, and leaves TLS with it and all else to the caller.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="protect">Begins TLS with an https proxy.</param>
    /// <param name="clock">Ends the wait.</param>
    internal ByteTransport Reach(HostEndPoint target, Func<ByteTransport, ByteTransport> protect, CallClock clock) =>
        clock.WithinConnect(target.ToString(), () => Reach(target, new ConnectionTiming(), protect, clock, new KnownSecrets()));

    /// <summary>Reaches a Unix socket likewise.</summary>
    internal ByteTransport ReachUnix(string path, CallClock clock) => clock.WithinConnect(path, () => ReachUnix(path, new ConnectionTiming(), clock));

    private SocketConnection OpenWithin(HostEndPoint target, CallClock clock, KnownSecrets? secrets)
    {
        var timing = new ConnectionTiming();
        return Finish(Reach(target, timing, below => TlsTransport.AsClient(below, ProxyTls, Proxy!.EndPoint.HostName, Proxy.EndPoint.ToString(), clock), clock, secrets), target.ToString(), target.HostName, target.Port, timing, clock, secrets);
    }

    private ByteTransport Reach(HostEndPoint target, ConnectionTiming timing, Func<ByteTransport, ByteTransport> protect, CallClock clock, KnownSecrets? secrets)
    {
        HostEndPoint wanted = ConnectTo ?? target;
        IPAddress? resolvedHere = Proxy?.Kind == ProxyKind.Socks5 ? Resolve(wanted.HostName, Family, clock, timing)[0] : null;
        HostEndPoint first = Proxy?.EndPoint ?? wanted;
        IReadOnlyList<IPAddress> addresses = Resolve(first.HostName, SourceFamily, clock, timing);
        ByteTransport transport = Connect(addresses.Select(a => new IPEndPoint(a, first.Port)).ToArray(), Proxy is null ? first.ToString() : $"the proxy {first}", timing, clock);
        try
        {
            if (Proxy is not null)
            {
                transport = AskProxy(transport, protect, wanted, resolvedHere, timing, clock, secrets);
            }
        }
        catch (Exception failure)
        {
            transport.Dispose();
            if (failure is SocketToolsException { Fault: Fault.ConnectTimeout } late)
            {
                throw ConnectionFaults.ConnectTimeoutIn(late, "The proxy " + Proxy!.EndPoint, "the talk with it");
            }

            throw;
        }

        return transport;
    }

    private ByteTransport ReachUnix(string path, ConnectionTiming timing, CallClock clock)
    {
        EndPoint address = UnixEndPoint.Create(path);
        using (address as IDisposable)
        {
            return Connect(new[] { address }, path, timing, clock);
        }
    }

    // A source address reaches addresses of its own family alone.
    private AddressFamily SourceFamily => Family == AddressFamily.Unspecified && Recipe.SourceAddress is IPAddress source ? source.AddressFamily : Family;

    private IReadOnlyList<IPAddress> Resolve(string hostName, AddressFamily family, CallClock clock, ConnectionTiming timing)
    {
        var stage = Stopwatch.StartNew();
        Tell(WireEventKind.Resolving, hostName);
        IReadOnlyList<IPAddress> addresses = AddressResolver.Resolve(hostName, family, clock);
        timing.Resolve += stage.Elapsed;
        Tell(WireEventKind.Resolved, string.Join(", ", addresses));
        return addresses;
    }

    private ByteTransport Connect(IReadOnlyList<EndPoint> addresses, string peer, ConnectionTiming timing, CallClock clock)
    {
        var stage = Stopwatch.StartNew();
        var connector = new SocketConnector(peer, Recipe, clock, Observer);
        Socket socket = connector.Connect(addresses);
        timing.Connect = stage.Elapsed;
        ByteTransport transport = Recipe.SocketType == SocketType.Stream ? new SocketTransport(socket, connector.ConnectedTo) : new DatagramTransport(socket, connector.ConnectedTo);
        try
        {
            // A shell that is being stopped throws where it is told something.
            Tell(WireEventKind.Connected, HostEndPoint.Format(transport.RemoteEndPoint));
            return transport;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private ByteTransport AskProxy(ByteTransport transport, Func<ByteTransport, ByteTransport> protect, HostEndPoint target, IPAddress? address, ConnectionTiming timing, CallClock clock, KnownSecrets? secrets)
    {
        var stage = Stopwatch.StartNew();
        if (Proxy!.Kind == ProxyKind.Https)
        {
            transport = protect(transport);
        }

        new ProxyDialogue(transport, Proxy, clock, secrets ?? new KnownSecrets()).Connect(target, address);
        timing.Proxy = stage.Elapsed;
        Tell(WireEventKind.ProxyAgreed, $"{Proxy.EndPoint} connects to {target}");
        return transport;
    }

    private SocketConnection Finish(ByteTransport transport, string peer, string hostName, int port, ConnectionTiming timing, CallClock clock, KnownSecrets? secrets)
    {
        try
        {
            clock.ThrowIfStopped();
        }
        catch
        {
            transport.Dispose();
            throw;
        }

        var connection = new SocketConnection(transport, peer, hostName, port, secrets is null ? Settings : Settings with { Secrets = secrets }, timing);
        if (Tls is null || Prelude is not null)
        {
            connection.NoteConnected();
        }

        if (Tls is null && Prelude is null)
        {
            return Speaking(connection);
        }

        IWireObserver? before = connection.Observe(Observer);
        try
        {
            RunPrelude(connection, clock);
            if (Tls is not null)
            {
                connection.BeginTls(Tls, clock, wasPlain: Prelude is not null);
            }

            connection.Observe(before);
            return Speaking(connection);
        }
        catch (SocketToolsException fault) when (connection.Transcript is SocketTranscript recorded)
        {
            connection.Dispose();
            throw fault.WithRecording(new Recording(new[] { recorded }));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SocketConnection Speaking(SocketConnection connection)
    {
        if (Settings.Telnet)
        {
            connection.SpeakTelnet();
        }

        return connection;
    }

    private void RunPrelude(SocketConnection connection, CallClock clock)
    {
        try
        {
            Prelude?.Invoke(connection, clock);
        }
        catch (SocketToolsException late) when (late.Fault == Fault.ConnectTimeout)
        {
            throw ConnectionFaults.ConnectTimeoutIn(late, connection.Peer, "what is said before TLS");
        }
    }

    private void Tell(WireEventKind kind, string detail) => Observer?.OnWireEvent(new WireEvent(kind, detail));
}
