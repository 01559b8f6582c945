using SocketTools.Faults;
using SocketTools.Transport;

namespace SocketTools.Tests.Transport;

public class HostEndPointTests
{
    [Theory]
    [InlineData("host", 25, "host", 25)]
    [InlineData("host:25", null, "host", 25)]
    [InlineData("host:25", 25, "host", 25)]
    [InlineData("127.0.0.1:1", null, "127.0.0.1", 1)]
    [InlineData("host:65535", null, "host", 65535)]
    [InlineData("[::1]:25", null, "::1", 25)]
    [InlineData("[::1]", 25, "::1", 25)]
    [InlineData("::1", 25, "::1", 25)]
    [InlineData("2001:db8::1", 25, "2001:db8::1", 25)]
    [InlineData("[fe80::1%1]:25", null, "fe80::1%1", 25)]
    [InlineData("bücher.example:25", null, "bücher.example", 25)]
    public void Host_and_port_are_read(string text, int? port, string host, int expected)
    {
        HostEndPoint parsed = HostEndPoint.Parse(text, port);
        Assert.Equal(host, parsed.HostName);
        Assert.Equal(expected, parsed.Port);
        Assert.Equal(parsed.ToString(), HostEndPoint.Parse(parsed.ToString(), null).ToString());
    }

    [Theory]
    [InlineData("host", null)]
    [InlineData("::1", null)]
    [InlineData("host:", null)]
    [InlineData("host:x", null)]
    [InlineData("host:-1", null)]
    [InlineData("host:0", null)]
    [InlineData("host: 25", null)]
    [InlineData("host:70000", null)]
    [InlineData("host:99999999999999", null)]
    [InlineData("host", 0)]
    [InlineData("host", -5)]
    [InlineData("host", 70000)]
    [InlineData("host:25", 26)]
    [InlineData("[::1", 25)]
    [InlineData("[::1]25", null)]
    [InlineData("[::1]:", null)]
    [InlineData("[host]:25", null)]
    [InlineData("[]:25", null)]
    [InlineData(":25", null)]
    [InlineData("", 25)]
    [InlineData("a b", 25)]
    [InlineData("a\r\nb", 25)]
    [InlineData("a\0b", 25)]
    [InlineData("http://host/", 25)]
    [InlineData("host/path", 25)]
    [InlineData("user@host", 25)]
    [InlineData("a:b:25", null)]
    public void What_is_not_a_host_and_a_port_is_refused(string text, int? port) =>
        Faulty.Throws(Fault.InvalidRequest, () => HostEndPoint.Parse(text, port));
}
