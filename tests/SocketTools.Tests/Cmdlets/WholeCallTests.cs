using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Reading;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>-TimeoutSec is about the whole call: all that streams in, and what the caller's own patterns cost.</summary>
public class WholeCallTests : EngineTest
{
    private const string Slow = "'a', 'b' | ForEach-Object { $null = Receive-SocketData $c -Count 1 -IdleTimeoutSec 0.3 -ErrorAction SilentlyContinue; $_ }";

    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData("Send-SocketLine -Connection $c -TimeoutSec 0.2")]
    [InlineData("Send-SocketData -Connection $c -TimeoutSec 0.2")]
    [InlineData("Invoke-SocketCommand -Connection $c -TimeoutSec 0.2")]
    public async Task It_does_not_begin_anew_with_each_input(string command)
    {
        await ConnectAsync(_server);
        Session.Run($"{Slow} | {command}").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Assert.Equal(0, Connection.BytesSent);
        Run($"{Slow} | Send-SocketLine -Connection $c");
        Assert.Equal(6, Connection.BytesSent);
    }

    [Fact]
    public async Task Requests_and_datagrams_alike()
    {
        await ConnectAsync(_server);
        EngineResult requests = Session.Run($"{Slow} | ForEach-Object {{ 'http://' + $_ }} | Send-RawHttpRequest -Connection $c -TimeoutSec 0.2");
        Assert.All(requests.Errors, static e => Assert.StartsWith("SendTimeout,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, requests.Errors.Count);
        Assert.Equal(0, Connection.BytesSent);
        EngineResult datagrams = Session.Run($"$d = New-SocketConnection 127.0.0.1 9 -SocketType Dgram; {Slow} | Send-SocketDatagram -Connection $d -TimeoutSec 0.2; $d.BytesSent; Close-SocketConnection $d");
        Assert.All(datagrams.Errors, static e => Assert.StartsWith("SendTimeout,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, datagrams.Errors.Count);
        Assert.Equal("0", Assert.Single(datagrams.Texts));
    }

    [Fact]
    public async Task Connections_from_the_pipeline_are_a_call_each()
    {
        await ConnectAsync(_server);
        Run("$c, $c | ForEach-Object { $null = Receive-SocketData $c -Count 1 -IdleTimeoutSec 2.2 -ErrorAction SilentlyContinue; $_ } | Send-SocketLine 'x' -TimeoutSec 2");
        Assert.Equal(6, Connection.BytesSent);
    }

    [Theory]
    [InlineData("Receive-SocketLine $c -Until '^(a+)+$' -TimeoutSec 2", true)]
    [InlineData("Receive-SocketLine $c -Until ([regex] '^(a+)+$') -TimeoutSec 2", true)]
    [InlineData("Receive-SocketLine $c -Until '^(a+)+$' -ReadCount 0 -TimeoutSec 0.5", false)]
    [InlineData("Wait-SocketPattern $c '^(a+)+$' -TimeoutSec 0.5", false)]
    [InlineData("Wait-SocketPattern $c ([regex] '^(a+)+$') -TimeoutSec 0.5", false)]
    public async Task A_pattern_that_goes_astray_ends_in_time_and_nothing_is_lost(string script, bool lineIsEmitted)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        string line = new string('a', 60) + "!";
        await peer.SendAsync(line + "\r\nnext\r\n");
        Run($"$null = Receive-SocketData $c -Count {line.Length + 8} -Peek");
        EngineResult result = Session.Run(script);
        result.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        if (lineIsEmitted)
        {
            Assert.Equal(line, Assert.Single(result.Texts));
        }

        Assert.Equal(lineIsEmitted ? "next" : line, result.Output.Count > 0 && !lineIsEmitted ? ((string[])result.Output[0]!)[0] : Run("Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public async Task A_slow_search_has_its_time_and_its_match()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new string('a', 20) + "!b\r\n");
        Run("$null = Receive-SocketData $c -Count 24 -Peek");
        Assert.Equal("b", Run("Wait-SocketPattern $c '^(a+)+$|b' -TimeoutSec 60").Single<PatternMatch>().Match);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
