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
        // Two that scan at the same time, each with hundreds of sockets on all addresses, find each other's; the tests run in two builds.
        using var turn = new Mutex(false, @"Global\SocketTools.UdpScan");
        try
        {
            turn.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // One that was ended has left it to this one.
        }

        try
        {
            Scan();
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private void Scan()
    {
        // On an address of its own: other tests receive datagrams on theirs, those of the other build at the same time.
        IPAddress own = IPAddress.Parse("127.0.0.76");
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(own, 0));

        // Other programs of this computer answer by UDP too, now and then, and the tests of the other build run at the same time. A scan that
        // met its own sockets would find some thirty of them open each time.
        for (int attempt = 1; ; attempt++)
        {
            var tests = Run($"Test-SocketPort {own} 32768-60999 -Udp -ConnectTimeoutSec 1").Output.Cast<PortTest>().ToArray();
            Assert.Equal(60999 - 32768 + 1, tests.Length);
            Assert.Equal(PortState.NoReply, tests.Single(t => t.Port == ((IPEndPoint)silent.LocalEndPoint!).Port).State);
            int open = tests.Count(static t => t.State == PortState.Open);
            int silentToo = tests.Count(static t => t.State == PortState.NoReply);
            if (open == 0 && silentToo <= 20)
            {
                return;
            }

            Assert.True(attempt < 30, $"{open} were open and {silentToo} silent, each time.");
        }
    }
}
