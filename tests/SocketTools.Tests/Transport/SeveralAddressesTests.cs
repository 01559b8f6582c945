using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Servers;
using SocketTools.Tls;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Transport;

/// <summary>A host with several addresses, some of them dead (RFC 8305, 5).</summary>
public class SeveralAddressesTests
{
    // Far more than the stagger, far less than a system's own patience with an address that does not answer.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(60);

    [Fact]
    public void Behind_a_black_hole_the_next_address_is_connected_in_about_the_stagger()
    {
        using var hole = new BlackHole();
        using var server = ScriptedServer.Start();
        var stages = new Stages();
        var time = Stopwatch.StartNew();
        using Socket socket = Connect(stages, Pair.Clock(), hole.EndPoint, At(server.Port));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(240), s_soon);
        Assert.Equal(At(server.Port), socket.RemoteEndPoint);
        Assert.Equal(new[] { "Connecting " + hole.Address, "Connecting " + server.Address }, stages.Told);
    }

    [Fact]
    public void Behind_one_that_refuses_the_next_is_tried_at_once()
    {
        using var dead = new RefusingPort();
        using var server = ScriptedServer.Start();
        var stages = new Stages();
        using Socket socket = Connect(stages, Pair.Clock(), At(dead.Port), At(server.Port));
        Assert.Equal(At(server.Port), socket.RemoteEndPoint);
        Assert.Equal(
            new[] { "Connecting " + dead.Address, $"ConnectAttemptFailed {dead.Address}: connection refused", "Connecting " + server.Address }, stages.Told);
    }

    [Fact]
    public void Behind_several_black_holes_each_costs_one_stagger()
    {
        using var first = new BlackHole();
        using var second = new BlackHole();
        using var third = new BlackHole();
        using var server = ScriptedServer.Start();
        var time = Stopwatch.StartNew();
        using Socket socket = Connect(new Stages(), Pair.Clock(), first.EndPoint, second.EndPoint, third.EndPoint, At(server.Port));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(720), s_soon);
        Assert.Equal(At(server.Port), socket.RemoteEndPoint);
    }

    [Fact]
    public void A_first_address_that_answers_leaves_the_others_alone()
    {
        using var server = ScriptedServer.Start();
        using var other = ScriptedServer.Start();
        using Socket socket = Connect(new Stages(), Pair.Clock(), At(server.Port), At(other.Port));
        Assert.Equal(At(server.Port), socket.RemoteEndPoint);
        Assert.Equal(0, other.Count());
    }

    [Fact]
    public void All_dead_is_one_error_that_lists_each_with_its_reason()
    {
        using var first = new RefusingPort();
        using var second = new RefusingPort();
        using var third = new RefusingPort(IPAddress.IPv6Loopback);
        SocketToolsException fault = Faulty.Throws(
            Fault.ConnectFailed,
            () => Connect(new Stages(), Pair.Clock(), At(first.Port), At(second.Port), new IPEndPoint(IPAddress.IPv6Loopback, third.Port)));
        Assert.Contains($"{first.Address}: connection refused; {second.Address}: connection refused; [::1]:", fault.Message, StringComparison.Ordinal);
        Assert.IsType<SocketException>(fault.InnerException);
    }

    [Fact]
    public void Black_holes_and_refusals_together_end_at_the_clock()
    {
        using var hole = new BlackHole();
        using var dead = new RefusingPort();
        var clock = new CallClock(Timeouts.FromSeconds(0.6, 0, 0), default);
        clock.BeginConnect("host.test:80");
        SocketToolsException fault = Faulty.Throws(Fault.ConnectTimeout, () => Connect(new Stages(), clock, hole.EndPoint, At(dead.Port)));
        Assert.Contains("0.6 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_ends_it()
    {
        using var hole = new BlackHole();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsAny<OperationCanceledException>(() => Connect(new Stages(), Pair.Clock(stop: stop.Token), hole.EndPoint));
    }

    [Theory]
    [InlineData(WireEventKind.Connecting)]
    [InlineData(WireEventKind.Connected)]
    [InlineData(WireEventKind.ProxyAgreed)]
    [InlineData(WireEventKind.TlsEstablished)]
    public async Task Whoever_cannot_be_told_a_stage_any_more_leaves_no_connection_behind(WireEventKind stage)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            if (stage == WireEventKind.ProxyAgreed)
            {
                await client.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            }
            else if (stage == WireEventKind.TlsEstablished)
            {
                using var authority = new Tls.TestAuthority("Test");
                await Tls.ServerSide.ProtectAsync(client, authority.Issue(new[] { "127.0.0.1" }));
            }

            await client.ReadToEndAsync();
        });
        var opener = new ConnectionOpener
        {
            Observer = new Stopped(stage),
            Proxy = stage == WireEventKind.ProxyAgreed ? ProxySettings.Parse("http://" + server.Address, null) : null,
            Tls = stage == WireEventKind.TlsEstablished ? new TlsSettings { SkipCertificateCheck = true } : null,
        };
        Assert.Throws<OperationCanceledException>(() => opener.Open(HostEndPoint.Create("127.0.0.1", server.Port), Pair.Clock()));
        if (stage != WireEventKind.Connecting)
        {
            ScriptedClient client = await server.AcceptAsync();
            await client.GoneAsync();
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [InlineData("::1 ::2 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2")]
    [InlineData("10.0.0.1 10.0.0.2 10.0.0.3 ::1", "10.0.0.1 ::1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    public void The_families_take_turns(string found, string tried)
    {
        IPAddress[] addresses = found.Split(' ').Select(IPAddress.Parse).ToArray();
        Assert.Equal(tried, string.Join(" ", AddressResolver.Interleave(addresses)));
    }

    private static Socket Connect(Stages stages, CallClock clock, params EndPoint[] addresses) =>
        new SocketConnector("host.test:80", new SocketRecipe(), clock, stages).Connect(addresses);

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private sealed class Stopped : IWireObserver
    {
        private readonly WireEventKind _stage;

        internal Stopped(WireEventKind stage) => _stage = stage;

        public void OnWireEvent(WireEvent wireEvent)
        {
            if (wireEvent.Kind == _stage)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private sealed class Stages : IWireObserver
    {
        internal List<string> Told { get; } = new();

        public void OnWireEvent(WireEvent wireEvent) => Told.Add($"{wireEvent.Kind} {wireEvent.Detail}");
    }
}
