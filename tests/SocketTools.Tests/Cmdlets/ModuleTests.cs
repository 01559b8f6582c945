using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>What concerns the whole process: nothing else runs beside these.</summary>
[Collection(Alone.Name)]
public class ModuleTests : EngineTest
{
    [Fact]
    public async Task Removing_the_module_closes_what_was_open_and_it_can_be_imported_again()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run("$l = Start-SocketListener; $r = Start-SocketListener -Response x");
        var listeners = new[] { (SocketListener)Session["l"]!, (SocketListener)Session["r"]! };
        Run("Remove-Module SocketTools");
        Assert.Equal(ConnectionState.Closed, Connection.State);
        Assert.All(listeners, static l => Assert.Equal(ListenerState.Stopped, l.State));
        Assert.Empty(await peer.ReadToEndAsync());
        Assert.Equal("CommandNotFoundException", Assert.Single(Session.Run("Get-SocketConnection").Errors).FullyQualifiedErrorId);

        Run($"Import-Module '{EngineSession.ModulePath}'");
        Assert.Empty(Run("Get-SocketConnection").Output);
        peer = await ConnectAsync(server);
        await peer.SendAsync("hello\r\n");
        Assert.Equal("hello", Run("Receive-SocketLine $c").Single<string>());
        Run("Close-SocketConnection $c");
    }

    [Fact]
    public async Task Removing_the_module_ends_what_still_waits()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("ha");
        using RunningScript waiting = Session.Begin("Receive-SocketLine $c -IdleTimeoutSec 0");
        RunningScript.Until(() => Connection.Available == 2, "the first half");
        using (var other = new EngineSession())
        {
            other.Run("Remove-Module SocketTools").WithoutErrors();
        }

        waiting.End().SingleError("ConnectionClosed", System.Management.Automation.ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task Import_closes_nothing()
    {
        using var server = ScriptedServer.Start();
        await ConnectAsync(server);
        Run($"Import-Module '{EngineSession.ModulePath}' -Force:$false");
        using (var other = new EngineSession())
        {
            Assert.Contains(Connection, other.Run("Get-SocketConnection").WithoutErrors().Output);
        }

        Assert.Equal(ConnectionState.Open, Connection.State);
    }

    [Fact]
    public async Task Connections_are_listed_until_they_are_closed()
    {
        using var server = ScriptedServer.Start();
        await ConnectAsync(server);
        Assert.Same(Connection, Run("Get-SocketConnection $c.Id").Output.Single());
        Assert.Contains(Connection, Run("Get-SocketConnection -HostName '127.*'").Output);
        Assert.DoesNotContain(Connection, Run("Get-SocketConnection -HostName 'other*'").Output);
        Assert.Contains(Connection, Run("Get-SocketConnection").Output);
        Run("$c.Id | Close-SocketConnection");
        Assert.DoesNotContain(Connection, Run("Get-SocketConnection").Output);
    }

    [Fact]
    public void A_thousand_connections_leave_no_handle_behind()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Handles are counted in /proc/self/fd, which only Linux has.");
        }

        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync((await client.ReadLineAsync())! + "\r\n");
            await client.ReadToEndAsync();
        });
        const string Use = @"1..{0} | ForEach-Object {{
            $c = New-SocketConnection {1}
            $c | Send-SocketLine hello -PassThru | Receive-SocketLine
            Close-SocketConnection $c
        }}";
        Assert.Equal(10, Run(string.Format(null, Use, 10, server.Address)).Output.Count);
        int before = TestProcess.Handles;
        EngineResult result = Run(string.Format(null, Use, 1000, server.Address));
        Assert.Equal(1000, result.Output.Count);
        Assert.All(result.Texts, static t => Assert.Equal("hello", t));

        // The runtime opens some of its own when it first needs them; one lost in each connection would be a thousand.
        RunningScript.Until(() => TestProcess.Handles < before + 100, $"the {before} handles of before, now {TestProcess.Handles}");
        Assert.Empty(server.Connections);
    }

    [Fact]
    public void Failed_and_timed_out_connects_leave_no_handle_behind()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Handles are counted in /proc/self/fd, which only Linux has.");
        }

        using var dead = new RefusingPort();
        using var hole = new BlackHole();
        string script = $"1..30 | ForEach-Object {{ New-SocketConnection localhost {dead.Port} -ErrorAction Ignore; New-SocketConnection {hole.Address} -ConnectTimeoutSec 0.01 -ErrorAction Ignore }}";
        Run(script);
        int before = TestProcess.Handles;
        Run(script);
        RunningScript.Until(() => TestProcess.Handles <= before, $"the {before} handles of before, now {TestProcess.Handles}");
    }

    [Fact]
    public void A_listener_that_answers_leaves_no_handle_behind()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Handles are counted in /proc/self/fd, which only Linux has.");
        }

        const string Script = "$l = Start-SocketListener -Response \"HTTP/1.0 200 OK`r`n`r`nx\"; 1..100 | ForEach-Object { (Invoke-RawHttpGet \"127.0.0.1:$($l.Port)\").Content }; Stop-SocketListener $l";
        Run(Script);
        int before = TestProcess.Handles;
        Assert.Equal(100, Run(Script).Output.Count);
        RunningScript.Until(() => TestProcess.Handles <= before, $"the {before} handles of before, now {TestProcess.Handles}");
    }
}
