using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketTools.Connections;
using SocketTools.Limits;
using SocketTools.Playing;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Tests.Playing;

/// <summary>Data connections outlive the dialogue that led to them.</summary>
public class FtpDataPortsTests
{
    // More than the system's buffers take: most of it is still to be sent when the dialogue ends.
    private const int Size = 16 * 1024 * 1024;

    private const string Control = "S: 220 hi\nC: EPSV\nS: 229 Entering (|||32768|)\nC: RETR a\nS: 150 begins\nS: 226 done\nS* ";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static IEnumerable<int> Listening => ConnectionTable.Listeners.Select(static l => l.Port);

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task What_a_replay_has_announced_arrives_behind_the_end_of_its_dialogue(string end)
    {
        using SocketReplay replay = StartReplay(end);
        Assert.Equal(Size, await FetchAsync(replay.Port));
        Assert.Empty(replay.Mismatches);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task What_is_under_way_through_a_relay_arrives_behind_the_end_of_its_dialogue(string end)
    {
        using SocketReplay server = StartReplay(end);
        var settings = new PlaySettings();
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", server.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings) { HasFtpData = true };
        using SocketRelay between = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, relay);
        Assert.Equal(Size, await FetchAsync(between.Port));
        Assert.Empty(relay.Errors);
    }

    [Fact]
    public async Task A_replay_that_stops_ends_what_is_under_way()
    {
        using SocketReplay replay = StartReplay("close");
        using TcpClient data = await BeginAsync(replay.Port);
        replay.Dispose();
        Assert.NotEqual(Size, await CountAsync(data));
    }

    [Fact]
    public async Task A_port_that_nobody_has_come_to_is_given_back()
    {
        using SocketReplay replay = StartReplay("close");
        using var control = new TcpClient();
        await control.ConnectAsync(IPAddress.Loopback, replay.Port, Stop);
        int port = await AskForPortAsync(control);
        Assert.Contains(port, Listening);
        await EndAsync(control);
        Eventually.True(() => !Listening.Contains(port), "the end of the port");
    }

    [Fact]
    public async Task The_next_port_ends_the_one_before_with_what_is_under_way_there()
    {
        var settings = new PlaySettings();
        SocketTranscript data = SocketTranscript.Parse($"S. \"{new string('x', Size)}\"\nS* close");
        const string Again = "C: EPSV\nS: 229 Entering (|||32768|)\n";
        using SocketReplay server = SocketReplay.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            10,
            settings,
            new ReplayPlayer(SocketTranscript.Parse("S: 220 hi\n" + Again + Again + Again), ReplayOrder.Strict, keepsTimes: false, null, settings, [data, data, data]));
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", server.Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings) { HasFtpData = true };
        using SocketRelay between = SocketRelay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, relay);
        using var control = new TcpClient();
        await control.ConnectAsync(IPAddress.Loopback, between.Port, Stop);
        int first = await AskForPortAsync(control);
        var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, first, Stop);
        await slow.GetStream().ReadExactlyAsync(new byte[1], Stop);
        int second = await AskForPortAsync(control, isGreeted: true);
        int third = await AskForPortAsync(control, isGreeted: true);
        Eventually.True(() => !Listening.Contains(second), "the end of the port that nobody came to");
        Assert.Equal(Size - 1, await CountAsync(slow));
        slow.Dispose();
        Eventually.True(() => !Listening.Contains(first), "the end of the first port");
        Assert.Contains(third, Listening);
    }

    [Fact]
    public async Task A_server_that_names_ports_without_end_takes_no_more_than_a_few()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var settings = new PlaySettings();
        var relay = new Relay(HostEndPoint.Create("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port), new ConnectionOpener(), null, Timeouts.FromSeconds(60, 0, 0), settings) { HasFtpData = true };
        IPAddress own = IPAddress.Parse(OwnAddress.Next());
        using SocketRelay between = SocketRelay.Start(new IPEndPoint(own, 0), 10, settings, relay);
        using var control = new TcpClient();
        await control.ConnectAsync(own, between.Port, Stop);
        using TcpClient served = await server.AcceptTcpClientAsync(Stop);
        await served.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("229 Entering (|||32768|)\r\n", 200))), Stop);
        using var reader = new StreamReader(control.GetStream(), Encoding.ASCII);
        var ports = new HashSet<int>();
        for (int i = 0; i < 200; i++)
        {
            ports.Add(PortIn(await reader.ReadLineAsync(Stop)));
        }

        Assert.InRange(ConnectionTable.Listeners.Count(l => l.LocalEndPoint is IPEndPoint here && here.Address.Equals(own) && ports.Contains(here.Port)), 1, 17);
    }

    private static SocketReplay StartReplay(string end)
    {
        var settings = new PlaySettings();
        SocketTranscript data = SocketTranscript.Parse($"S. \"{new string('x', Size)}\"\nS* close");
        return SocketReplay.Start(new IPEndPoint(IPAddress.Loopback, 0), 10, settings, new ReplayPlayer(SocketTranscript.Parse(Control + end), ReplayOrder.Strict, keepsTimes: false, null, settings, [data]));
    }

    private static async Task<int> FetchAsync(int port)
    {
        using TcpClient data = await BeginAsync(port);
        return await CountAsync(data);
    }

    // The dialogue, to its end; nothing of the data has been read.
    private static async Task<TcpClient> BeginAsync(int port)
    {
        using var control = new TcpClient();
        await control.ConnectAsync(IPAddress.Loopback, port, Stop);
        var data = new TcpClient();
        await data.ConnectAsync(IPAddress.Loopback, await AskForPortAsync(control), Stop);
        await EndAsync(control);
        return data;
    }

    private static async Task<int> AskForPortAsync(TcpClient control, bool isGreeted = false)
    {
        using var reader = new StreamReader(control.GetStream(), Encoding.ASCII, false, 1024, leaveOpen: true);
        if (!isGreeted)
        {
            Assert.Equal("220 hi", await reader.ReadLineAsync(Stop));
        }

        await control.GetStream().WriteAsync("EPSV\r\n"u8.ToArray(), Stop);
        return PortIn(await reader.ReadLineAsync(Stop));
    }

    private static int PortIn(string? reply) => int.Parse(Regex.Match(reply!, @"\d{4,5}(?=\|)").Value, CultureInfo.InvariantCulture);

    private static async Task EndAsync(TcpClient control)
    {
        await control.GetStream().WriteAsync("RETR a\r\n"u8.ToArray(), Stop);
        try
        {
            while (await control.GetStream().ReadAsync(new byte[1024], Stop) > 0)
            {
            }
        }
        catch (IOException)
        {
            // By a reset.
        }
    }

    private static async Task<int> CountAsync(TcpClient data)
    {
        var block = new byte[64 * 1024];
        int all = 0;
        try
        {
            int count;
            while ((count = await data.GetStream().ReadAsync(block, Stop)) > 0)
            {
                all += count;
            }
        }
        catch (IOException)
        {
            // By a reset: that was all.
        }

        return all;
    }
}
