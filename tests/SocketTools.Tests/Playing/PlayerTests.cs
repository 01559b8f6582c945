using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Playing;

namespace SocketTools.Tests.Playing;

/// <summary>What a player does where accepting fails, as each platform may let it.</summary>
public sealed class PlayerTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly FixedResponder _player = new("served"u8.ToArray(), new PlaySettings { MostClients = 1 });

    public PlayerTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    // A client that left the queue, no handle to be had, and what no platform has said yet; thrown at once, and by the task.
    public static TheoryData<Exception, bool> Failures()
    {
        var failures = new TheoryData<Exception, bool>();
        foreach (bool isLate in new[] { false, true })
        {
            failures.Add(new SocketException((int)SocketError.ConnectionAborted), isLate);
            failures.Add(new SocketException((int)SocketError.TooManyOpenSockets), isLate);
            failures.Add(new InvalidOperationException("Nobody has thrown this yet."), isLate);
        }

        return failures;
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task It_answers_behind_a_failure_to_accept(Exception failure, bool isLate)
    {
        int asked = 0;
        _player.Start(
            () => ++asked > 2 ? _listener.AcceptAsync() : isLate ? Task.FromException<Socket>(failure) : throw failure,
            static () => { });

        // Its one place is free again, too: twice.
        Assert.Equal("served", await GetAnswerAsync());
        Assert.Equal("served", await GetAnswerAsync());
        Assert.True(asked > 2);
    }

    [Fact]
    public async Task It_answers_behind_a_failure_to_count()
    {
        int counted = 0;
        _player.Start(_listener, () =>
        {
            if (++counted == 1)
            {
                throw new InvalidOperationException("The one who counts.");
            }
        });

        // The first client is let go, and nobody waits for it.
        Assert.Equal("", await GetAnswerAsync());
        Assert.Equal("served", await GetAnswerAsync());
    }

    public void Dispose()
    {
        _player.Dispose();
        _listener.Dispose();
    }

    private async Task<string> GetAnswerAsync()
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.LocalEndPoint!);
        using var answer = new MemoryStream();
        using var stream = new NetworkStream(client);
        try
        {
            await stream.WriteAsync("\r\n\r\n"u8.ToArray());
            await stream.CopyToAsync(answer).InTime();
        }
        catch (IOException)
        {
            // Closed before it had read what we said.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
