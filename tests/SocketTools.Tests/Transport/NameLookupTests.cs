using System.Net;
using System.Net.Sockets;
using SocketTools.Compat;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Tests.Transport;

/// <summary>Names that nobody answers for, and what systems say that is not the peer's doing.</summary>
public sealed class NameLookupTests : IDisposable
{
    private readonly ManualResetEvent _answers = new(false);

    [Theory]
    [InlineData(40, "good.test")]
    [InlineData(600, "localhost")]
    public void Dead_ones_cost_nobody_else(int dead, string good)
    {
        for (int i = 0; i < dead; i++)
        {
            var clock = new CallClock(Timeouts.FromSeconds(0.001, 0, 0), default);
            clock.BeginConnect("dead");
            Faulty.Throws(Fault.ConnectTimeout, () => NameLookup.Run("dead.test", clock, Silence));
        }

        var patient = new CallClock(Timeouts.FromSeconds(Eventually.Patience.TotalSeconds, 0, 0), default);
        patient.BeginConnect(good);
        Assert.Equal(IPAddress.Loopback, Assert.Single(NameLookup.Run(good, patient, static _ => new[] { IPAddress.Loopback })));
    }

    [Fact]
    public void What_the_system_throws_comes_to_the_one_that_asked() => Assert.Throws<SocketException>(() =>
        NameLookup.Run("none.test", new CallClock(Timeouts.Default, default), static _ => throw new SocketException((int)SocketError.HostNotFound)));

    [Fact]
    public void A_lack_of_local_ports_is_not_told_of_the_peer()
    {
        Assert.Contains("no local port was free", TransportFaults.WordsOfConnecting(SocketError.AddressNotAvailable), StringComparison.Ordinal);
        Assert.Equal("connection refused", TransportFaults.WordsOfConnecting(SocketError.ConnectionRefused));
    }

    [Fact]
    public void Why_an_address_cannot_be_listened_on_is_told_as_the_platform_means_it()
    {
        Assert.Contains("below 1024", Told(SocketError.AccessDenied, isWindows: false).Message, StringComparison.Ordinal);
        SocketToolsException windows = Told(SocketError.AccessDenied, isWindows: true);
        Assert.Equal(Fault.AccessDenied, windows.Fault);
        Assert.DoesNotContain("below 1024", windows.Message, StringComparison.Ordinal);
        Assert.Equal(Fault.NotSupported, Told(SocketError.AddressFamilyNotSupported, isWindows: true).Fault);

        static SocketToolsException Told(SocketError error, bool isWindows) => TransportFaults.LocalAddress("listen on", "127.0.0.1:445", new SocketException((int)error), isWindows);
    }

    [Fact]
    public void The_file_of_services_is_where_each_system_has_it()
    {
        Assert.Equal("/etc/services", SystemFiles.Services(isWindows: false, "/System"));
        Assert.Equal(Path.Combine("system32", "drivers", "etc", "services"), SystemFiles.Services(isWindows: true, "system32"));
    }

    public void Dispose()
    {
        _answers.Set();
    }

    private IPAddress[] Silence(string name)
    {
        _answers.WaitOne();
        return Array.Empty<IPAddress>();
    }
}
