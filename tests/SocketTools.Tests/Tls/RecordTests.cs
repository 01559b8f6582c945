using System.Management.Automation;
using System.Security.Authentication;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>TLS records that come in pieces: whatever ends a wait in the middle of one loses nothing.</summary>
public class RecordTests : TlsTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();
    private HeldStream _held = null!;

    public RecordTests(Certificates certificates)
        : base(certificates)
    {
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_timeout_at_every_byte_of_a_record_loses_nothing(SslProtocols version)
    {
        ScriptedClient peer = await OpenAsync(version);
        await peer.SendAsync("hello\r\n");
        while (_held.Held > 1)
        {
            await _held.ReleaseAsync(1);
            Session.Run("Receive-SocketLine $c -TimeoutSec 0.01").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
            Assert.Equal(ConnectionState.Open, Connection.State);
            Assert.Equal(0, Connection.Available);
        }

        await _held.ReleaseAsync(1);
        Assert.Equal("hello", Run("Receive-SocketLine $c").Single<string>());
        Run("Send-SocketLine bye -Connection $c");
        Assert.Equal("bye", await peer.ReadLineAsync());
    }

    [Fact]
    public async Task Ctrl_C_at_every_byte_of_a_record_loses_nothing()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        await peer.SendAsync("hello\r\n");
        while (_held.Held > 1)
        {
            using RunningScript running = Session.Begin("'begun'; Receive-SocketLine $c");
            await running.OutputAsync(1);
            await _held.ReleaseAsync(1);
            running.Stop();
            Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
        }

        await _held.ReleaseAsync(1);
        Assert.Equal("hello", Run("Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public async Task Records_dripped_byte_by_byte_are_lines()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        using RunningScript running = Session.Begin("Receive-SocketLine $c -Count 3");
        await peer.SendAsync("one\r\ntw");
        await peer.SendAsync("o\r\nthr");
        await peer.SendAsync("ee\r\n");
        while (_held.Held > 0)
        {
            await _held.ReleaseAsync(1);
        }

        Assert.Equal(new[] { "one", "two", "three" }, running.End().WithoutErrors().Texts);
    }

    [Fact]
    public async Task Looking_at_the_state_takes_nothing_away()
    {
        // The records, the close_notify and the end are there at once: with the first record the TLS layer reads more than it gives.
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        string[] lines = { new('1', 15_000), new('2', 9_000), new('3', 100) };
        foreach (string line in lines)
        {
            await peer.SendAsync(line + "\r\n");
        }

        await peer.SendCloseNotifyAsync();
        await _held.ReleaseAsync(_held.Held);
        peer.CloseSend();
        foreach (string line in lines)
        {
            Assert.Equal(line, Run("Receive-SocketLine $c").Single<string>());
            for (int i = 0; i < 10; i++)
            {
                _ = Connection.State;
            }
        }

        Assert.Empty(Run("Receive-SocketData $c -ToEnd").Single<byte[]>());
        Assert.Equal(ConnectionState.RemoteClosed, Connection.State);
        Assert.True(Connection.EndedCleanly);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_end_that_is_noticed_without_reading_is_known_for_clean_or_cut(bool clean)
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        if (clean)
        {
            await peer.SendCloseNotifyAsync();
            await _held.ReleaseAsync(_held.Held);
        }

        peer.CloseSend();
        RunningScript.Until(() => Connection.State == ConnectionState.RemoteClosed, "the end of the stream");
        Assert.Equal(clean, Connection.EndedCleanly);
        if (!clean)
        {
            Session.Run("Receive-SocketData $c -ToEnd").SingleError("Truncated", ErrorCategory.InvalidData);
        }

        Assert.Empty(Run($"Receive-SocketData $c -ToEnd -AllowTruncatedTls:${!clean}").Single<byte[]>());
        Session.Run("Receive-SocketLine $c").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
    }

    [Fact]
    public async Task Everything_until_a_cut_is_refused_as_whole_and_kept()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        await peer.SendAsync("one\r\ntwo");
        await _held.ReleaseAsync(_held.Held);
        peer.CloseSend();
        Session.Run("Receive-SocketData $c -ToEnd").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("one\r\ntwo", Run("Receive-SocketData $c -ToEnd -AllowTruncatedTls -Peek -AsText").Single<string>());
        EngineResult single = Session.Run("Receive-SocketLine $c -Count 9");
        Assert.Equal("one", Assert.Single(single.Output));
        Assert.StartsWith("Truncated,", Assert.Single(single.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        EngineResult lines = Session.Run("Receive-SocketLine $c -All");
        Assert.Equal("two", Assert.Single(lines.Output));
        Assert.StartsWith("Truncated,", Assert.Single(lines.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Run("Receive-SocketLine $c -All -AllowTruncatedTls").Output);
        using var folder = new TemporaryFolder();
        Session.Run($"Receive-SocketData $c -OutFile '{folder["file"]}'").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.False(File.Exists(folder["file"]));
    }

    [Fact]
    public async Task At_the_keyboard_a_cut_is_told_and_can_be_taken_for_an_end()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        await peer.SendAsync("one\r\ntwo");
        await _held.ReleaseAsync(_held.Held);
        peer.CloseSend();
        EngineResult refused = Session.Run("Enter-SocketConnection $c -InputObject x");
        Assert.Equal(new[] { "one", "two" }, refused.Output.Select(static o => o?.ToString()));
        ErrorRecord cut = Assert.Single(refused.Errors);
        Assert.StartsWith("Truncated,", cut.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("-AllowTruncatedTls", cut.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Run("Enter-SocketConnection $c -InputObject x -AllowTruncatedTls").Output);
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        peer.Reset();
        Session.Run("Receive-SocketLine $c").SingleError("ConnectionReset", ErrorCategory.ConnectionError);
        Assert.Equal(ConnectionState.Reset, Connection.State);
    }

    [Fact]
    public async Task A_record_that_somebody_changed_is_a_violation_and_never_data()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        await peer.SendAsync("hello\r\n");
        await _held.ReleaseAsync(_held.Held, changed: true);
        foreach (int idleTimeout in new[] { 30, 20 })
        {
            // Nobody waits for more of what is no TLS any more: the second read fails as the first did.
            EngineResult result = Session.Run($"Receive-SocketLine $c -IdleTimeoutSec {idleTimeout}");
            result.SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
            Assert.Empty(result.Output);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Records_before_a_changed_one_are_not_lost_with_it(SslProtocols version)
    {
        ScriptedClient peer = await OpenAsync(version);
        await peer.SendAsync("one\r\n");
        await peer.SendAsync("two\r\n");
        await peer.SendAsync("three\r\n");
        await _held.ReleaseAsync(_held.Held, changed: true);
        EngineResult result = Session.Run("Receive-SocketLine $c -All");
        result.SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.Equal(new object[] { "one", "two" }, result.Output);
    }

    [Fact]
    public async Task Both_directions_at_once_with_more_than_the_system_buffers()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        _held.Holds = false;
        var sent = new byte[12_000_000];
        new Random(3).NextBytes(sent);
        Session["data"] = sent;

        // The peer sends back what it gets; nobody here reads before all is sent but the second runspace.
        using var other = new EngineSession();
        other["c"] = Connection;
        using RunningScript reading = other.Begin($"Receive-SocketData $c -Count {sent.Length}");
        Task echo = peer.EchoAsync();
        Run("Send-SocketData $data -Connection $c");
        Bytes.Same(sent, reading.End().Single<byte[]>());
        Run("Close-SocketConnection $c -Direction Send");
        await echo.InTime();
    }

    [Fact]
    public async Task Half_close_is_a_close_notify_and_the_answer_still_comes()
    {
        ScriptedClient peer = await OpenAsync(SslProtocols.Tls12 | SslProtocols.Tls13);
        _held.Holds = false;
        Run("Send-SocketLine question -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal("question\r\n", Encoding.ASCII.GetString(await peer.ReadToEndAsync()));
        await peer.SendAsync("answer\r\n");
        Assert.Equal("answer", Run("Receive-SocketLine $c").Single<string>());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }

    // The handshake goes through, and what a server may say behind it; from then on bytes go as the test says.
    private async Task<ScriptedClient> OpenAsync(SslProtocols version)
    {
        using RunningScript opening = Session.Begin(
            $"$c = New-SocketConnection {_server.Address} -Tls -CertificateAuthority $ca; Receive-SocketLine $c; Send-SocketLine there -Connection $c; $c");
        ScriptedClient peer = await _server.AcceptAsync();
        await peer.WrapAsync(below => Task.FromResult<Stream>(_held = new HeldStream(below)));
        await peer.ProtectAsync(Certificates.Good, options => options.EnabledSslProtocols = version);
        await peer.SendAsync("here\r\n");
        Assert.Equal("there", await peer.ReadLineAsync());
        EngineResult result = opening.End().WithoutErrors();
        Adopt((SocketConnection)result.Output[1]!);
        _held.Holds = true;
        return peer;
    }
}
