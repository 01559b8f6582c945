using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SocketTools.Compat;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Playing;

/// <summary>Passes every client through to a server, through the weather.</summary>
/// <remarks>
/// <para>What one side does, the other sees: bytes, bytes out of band (RFC 9293, 3.8.5), the end of one direction, a reset. Between two
/// plain ends nothing is added; where there is TLS on either, the bytes are those above it.</para>
/// <para>A side that reads slowly slows the other: no more is read than can be written.</para>
/// </remarks>
public sealed class Relay : Player
{
    private const int MostErrors = 100;

    // How much moves before it is worth a thread, and until a stream that never pauses lets the other direction have its turn.
    private const int LongStream = 1024 * 1024;

    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(5);

    private readonly Func<CallClock, ByteTransport> _reach;
    private readonly ConnectionOpener? _opener;
    private readonly string _serverName;
    private readonly TlsSettings? _toTls;
    private readonly Timeouts _timeouts;
    private bool _isData;
    private readonly Queue<RelayError> _errors = new();

    /// <summary>Prepares to pass clients on to a host.</summary>
    /// <param name="target">The server.</param>
    /// <param name="opener">How it is reached: addresses, proxy.</param>
    /// <param name="toTls">How to speak TLS with it; null: plain.</param>
    /// <param name="timeouts">The limit on reaching it, TLS included.</param>
    /// <param name="settings">How clients are served.</param>
    public Relay(HostEndPoint target, ConnectionOpener opener, TlsSettings? toTls, Timeouts timeouts, PlaySettings settings)
        : this(target.ToString(), target.HostName, clock => opener.Reach(target, below => ProtectProxy(below, opener, timeouts), clock), toTls, timeouts, settings) => _opener = opener;

    /// <summary>Prepares to pass clients on to a Unix socket.</summary>
    /// <param name="path">A path, or on Linux <c>@name</c>.</param>
    /// <param name="opener">How it is reached.</param>
    /// <param name="toTls">How to speak TLS with it; null: plain.</param>
    /// <param name="timeouts">The limit on reaching it.</param>
    /// <param name="settings">How clients are served.</param>
    public Relay(string path, ConnectionOpener opener, TlsSettings? toTls, Timeouts timeouts, PlaySettings settings)
        : this(path, "localhost", clock => opener.ReachUnix(path, clock), toTls, timeouts, settings)
    {
    }

    private Relay(string peer, string serverName, Func<CallClock, ByteTransport> reach, TlsSettings? toTls, Timeouts timeouts, PlaySettings settings)
        : base(settings)
    {
        Peer = peer;
        _serverName = serverName;
        _reach = reach;
        _toTls = toTls;
        _timeouts = timeouts;
    }

    private enum Outcome
    {
        Ended,
        SourceBroke,
        SinkBroke,
    }

    /// <summary>The server, as messages name it.</summary>
    public string Peer { get; }

    /// <summary>Whether the server speaks FTP, and its data connections are passed through too: where a reply of its names a port (227, 229),
    /// clients are told one of the relay's. Each is recorded as a transcript of its own, behind the one in which it was named.</summary>
    public bool HasFtpData { get; init; }

    /// <summary>How to speak TLS with clients that begin it in the middle (STARTTLS); null: it passes through as it is, as it does where TLS is
    /// spoken from the start, with an https proxy too.</summary>
    public TlsSettings? ListenStartTls { get; init; }

    /// <summary>How to speak TLS with the server then.</summary>
    public TlsSettings ToStartTls { get; init; } = new();

