using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Ctrl+C ends every wait of these cmdlets.</summary>
public class SocketStopTests : EngineTest
{
    private const int Rounds = 5;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("Wait-SocketPattern $c never")]
    [InlineData("Wait-SocketPattern $c -SimpleMatch never, nothing")]
    [InlineData("Receive-SocketData $c -Peek -Count 2")]
    [InlineData("Receive-SocketData $c -OutOfBand")]
    [InlineData("Receive-SocketData $c -Count 2 -OutFile /dev/null")]
    public async Task While_a_stream_is_silent(string script)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Stops(script);
        Assert.Equal(ConnectionState.Open, Connection.State);
        await peer.SendAsync("fine");
        Assert.Equal("fine", Run("Receive-SocketData $c -Count 4 -AsText").Single<string>());
    }

    [Theory]
    [InlineData("Receive-SocketDatagram $c")]
    [InlineData("Receive-SocketDatagram $l -IdleTimeoutSec 0")]
    [InlineData("Receive-SocketData $c")]
    [InlineData("Receive-SocketLine $c")]
    public void While_no_datagram_comes(string script)
    {
        Run("$l = Start-SocketListener -SocketType Dgram; $c = New-SocketConnection 127.0.0.1 $l.Port -SocketType Dgram -IdleTimeoutSec 0");
        Adopt();
        Stops(script);
        Run("Send-SocketLine ping -Connection $c; $d = Receive-SocketDatagram $l; $d | Send-SocketDatagram \"pong`n\" -Listener $l");
        Assert.Equal("pong", Run("Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public void While_a_Unix_listener_has_no_room_and_while_it_waits()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["full"]));
        listener.Listen(0);
        Run($"$c = New-SocketConnection -UnixSocket '{_folder["full"]}'");
        Adopt();
        Stops($"New-SocketConnection -UnixSocket '{_folder["full"]}' -ConnectTimeoutSec 0");
        Run($"$l = Start-SocketListener -UnixSocket '{_folder["own"]}'");
        Stops("Wait-SocketConnection $l");
    }

    [Fact]
    public async Task While_a_peer_takes_nothing_of_a_file()
    {
        await File.WriteAllBytesAsync(_folder["file"], new byte[20_000_000]);
        using var server = ScriptedServer.Start();
        for (int round = 0; round < Rounds; round++)
        {
            await ConnectAsync(server);
            using RunningScript running = Session.Begin($"Send-SocketData -InFile '{_folder["file"]}' -Connection $c -IdleTimeoutSec 0");
            RunningScript.Until(() => Connection.BytesSent > 0, "the first bytes");
            running.StopsAtOnce();
            Run("Close-SocketConnection $c -Abort");
        }
    }

    [Fact]
    public async Task While_a_file_pours_in_without_end()
    {
        using var server = ScriptedServer.Start(static client => client.SendForeverAsync("x"));
        await ConnectAsync(server);
        using RunningScript running = Session.Begin($"Receive-SocketData $c -OutFile '{_folder["file"]}'");
        RunningScript.Until(() => Connection.BytesReceived > 1_000_000, "some bytes");
        running.StopsAtOnce();
        Assert.False(File.Exists(_folder["file"]));
        Assert.Equal(Connection.BytesReceived, new FileInfo(_folder["file.part"]).Length + Connection.Available);
    }

    [Fact]
    public async Task While_datagrams_pour_in_and_a_Unix_peer_takes_none()
    {
        Run($"$l = Start-SocketListener -UnixSocket '{_folder["d"]}' -SocketType Dgram; $c = New-SocketConnection -UnixSocket '{_folder["d"]}' -SocketType Dgram");
        Adopt();
        using (RunningScript sending = Session.Begin("for ($i = 0; ; $i++) { Send-SocketDatagram ([byte[]]::new(1000)) -Connection $c -IdleTimeoutSec 0; $i }"))
        {
            await sending.OutputAsync(3);
            sending.StopsAtOnce();
        }

        using RunningScript receiving = Session.Begin("while ($true) { Receive-SocketDatagram $l | ForEach-Object { $_.Data.Length } }");
        await receiving.OutputAsync(3);
        receiving.StopsAtOnce();
    }

    [Theory]
    [InlineData("Receive-SocketDatagram $l", "Send-SocketDatagram late -Connection $c", "Receive-SocketDatagram $l -TimeoutSec 100 | ForEach-Object { [Text.Encoding]::UTF8.GetString($_.Data) }")]
    [InlineData("Receive-SocketDatagram $d", "Send-SocketDatagram late -Listener $l -RemoteEndPoint $d.LocalEndPoint", "Receive-SocketData $d -AsText -TimeoutSec 100")]
    [InlineData("Wait-SocketConnection $s", "Close-SocketConnection (New-SocketConnection 127.0.0.1 $s.Port | Send-SocketData late -PassThru)", "Wait-SocketConnection $s -TimeoutSec 100 | Receive-SocketData -AsText")]
    [InlineData("Receive-SocketData $t -OutOfBand", "Send-SocketData 33 -OutOfBand -Connection $u", "-join [char[]] (Receive-SocketData $t -OutOfBand -TimeoutSec 100) -replace '!', 'late'")]
    public void What_arrives_just_as_Ctrl_C_ends_the_wait_is_kept(string waiting, string sending, string receiving)
    {
        Run("""
            $l = Start-SocketListener -SocketType Dgram
            $c = New-SocketConnection 127.0.0.1 $l.Port -SocketType Dgram
            $d = New-SocketConnection 127.0.0.1 $l.Port -SocketType Dgram
            $s = Start-SocketListener
            $u = New-SocketConnection 127.0.0.1 $s.Port
            $t = Wait-SocketConnection $s
            """);
        Adopt();
        using var other = new EngineSession();
        foreach (string name in new[] { "l", "c", "d", "s", "t", "u" })
        {
            other[name] = Session[name];
        }

        for (int round = 0; round < 3; round++)
        {
            Session["action"] = (Action)(() => other.Run(sending).WithoutErrors());
            using (RunningScript running = Begin(waiting, " | Invoke-OnStop $action"))
            {
                running.Stop();
                Assert.Empty(running.End().Output);
            }

            Assert.Equal("late", Run(receiving).Single<string>());
        }

        Run("Close-SocketConnection $d, $t, $u; Stop-SocketListener $s");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private void Stops(string script)
    {
        for (int round = 0; round < Rounds; round++)
        {
            using RunningScript running = Begin(script);
            running.StopsAtOnce();
        }
    }

    // Once the end of a pipeline has begun, its beginning is at work.
    private RunningScript Begin(string script, string then = "")
    {
        using var begun = new ManualResetEventSlim();
        Session["begun"] = begun;
        RunningScript running = Session.Begin($"{script} | ForEach-Object -Begin {{ $begun.Set() }} -Process {{ $_ }}{then}");
        Assert.True(begun.Wait(Eventually.Patience), "It never began.");
        return running;
    }
}
