using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Url;

/// <summary>Ctrl+C ends every wait of Get-UriContent.</summary>
public class UriStopTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("greeting")]
    [InlineData("USER")]
    [InlineData("PASS")]
    [InlineData("SIZE")]
    [InlineData("EPSV")]
    [InlineData("RETR")]
    [InlineData("AUTH")]
    public async Task While_an_FTP_server_says_nothing(string verb)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = "" } };
        using RunningScript running = Session.Begin($"Get-UriContent {server.Uri}a -IdleTimeoutSec 0 -ConnectTimeoutSec 0 {(verb == "AUTH" ? "-Tls" : "")}");
        await server.Stalled.InTime();
        running.StopsAtOnce();
    }

    [Fact]
    public async Task While_an_FTP_server_does_not_say_that_it_was_all()
    {
        using var server = new ScriptedFtp("hello") { After = "" };
        using RunningScript running = Session.Begin($"Get-UriContent {server.Uri}a -IdleTimeoutSec 0");
        await server.Stalled.InTime();
        running.StopsAtOnce();
    }

    [Fact]
    public async Task While_a_data_connection_is_silent_or_never_comes_about()
    {
        var there = new TaskCompletionSource();
        using (var server = new ScriptedFtp("", async client =>
        {
            there.TrySetResult();
            await client.StayAsync();
        }) { Replies = { ["RETR"] = "150 Here\r\n" } })
        {
            using RunningScript running = Session.Begin($"Get-UriContent {server.Uri}a -IdleTimeoutSec 0");
            await there.Task.InTime();
            RunningScript.Until(() => server.Heard.Contains("RETR a"), "RETR");
            running.StopsAtOnce();
        }

        using var hole = new BlackHole();
        using var other = new ScriptedFtp("") { Replies = { ["EPSV"] = $"229 (|||{hole.Port}|)\r\n" } };
        using RunningScript connecting = Session.Begin($"Get-UriContent {other.Uri}a -ConnectTimeoutSec 0");
        RunningScript.Until(() => other.Heard.Contains("EPSV"), "EPSV");
        connecting.StopsAtOnce();
    }

    [Theory]
    [InlineData("gopher", "/1")]
    [InlineData("gopher", "/0x")]
    [InlineData("gopher", "/9x")]
    [InlineData("http", "/")]
    public async Task While_a_server_is_silent(string scheme, string path)
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"Get-UriContent {scheme}://{server.Address}{path} -IdleTimeoutSec 0");
        ScriptedClient client = await server.AcceptAsync();
        Assert.NotNull(await client.ReadLineAsync());
        running.StopsAtOnce();
    }

    [Fact]
    public async Task While_data_pour_in()
    {
        using var server = ScriptedServer.Start(static client => client.SendForeverAsync("text and no end of it\r\n"));
        using RunningScript running = Session.Begin($"Get-UriContent gopher://{server.Address}/9 -OutFile /dev/null");
        await server.AcceptAsync();
        running.StopsAtOnce();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_nobody_writes_into_a_pipe(bool hasWriter)
    {
        string pipe = _folder["pipe"];
        ProgramServer.RunToEnd("mkfifo", "coreutils", pipe);
        using FileStream? writer = hasWriter ? new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite) : null;
        using RunningScript running = Session.Begin($"'begun'; Get-UriContent {pipe} -IdleTimeoutSec 0");
        await running.OutputAsync(1);
        running.StopsAtOnce();

        // Whoever still waits for the other end is let go.
        using FileStream end = new(pipe, FileMode.Open, FileAccess.ReadWrite);
        end.WriteByte(0);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
