using SocketTools.Connections;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Where Select-Object -First has enough, nothing more is opened, asked for, sent or read.</summary>
public class EarlyEndTests : EngineTest
{
    private const string Response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private int _asked;

    [Fact]
    public void Of_hosts()
    {
        using var server = ScriptedServer.Start(static client => client.StayAsync());
        Run($"$c = '{server.Address}', '{server.Address}' | New-SocketConnection | Select-Object -First 1");
        Adopt();
        Assert.Equal(ConnectionState.Open, Connection.State);
        Assert.Equal(1, server.Count());
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet")]
    [InlineData("Invoke-RawHttpRequest -Method POST -Body x")]
    public void Of_URIs(string command)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 })
            {
                Interlocked.Increment(ref _asked);
                await client.SendAsync(Response);
                await client.ReadAsync(command.Contains("-Body", StringComparison.Ordinal) ? 1 : 0);
            }
        });
        Assert.Equal("ok", Run($"'{server.Url}', '{server.Url}' | {command} | Select-Object -First 1").Single<RawHttpResponse>().Content);
        Assert.Equal(1, server.Count());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public void Of_responses()
    {
        Session["wire"] = Response + "and this is none";
        Assert.Equal("ok", Run("ConvertFrom-RawHttpResponse $wire | Select-Object -First 1").Single<RawHttpResponse>().Content);
    }

    [Theory]
    [InlineData("Send-SocketLine hello -PassThru", 7)]
    [InlineData("Send-SocketData hello -PassThru", 5)]
    [InlineData("Send-RawHttpRequest http://h/ -Headers @{ 'User-Agent' = $null } -PassThru", 27)]
    public async Task Of_connections(string command, long sent)
    {
        using var server = ScriptedServer.Start();
        await ConnectAsync(server);
        Run($"$d = New-SocketConnection {server.Address}; $c, $d | {command} | Select-Object -First 1");
        using var other = (SocketConnection)Session["d"]!;
        Assert.Equal((sent, 0L), (Connection.BytesSent, other.BytesSent));
    }
}
