using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Tests.Transport;

public class EndPointTests
{
    // .NET looks whether a connection that was begun without blocking stands, when it is first asked for an end point, and takes a reset that waits.
    [Fact]
    public void Asking_for_the_end_points_takes_no_reset_from_whoever_reads()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using SocketConnection connection = SocketClient.Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        Socket peer = listener.Accept();
        peer.Send(new byte[2]);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        _ = connection.LocalEndPoint;
        Assert.Equal(Fault.ConnectionReset, Assert.Throws<SocketToolsException>(() => connection.ReceiveBytes(3)).Fault);
    }
}
