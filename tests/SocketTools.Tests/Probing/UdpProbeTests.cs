using System.Net;
using System.Net.Sockets;
using SocketTools.Probing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Sockets;

namespace SocketTools.Tests.Probing;

/// <summary>Test-SocketPort -Udp.</summary>
public class UdpProbeTests : EngineTest
{
    [Fact]
    public async Task Reply_silence_and_refusal_are_told_apart()
    {
        using Socket answers = Bound();
        using Socket silent = Bound();
        int dead = PeerProgram.FreeUdpPort();
        Task<SocketReceiveFromResult> question = answers.ReceiveFromAsync(new byte[2000], new IPEndPoint(IPAddress.Any, 0));
        using RunningScript running = Session.Begin($"Test-SocketPort 127.0.0.1 {Port(answers)},{dead} -Udp -ConnectTimeoutSec 60");
        SocketReceiveFromResult from = await question.InTime();
        Assert.Equal(0, from.ReceivedBytes);
        await answers.SendToAsync(new byte[7], from.RemoteEndPoint);
        PortTest[] tests = running.End().WithoutErrors().Output.Select(static o => Assert.IsType<PortTest>(o)).ToArray();
        Assert.All(tests, static t => Assert.Equal(ProbeProtocol.Udp, t.Protocol));
        PortTest open = tests.Single(t => t.Port == Port(answers));
        Assert.Equal((PortState.Open, "replied with 7 bytes"), (open.State, open.Reason));
        Assert.NotNull(open.Latency);
        PortTest closed = tests.Single(t => t.Port == dead);
        Assert.Equal((PortState.Closed, "port unreachable (ICMP)"), (closed.State, closed.Reason));
        PortTest quiet = Run($"Test-SocketPort 127.0.0.1 {Port(silent)} -Udp -Detailed -ConnectTimeoutSec 0.2").Single<PortTest>();
        Assert.Equal((PortState.NoReply, "no reply within 0.2 s: open and silent, or filtered", null), (quiet.State, quiet.Reason, quiet.Latency));
    }

    [Fact]
    public void One_that_does_not_reply_is_not_True()
    {
        using Socket silent = Bound();
        Assert.False(Run($"Test-SocketPort 127.0.0.1 {Port(silent)} -Udp -ConnectTimeoutSec 0.1").Single<bool>());
    }

    [Fact]
    public void An_empty_reply_and_a_huge_one_are_replies()
    {
        foreach (int length in new[] { 0, 60000 })
        {
            using Socket answers = Bound();
            _ = Task.Run(async () =>
            {
                SocketReceiveFromResult from = await answers.ReceiveFromAsync(new byte[2000], new IPEndPoint(IPAddress.Any, 0));
                await answers.SendToAsync(new byte[length], from.RemoteEndPoint);
            });
            Assert.Equal($"replied with {length} bytes", Run($"Test-SocketPort 127.0.0.1 {Port(answers)} -Udp -Detailed -ConnectTimeoutSec 60").Single<PortTest>().Reason);
        }
    }

    // TFTP answers from a new port (RFC 1350, 4).
    [Fact]
    public async Task A_reply_from_another_port_counts_and_one_from_another_host_does_not()
    {
        Assert.SkipWhen(Tls.TlsTest.IsNetStandard || !OperatingSystem.IsLinux(), "Only a connected socket hears of refusals here.");

        using Socket asked = Bound();
        using Socket answers = Bound();
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        Task<SocketReceiveFromResult> question = asked.ReceiveFromAsync(new byte[2000], new IPEndPoint(IPAddress.Any, 0));
        using RunningScript running = Session.Begin($"Test-SocketPort 127.0.0.1 {Port(asked)} -Udp -Detailed -ConnectTimeoutSec 60");
        SocketReceiveFromResult from = await question.InTime();
        await stranger.SendToAsync(new byte[3], from.RemoteEndPoint);
        await answers.SendToAsync(new byte[7], from.RemoteEndPoint);
        PortTest test = running.End().WithoutErrors().Single<PortTest>();
        Assert.Equal((PortState.Open, $"replied with 7 bytes from port {Port(answers)}"), (test.State, test.Reason));
    }

    [Fact]
    public void The_question_for_a_name_server_is_one_that_it_answers()
    {
        using var dnsmasq = new DatagramPeerTests.DnsmasqServer("host.test", "192.0.2.9");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds };
        socket.Connect(IPAddress.Loopback, dnsmasq.Port);
        socket.Send(UdpQuestions.For(53));
        var answer = new byte[512];
        int count = socket.Receive(answer);
        Assert.True(count >= 12);
        Assert.Equal(UdpQuestions.For(53).Take(2), answer.Take(2));
        Assert.Equal(0x80, answer[2] & 0x80);

        // NOERROR, REFUSED or SERVFAIL: it was understood. FORMERR it would be where it was not.
        Assert.NotEqual(1, answer[3] & 0x0F);
    }

    [Theory]
    [InlineData(53, 17)]
    [InlineData(69, 26)]
    [InlineData(123, 48)]
    [InlineData(137, 50)]
    [InlineData(161, 60)]
    [InlineData(443, 1200)]
    [InlineData(3478, 20)]
    [InlineData(5683, 4)]
    [InlineData(9, 0)]
    public void Questions_have_the_length_that_their_protocols_say(int port, int length) => Assert.Equal(length, UdpQuestions.For(port).Length);

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
