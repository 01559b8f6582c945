using SocketTools.Faults;
using SocketTools.Probing;

namespace SocketTools.Tests.Probing;

/// <summary>What -Port takes.</summary>
public class PortListTests
{
    [Theory]
    [InlineData("80", "80", true)]
    [InlineData("https", "443", true)]
    [InlineData("HTTPS", "443", true)]
    [InlineData("1", "1", true)]
    [InlineData("65535", "65535", true)]
    [InlineData("80,80", "80", false)]
    [InlineData("80-80", "80", false)]
    [InlineData("20-25,80", "20 21 22 23 24 25 80", false)]
    [InlineData(" 20 - 22 , ssh ", "20 21 22", false)]
    [InlineData("443,20-22,21-23", "443 20 21 22 23", false)]
    [InlineData("http-alt,xmpp-client", "8080 5222", false)]
    [InlineData("25|smtp|587", "25 587", false)]
    public void Ports_are_read_in_their_order_and_each_once(string texts, string ports, bool single)
    {
        PortList list = PortList.Parse(texts.Split('|'));
        Assert.Equal(ports, string.Join(" ", list.Ports()));
        Assert.Equal(list.Ports().Count(), list.Count);
        Assert.Equal(list.Ports().First(), list.First);
        Assert.Equal(single, list.IsSingle);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("20-")]
    [InlineData("-25")]
    [InlineData("25-20")]
    [InlineData("1-65536")]
    [InlineData("0-5")]
    [InlineData("80,,81")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("no-such-service")]
    [InlineData("80 81")]
    [InlineData("1-2-3")]
    [InlineData("٣")]
    [InlineData("+80")]
    public void What_is_no_port_is_refused(string text) => Faulty.Throws(Fault.InvalidRequest, () => PortList.Parse(new[] { text }));

    [Fact]
    public void All_ports_are_one_range()
    {
        PortList all = PortList.Parse(new[] { "1-65535" });
        Assert.Equal(65535, all.Count);
        Assert.Equal(Enumerable.Range(1, 65535), all.Ports());
    }

    [Fact]
    public void Services_come_from_our_table_first_and_then_from_the_systems()
    {
        Assert.Equal("https", ServicePorts.NameOf(443));
        Assert.Equal(22, ServicePorts.PortOf("ssh"));
        Assert.Equal(8080, ServicePorts.PortOf("http-alt"));
        Assert.Null(ServicePorts.PortOf("no such service"));
        Assert.Equal("", ServicePorts.NameOf(49151));
        if (File.Exists("/etc/services"))
        {
            Assert.Equal(13, ServicePorts.PortOf("daytime"));
            Assert.Equal(25, ServicePorts.PortOf("mail"));
        }
    }
}
