using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Probing;

/// <summary>What ends Test-SocketPort early.</summary>
public class ProbeStopTests : EngineTest
{
    [Theory]
    [InlineData("Test-SocketPort HOLE -ConnectTimeoutSec 0")]
    [InlineData("Test-SocketPort HOLE -ConnectTimeoutSec 0 -Count 1000")]
    [InlineData("Test-SocketPort 127.0.0.78 1-65535 -Count 1000000 -IntervalSec 0")]
    [InlineData("Test-SocketPort SERVER -Count 1000000 -IntervalSec 1000")]
    [InlineData("Test-SocketPort 127.0.0.1 9 -Udp -Count 1000000 -IntervalSec 0 -ConnectTimeoutSec 1000")]
    [InlineData("& { while ($true) { $hosts } } | Test-SocketPort -ConnectTimeoutSec 0")]
    public async Task Ctrl_C(string script)
    {
        using var hole = new BlackHole();
        using var server = ScriptedServer.Start();
        Session["hosts"] = new object[] { hole.Address };
        for (int round = 0; round < 3; round++)
        {
            using RunningScript running = Session.Begin("'begun'; " + script.Replace("HOLE", hole.Address, StringComparison.Ordinal).Replace("SERVER", server.Address, StringComparison.Ordinal));
            await running.OutputAsync(1);
            if (script.Contains("SERVER", StringComparison.Ordinal))
            {
                await server.AcceptAsync();
            }

            running.StopsAtOnce();
        }
    }

    [Fact]
    public void Select_First_ends_all_probes()
    {
        using var server = ScriptedServer.Start();
        using var hole = new BlackHole();
        EngineResult result = Run($"'{hole.Address}', '{server.Address}' | Test-SocketPort -Count 1000000 -IntervalSec 0 -ConnectTimeoutSec 0 -Detailed | Select-Object -First 3");
        Assert.Equal(3, result.Output.Count);

        // The cmdlet has waited for the end of its probes: whoever comes now comes after the last of them.
        Assert.InRange(server.Count(), 3, 200000);
    }

    [Fact]
    public void Nobody_is_probed_after_a_break()
    {
        using var server = ScriptedServer.Start();
        Run($"foreach ($i in 1) {{ Test-SocketPort 127.0.0.78 1-65535 | ForEach-Object {{ break }} }}");
        Assert.True(Run($"Test-SocketPort {server.Address}").Single<bool>());
        RunningScript.Until(() => server.Arrived >= 1, "the one client");
    }
}
