using System.Net;
using System.Net.Sockets;
using SocketTools.Probing;
using SocketTools.Tests.Engine;

namespace SocketTools.Tests.Probing;

/// <summary>Test-SocketPort -Udp on thousands of ports of this computer; alone, since the sockets of other tests would be found too.</summary>
[Collection(Alone.Name)]
public class UdpScanTests : EngineTest
{
    // The sockets of the scan are bound to some of the very ports that it asks.
    [Fact]
    public void A_scan_of_this_computer_does_not_meet_its_own_sockets()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var tests = Run("Test-SocketPort 127.0.0.1 32768-60999 -Udp -ConnectTimeoutSec 1").Output.Cast<PortTest>().ToArray();
        Assert.Equal(60999 - 32768 + 1, tests.Length);
        Assert.Equal(PortState.NoReply, tests.Single(t => t.Port == ((IPEndPoint)silent.LocalEndPoint!).Port).State);
        Assert.DoesNotContain(tests, static t => t.State == PortState.Open);

        // Other sockets of this computer may be silent too.
        Assert.InRange(tests.Count(static t => t.State == PortState.NoReply), 1, 20);
    }
}
