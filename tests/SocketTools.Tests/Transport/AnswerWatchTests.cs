using System.Net;
using System.Net.Sockets;
using SocketTools.Transport;

namespace SocketTools.Tests.Transport;

public sealed class AnswerWatchTests : IDisposable
{
    private readonly Socket _peer;
    private readonly SocketTransport _transport;

    public AnswerWatchTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        _peer = listener.Accept();
        _transport = new SocketTransport(socket);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public void What_is_there_is_taken()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "With one processor nothing is watched.");
        Come();
        Assert.Equal(1, new AnswerWatch().TryRead(_transport, new byte[8]));
    }

    [Fact]
    public void Where_nothing_came_the_next_times_are_passed_over_and_each_miss_doubles_them()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "With one processor nothing is watched.");
        var watch = new AnswerWatch();
        foreach (int passes in new[] { 2, 4, 8 })
        {
            Assert.Equal(ByteTransport.WouldWait, watch.TryRead(_transport, new byte[8]));
            Come();
            for (int i = 0; i < passes; i++)
            {
                Assert.Equal(ByteTransport.WouldWait, watch.TryRead(_transport, new byte[8]));
            }

            Assert.Equal(1, _transport.TryRead(new byte[8]));
        }

        Come();
        Assert.Equal(1, watch.TryRead(_transport, new byte[8]));
        Assert.Equal(ByteTransport.WouldWait, watch.TryRead(_transport, new byte[8]));
    }

    private void Come()
    {
        _peer.Send(new byte[1]);
        Assert.True(_transport.Socket.Poll(Eventually.Patience, SelectMode.SelectRead));
    }
}