    /// <summary>Why clients could not be passed on: the last 100 reasons, the newest last.</summary>
    public IReadOnlyList<RelayError> Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToArray();
            }
        }
    }

    private protected override async Task ServeAsync(PlayEnd end, PlayedRequest request, int number, CancellationToken stop)
    {
        Socket? socket = null;
        using var way = new RelayWay(this, request.RemoteEndPoint, end.Socket);
        try
        {
            // Looking up a name or talking with a proxy waits, and most of what is said then follows at once.
            await OwnThread.Begin();
            ByteTransport reached = _reach(new CallClock(_timeouts, stop));
            way.LeadTo(reached);
            socket = reached.Socket;
            Watch(socket);
            if (way.IsCircle)
            {
                throw FaultFactory.InvalidRequest($"The way to {Peer} leads back to this relay.");
            }

            if (!socket.Connected)
            {
                // Asked for its end point, .NET has looked whether it stands, and has taken a reset that waited there.
                end.Reset();
                return;
            }

            using PlayEnd server = await SecureAsync(socket, (reached as StreamTransport)?.Stream).ConfigureAwait(false);
            await PassAsync(end, server, request, number, stop).ConfigureAwait(false);
        }
        catch (SocketToolsException unreachable)
        {
            Note(number, unreachable);
            end.Reset();
        }
        finally
        {
            if (socket is not null)
            {
                Forget(socket);
                socket.Dispose();
            }
        }
    }

    // On the thread of its own that reaching takes.
    private static StreamTransport ProtectProxy(ByteTransport below, ConnectionOpener opener, Timeouts timeouts)
    {
        HostEndPoint proxy = opener.Proxy!.EndPoint;
        return new StreamTransport(below, BeginTlsAsync(below.Socket, null, opener.ProxyTls, proxy.HostName, proxy.ToString(), timeouts).GetAwaiter().GetResult());
    }

    private async Task<PlayEnd> SecureAsync(Socket socket, SslStream? tunnel) =>
        new(socket, _toTls is TlsSettings tls ? await BeginTlsAsync(socket, tunnel, tls, _serverName, Peer, _timeouts).ConfigureAwait(false) : null, tunnel);

    private static async Task<SslStream> BeginTlsAsync(Socket socket, Stream? over, TlsSettings tls, string serverName, string peer, Timeouts timeouts)
    {
        if (over is null)
        {
            socket.Blocking = true;
            over = new NetworkStream(socket, ownsSocket: true);
        }

        var details = new TlsDetails();
        var judge = new CertificateJudge(tls, details, isServer: false);
        SslStream secure = TlsHandshake.NewStream(over, judge.Accept);
        var late = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var tooLong = new IdleTimer(timeouts.Connect, () =>
        {
            late.TrySetResult(true);
            socket.Dispose();
        });

        // Left to itself where it is late: the platform may block in it, to fetch an issuer or a list of what was revoked, whatever becomes of the socket.
        Task handshake = Task.Run(() => TlsHandshake.AsClientAsync(secure, tls.ServerName ?? serverName, tls, judge.Accept));
        if (await Task.WhenAny(handshake, late.Task).ConfigureAwait(false) == late.Task)
        {
            throw FaultFactory.ConnectTimeout(peer, timeouts.Connect, Limit.ConnectTimeout);
        }

        try
        {
            await handshake.ConfigureAwait(false);
            return secure;
        }
        catch (Exception failure) when (IsGone(failure))
        {
            throw judge.Refused ? FaultFactory.CertificateRejected(peer, details.PolicyReasons, details, failure)
                : FaultFactory.TlsFailed(peer, failure.InnerException?.Message ?? failure.Message, failure);
        }
    }

    private async Task PassAsync(PlayEnd client, PlayEnd server, PlayedRequest request, int number, CancellationToken stop)
    {
        WeatherLane? towardsServer = null;
        WeatherLane? towardsClient = null;
        void Cut(WeatherCut by)
        {
            if (by == WeatherCut.Reset)
            {
                client.Reset();
                server.Reset();
                return;
            }

            // What either still sends is read and leads nowhere, so that no reset destroys what is on its way to them.
            towardsServer?.Drop();
            towardsClient?.Drop();
            _ = CloseBothAsync(client, server, stop);
        }

        bool urgent = client.HasUrgentData && server.HasUrgentData;
        if (urgent)
        {
            client.WatchUrgentData();
            server.WatchUrgentData();
        }

        using var idle = new IdleTimer(Settings.IdleTimeout, () =>
        {
            client.Dispose();
            server.Dispose();
        });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using WeatherLane there = towardsServer = new WeatherLane(Weather, WeatherTowards.Server, server, Cut, 2 * number, stop);
        using WeatherLane back = towardsClient = new WeatherLane(Weather, WeatherTowards.Client, client, Cut, (2 * number) + 1, stop);
        there.Begin();
        back.Begin();
        using FtpRelay? ftp = HasFtpData && client.Socket.LocalEndPoint is IPEndPoint here
            ? new FtpRelay(back, here.Address, ListenStartTls is not null, (address, port) => RelayData(address, server.Socket, port, client.Tap?.Secrets), stop)
            : null;
        RelayUpgrade? upgrade = ListenStartTls is TlsSettings listen && client.IsPlain && server.IsPlain ? new RelayUpgrade(client, server, _isData, () => ProtectBothAsync(client, listen, server, there, back)) : null;
        Task<Outcome> sending = PassAsync(client, there, request.Add, null, urgent, idle, upgrade is null ? null : upgrade.ReadClientAsync);
        Task<Outcome> receiving = PassAsync(server, back, null, ftp, urgent, idle, upgrade is null ? null : upgrade.ReadServerAsync);
        Outcome sent = await sending.ConfigureAwait(false);

        // Who has ended its stream may be there still, or not, and a server that keeps silent never finds out.
        Task gone = sent == Outcome.SourceBroke ? Task.CompletedTask : client.WaitUntilGoneAsync(over.Token);
        if (await Task.WhenAny(receiving, gone).ConfigureAwait(false) == gone)
        {
            server.Reset();
        }

        // What the server said before it went has to arrive first; then the client learns that nobody takes what it sends.
        Outcome received = await receiving.ConfigureAwait(false);
        if (there.IsSilent || back.IsSilent)
        {
            await gone.ConfigureAwait(false);
        }

        if (sent == Outcome.SinkBroke || received == Outcome.SourceBroke)
        {
            client.Reset();
        }

        over.Cancel();
    }

    private static async Task<Outcome> PassAsync(PlayEnd source, WeatherLane lane, Action<byte[], int, int>? seen, FtpRelay? ftp, bool urgent, IdleTimer idle, Func<byte[], Task<int>>? read)
    {
        byte[]? buffer = null;
        int size = BufferPool.Size;
        int moved = 0;
        bool writing = false;
        try
        {
            while (true)
            {
                if (urgent && source.IsPlain && source.IsAtUrgentData())
                {
                    var value = new byte[1];
                    if (source.TryRead(value, 1) == 1)
                    {
                        writing = true;
                        await lane.SendUrgentAsync(value[0]).ConfigureAwait(false);
                        writing = false;
                    }

                    continue;
                }

                buffer ??= BufferPool.Rent(size);
                int count = read is not null ? await read(buffer).ConfigureAwait(false)
                    : source.IsPlain ? source.TryRead(buffer, buffer.Length)
                    : await source.ReadAsync(buffer, buffer.Length).ConfigureAwait(false);
                if (count < 0)
                {
                    // A silent connection holds no buffer.
                    BufferPool.Return(buffer);
                    buffer = null;
                    if (source.IsPlain)
                    {
                        await source.WaitReadableAsync().ConfigureAwait(false);
                    }

                    continue;
                }

                size = count == buffer.Length ? BufferPool.LargeSize : size;
                writing = true;
                if (count == 0)
                {
                    await (ftp?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
                    await lane.EndAsync().ConfigureAwait(false);
                    return Outcome.Ended;
                }

                idle.Restart();
                seen?.Invoke(buffer, 0, count);
                await (ftp?.SendAsync(buffer, 0, count) ?? lane.SendAsync(buffer, 0, count)).ConfigureAwait(false);
                writing = false;
                if (buffer.Length < size)
                {
                    BufferPool.Return(buffer);
                    buffer = null;
                }

                if (source.IsPlain && (moved += count) >= LongStream)
                {
                    moved = 0;
                    await OwnThread.TryBegin();
                    await (OwnThread.IsCurrent ? source.WaitReadableAsync() : Task.CompletedTask).ConfigureAwait(false);
                }
            }
        }
        catch (Exception gone) when (IsGone(gone) && gone is not SocketToolsException)
        {
            if (writing)
            {
                return Outcome.SinkBroke;
            }

            await PassResetAsync(lane).ConfigureAwait(false);
            return Outcome.SourceBroke;
        }
        finally
        {
            if (buffer is not null)
            {
                BufferPool.Return(buffer);
            }
        }
    }

    // With the server first: where that refuses, the client has not been promised anything.
    private async Task ProtectBothAsync(PlayEnd client, TlsSettings listen, PlayEnd server, WeatherLane towardsServer, WeatherLane towardsClient)
    {
        // A cut that is due behind what is under way comes first.
        await Task.WhenAll(towardsServer.FlushAsync(), towardsClient.FlushAsync()).ConfigureAwait(false);
        server.Adopt(await BeginTlsAsync(server.Socket, null, ToStartTls, _serverName, Peer, _timeouts).ConfigureAwait(false));
        using var tooLong = new IdleTimer(_timeouts.Connect, client.Dispose);
        await client.ProtectAsync(listen).ConfigureAwait(false);
    }

    // Where the control connection has gone to, whatever address the reply names: behind a router that is one of its inside.
    private SocketRelay RelayData(IPAddress here, Socket control, int port, KnownSecrets? secrets)
    {
        string host = _opener!.Proxy is null && control.RemoteEndPoint is IPEndPoint there ? there.Address.ToString() : _serverName;
        var settings = Settings with { Tls = null, MostClients = 1, Secrets = secrets, Recording = Settings.Recording is null ? null : Settings.Recording with { Begun = KeepTranscript } };
        var relay = new Relay(HostEndPoint.Create(host, port), _opener.Onwards(secrets), null, _timeouts, settings)
        {
            _isData = true,
            ListenStartTls = ListenStartTls,
            ToStartTls = ToStartTls with { ServerName = ToStartTls.ServerName ?? _serverName },
        };
        return SocketRelay.Start(new IPEndPoint(here, 0), 1, settings, relay);
    }

    private static async Task CloseBothAsync(PlayEnd client, PlayEnd server, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(client.EndAsync(), server.EndAsync()).ConfigureAwait(false);
            await Task.Delay(s_lingerTime, stop).ConfigureAwait(false);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // Sooner than we closed.
        }

        client.Dispose();
        server.Dispose();
    }

    private static async Task PassResetAsync(WeatherLane lane)
    {
        try
        {
            await lane.ResetAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // There is nobody left to tell.
        }
    }

    private void Note(int client, SocketToolsException error)
    {
        lock (_errors)
        {
            _errors.Enqueue(new RelayError(client, error.Fault, error.Message, DateTimeOffset.Now));
            if (_errors.Count > MostErrors)
            {
                _errors.Dequeue();
            }
        }
    }
}
