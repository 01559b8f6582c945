using System.Net.Sockets;
using SocketTools.Faults;
using SocketTools.Tests.Servers;
using SocketTools.Transport;

namespace SocketTools.Tests.Transport;

/// <summary>Whether a path that is taken may be taken over, by what each platform says of it.</summary>
public sealed class UnixListenerPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _first = NewSocket();

    public UnixListenerPathTests() => _first.Bind(new UnixDomainSocketEndPoint(SocketPath));

    private string SocketPath => _folder["s"];

    // Windows has no datagram sockets to ask with, and says so where one is made; others refuse the type, the right, or a place in the queue.
    [Theory]
    [InlineData(SocketError.AddressFamilyNotSupported)]
    [InlineData(SocketError.SocketNotSupported)]
    [InlineData(SocketError.ProtocolType)]
    [InlineData(SocketError.AccessDenied)]
    [InlineData(SocketError.WouldBlock)]
    public void One_that_nobody_can_tell_of_stays(SocketError answer)
    {
        using Socket socket = NewSocket();
        SocketToolsException taken = Assert.Throws<SocketToolsException>(() => UnixListenerPath.Bind(socket, SocketPath, _ => throw new SocketException((int)answer)));
        Assert.Equal(Fault.AddressInUse, taken.Fault);
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void One_that_somebody_answers_at_stays()
    {
        using Socket socket = NewSocket();
        SocketToolsException taken = Assert.Throws<SocketToolsException>(() => UnixListenerPath.Bind(socket, SocketPath, static _ => { }));
        Assert.Equal(Fault.AddressInUse, taken.Fault);
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void One_that_refuses_is_taken_over()
    {
        using Socket socket = NewSocket();
        UnixListenerPath.Bind(socket, SocketPath, static _ => throw new SocketException((int)SocketError.ConnectionRefused));
        socket.Listen();
        using Socket client = NewSocket();
        client.Connect(new UnixDomainSocketEndPoint(SocketPath));
    }

    public void Dispose()
    {
        _first.Dispose();
        _folder.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
