using System.Net;
using System.Text;
using SocketTools.Playing;

namespace SocketTools.Tests.Playing;

public class FtpDataPortTests
{
    private static readonly IPEndPoint s_here = new(IPAddress.Loopback, 0x0405);

    // Whatever a client of ours takes for a port, a relay and a replay name anew.
    [Theory]
    [InlineData("227 Entering Passive Mode (10,0,0,9,31,144).\r\n", 8080, "227 Entering Passive Mode (127,0,0,1,4,5).\r\n")]
    [InlineData("227 =10,0,0,9,31,144\r\n", 8080, "227 =127,0,0,1,4,5\r\n")]
    [InlineData("227 Passive 10, 0, 0, 9, 31, 144\r\n", 8080, "227 Passive 127,0,0,1,4,5\r\n")]
    [InlineData("229 Extended (|||8080|)\r\n", 8080, "229 Extended (|||1029|)\r\n")]
    [InlineData("229 Extended (!!!8080!)\r\n", 8080, "229 Extended (!!!1029!)\r\n")]
    [InlineData("229 |||8080|\r\n", 8080, "229 |||1029|\r\n")]
    [InlineData("227 Extended (|||8080|)\r\n", 8080, "227 Extended (|||1029|)\r\n")]
    [InlineData("200 ok\r\n229 (|||8080|)\r\n", 8080, "200 ok\r\n229 (|||1029|)\r\n")]
    [InlineData("150 Opening (10,0,0,9,31,144)\r\n", null, "150 Opening (10,0,0,9,31,144)\r\n")]
    [InlineData("229 none\r\n", null, "229 none\r\n")]
    public void A_reply_names_its_port_and_another(string said, int? port, string renamed)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(said);
        Assert.Equal(port, FtpDataPort.Find(bytes));
        Assert.Equal(renamed, Encoding.Latin1.GetString(FtpDataPort.Replace(bytes, s_here)));
    }
}
