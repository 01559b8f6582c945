using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>redis-server on a Unix socket.</summary>
public sealed class RedisTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();
    private PeerProgram? _redis;

    [Fact]
    public async Task It_answers_PING()
    {
        await StartAsync();
        Assert.Equal("+PONG", Run("$c | Send-SocketLine PING -PassThru | Receive-SocketLine").Single<string>());
    }

    [Fact]
    public async Task A_hundred_thousand_pipelined_commands_in_one_send_are_answered_whole()
    {
        await StartAsync();
        const int Count = 100_000;
        var commands = new StringBuilder();
        for (int i = 1; i <= Count; i++)
        {
            commands.Append(null, $"SET key:{i} {i}\r\nINCR key:{i}\r\n");
        }

        Session["commands"] = commands.ToString();
        EngineResult result = Run($"Send-SocketData $commands -Connection $c; Receive-SocketLine $c -Count {2 * Count} -ReadCount 0");
        var replies = (string[])Assert.Single(result.Output)!;
        Assert.Equal(2 * Count, replies.Length);
        for (int i = 1; i <= Count; i++)
        {
            Assert.Equal("+OK", replies[(2 * i) - 2]);
            Assert.Equal($":{i + 1}", replies[(2 * i) - 1]);
        }

        Assert.Equal(":" + Count, Run("$c | Send-SocketLine DBSIZE -PassThru | Receive-SocketLine").Single<string>());
        Assert.Equal(0, Connection.Available);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _redis?.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        string path = _folder["redis"];
        _redis = PeerProgram.Start("redis-server", "redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--dir", _folder.Path);
        await _redis.SaysAsync("ready to accept connections");
        Run($"$c = New-SocketConnection -UnixSocket '{path}'");
        Adopt();
    }
}
