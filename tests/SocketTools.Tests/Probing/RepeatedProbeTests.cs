using SocketTools.Probing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Probing;

/// <summary>Test-SocketPort -Count.</summary>
public class RepeatedProbeTests : EngineTest
{
    [Fact]
    public void Several_probes_of_an_open_port_are_summed_up()
    {
        using var server = ScriptedServer.Start();
        EngineResult result = Run($"Test-SocketPort {server.Address} -Count 4 -IntervalSec 0.1");
        PortPing ping = result.Single<PortPing>();
        Assert.Equal((PortState.Open, 4, 4, 0.0, ""), (ping.State, ping.Sent, ping.Received, ping.LossPercent, ping.Reason));
        Assert.True(TimeSpan.Zero < ping.Minimum && ping.Minimum <= ping.Mean && ping.Mean <= ping.Maximum);
        Assert.True(result.Elapsed >= TimeSpan.FromSeconds(0.3), $"Three intervals of 0.1 s; it was {result.Elapsed}.");
        RunningScript.Until(() => server.Arrived == 4, "four clients");
        Assert.Equal($"{server.Address} 4/4", ping.ToString());
    }

    [Fact]
    public void Of_a_closed_port_all_are_lost()
    {
        using var dead = new RefusingPort();
        PortPing ping = Run($"Test-SocketPort {dead.Address} -Count 3 -IntervalSec 0").Single<PortPing>();
        Assert.Equal((PortState.Closed, 3, 0, 100.0, "connection refused"), (ping.State, ping.Sent, ping.Received, ping.LossPercent, ping.Reason));
        Assert.Null(ping.Minimum);
        Assert.Null(ping.Mean);
        Assert.Null(ping.Maximum);
    }

    [Fact]
    public void Detailed_shows_each_probe()
    {
        using var server = ScriptedServer.Start();
        using var dead = new RefusingPort();
        EngineResult result = Run($"Test-SocketPort 127.0.0.1 {server.Port},{dead.Port} -Count 5 -IntervalSec 0.02 -Detailed");
        PortTest[] tests = result.Output.Select(static o => Assert.IsType<PortTest>(o)).ToArray();
        Assert.Equal(5, tests.Count(t => t.Port == server.Port && t.State == PortState.Open));
        Assert.Equal(5, tests.Count(t => t.Port == dead.Port && t.State == PortState.Closed));
    }

    [Fact]
    public async Task A_port_that_closes_meanwhile_loses_some()
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"Test-SocketPort {server.Address} -Count 50 -IntervalSec 0.02");
        for (int i = 0; i < 3; i++)
        {
            await server.AcceptAsync();
        }

        server.Dispose();
        PortPing ping = running.End().WithoutErrors().Single<PortPing>();
        Assert.Equal(50, ping.Sent);
        Assert.InRange(ping.Received, 3, 50);
        Assert.Equal(PortState.Open, ping.State);
        Assert.Equal(Math.Round(2.0 * (50 - ping.Received), 1), ping.LossPercent);
    }

    [Fact]
    public void Many_end_points_have_their_rounds_side_by_side()
    {
        using var hole = new BlackHole();
        using var server = ScriptedServer.Start();
        EngineResult result = Run($"Test-SocketPort 127.0.0.1 {hole.Port},{server.Port} -Count 3 -IntervalSec 0.1 -ConnectTimeoutSec 0.3");
        PortPing[] pings = result.Output.Select(static o => Assert.IsType<PortPing>(o)).ToArray();
        Assert.Equal(new[] { server.Port, hole.Port }, pings.Select(static p => p.Port));
        Assert.Equal((PortState.Filtered, 3, 0), (pings[1].State, pings[1].Sent, pings[1].Received));
    }

    [Fact]
    public void A_thousand_probes_of_one_port_without_a_pause()
    {
        using var server = ScriptedServer.Start();
        PortPing ping = Run($"Test-SocketPort {server.Address} -Count 1000 -IntervalSec 0").Single<PortPing>();
        Assert.Equal((1000, 1000), (ping.Sent, ping.Received));
    }
}
