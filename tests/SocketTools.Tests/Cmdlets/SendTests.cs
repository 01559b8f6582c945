using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

public class SendTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Fact]
    public async Task Behind_half_a_line_nothing_else_is_sent()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        EngineResult result = Session.Run("$line = 'x' * 100000; 1..500 | ForEach-Object { $line } | Send-SocketLine -Connection $c -PassThru -TimeoutSec 0.3");
        ErrorRecord error = result.SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("Nothing behind it", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        long sent = Connection.BytesSent;
        Run("Close-SocketConnection $c");
        Assert.Equal(sent, (await peer.ReadToEndAsync()).Length);
    }

    [Theory]
    [InlineData("$c | Send-SocketLine 'x','y'", "x\r\ny\r\n")]
    [InlineData("'x','y' | Send-SocketLine -Connection $c", "x\r\ny\r\n")]
    [InlineData("Send-SocketLine 'x' -Connection $c.Id", "x\r\n")]
    [InlineData("Send-SocketLine '' -Connection $c", "\r\n")]
    [InlineData("Send-SocketLine 'GET / HTTP/1.0', '' -Connection $c", "GET / HTTP/1.0\r\n\r\n")]
    [InlineData("Send-SocketData 'no end' -Connection $c", "no end")]
    [InlineData("Send-SocketData \"a`r`n`0\" -Connection $c", "a\r\n\0")]
    [InlineData("[byte[]](104,105) | Send-SocketData -Connection $c", "hi")]
    [InlineData("Send-SocketData ([byte[]](104,105)) -Connection $c", "hi")]
    [InlineData("Send-SocketData (104,105) -Connection $c", "hi")]
    [InlineData("Send-SocketData ([byte]104) -Connection $c", "h")]
    [InlineData("'a', ([byte]104), ([byte]105), 'b' | Send-SocketData -Connection $c", "ahib")]
    [InlineData("Send-SocketData ([byte[]]@()) -Connection $c; Send-SocketData '' -Connection $c; Send-SocketData x -Connection $c", "x")]
    [InlineData("$c | Send-SocketLine 'x' -PassThru | Send-SocketLine 'y'", "x\r\ny\r\n")]
    public async Task What_is_given_is_what_the_peer_gets(string script, string expected)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Run(script);
        Run("Close-SocketConnection $c -Direction Send");
        Assert.Equal(expected, Encoding.Latin1.GetString(await peer.ReadToEndAsync()));
    }

    [Fact]
    public async Task A_single_byte_goes_to_each_connection_of_the_pipeline()
    {
        ScriptedClient first = await ConnectAsync(_server);
        Run($"$d = New-SocketConnection {_server.Address}");
        ScriptedClient second = await _server.AcceptAsync();
        Run("$c, $d | Send-SocketData ([byte]7); $c, $d | Close-SocketConnection -Direction Send");
        Assert.Equal(new byte[] { 7 }, await first.ReadToEndAsync());
        Assert.Equal(new byte[] { 7 }, await second.ReadToEndAsync());
        Run("Close-SocketConnection $d");
    }

    [Fact]
    public async Task A_single_byte_is_sent_before_the_connection_is_passed_on()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Task echo = Task.Run(peer.EchoAsync);
        Assert.Equal(new byte[] { 7 }, Run("$c | Send-SocketData ([byte]7) -PassThru | Receive-SocketData -Count 1 -IdleTimeoutSec 5").Single<byte[]>());
        Run("Close-SocketConnection $c -Direction Send");
        await echo;
    }

    [Fact]
    public async Task Steps_chain()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            Assert.Equal("EHLO me", await client.ReadLineAsync());
            await client.SendAsync("250-hello\r\n250 done\r\n");
            await client.StayAsync();
        });
        EngineResult result = Run($@"New-SocketConnection {server.Address} | Send-SocketLine 'EHLO me' -PassThru | Receive-SocketLine -Until '^\d{{3}} '");
        Assert.Equal(new[] { "250-hello", "250 done" }, result.Texts);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_newline_is_the_connections()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-NewLine \"`n\"");
        Run("Send-SocketLine 'a','b' -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal("a\nb\n"u8.ToArray(), await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_is_a_timeout_that_counts_and_the_rest_goes_out_later()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        var data = new byte[20_000_000];
        new Random(3).NextBytes(data);
        Session["data"] = data;
        ErrorRecord error = Session.Run("Send-SocketData $data -Connection $c -IdleTimeoutSec 0.3").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        long sent = Assert.IsType<SocketToolsException>(error.Exception).BytesSent!.Value;
        Assert.Equal(Connection.BytesSent, sent);
        Task<byte[]> received = Task.Run(peer.ReadToEndAsync);
        Session["data"] = data.AsSpan((int)sent).ToArray();
        Run("Send-SocketData $data -Connection $c; Close-SocketConnection $c -Direction Send");
        byte[] came = await received;
        Bytes.Same(data, came);
    }

    [Theory]
    [InlineData("Send-SocketLine \"a`rb\" -Connection $c")]
    [InlineData("Send-SocketLine \"a`nb\" -Connection $c")]
    [InlineData("Send-SocketLine \"a`0b\" -Connection $c")]
    public async Task A_line_with_a_line_break_inside_is_refused(string script)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Run("Send-SocketLine 'fine' -Connection $c");
        Assert.Equal("fine", await peer.ReadLineAsync());
    }

    [Fact]
    public async Task Two_senders_at_once_are_one_too_many()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        using var other = new EngineSession();
        other["c"] = Connection;
        Session["data"] = new byte[20_000_000];
        using RunningScript sending = Session.Begin("Send-SocketData $data -Connection $c");
        RunningScript.Until(() => Connection.BytesSent > 0, "the first bytes");
        other.Run("Send-SocketLine x -Connection $c").SingleError("ConnectionBusy", ErrorCategory.ResourceBusy);
        Task<byte[]> received = Task.Run(() => peer.ReadAsync(20_000_000));
        sending.End().WithoutErrors();
        Assert.Equal(20_000_000, (await received).Length);
    }

    [Fact]
    public async Task After_half_closing_the_answer_still_comes_and_sending_says_so()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Run("Send-SocketLine question -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal("question\r\n"u8.ToArray(), await peer.ReadToEndAsync());
        await peer.SendAsync("answer\r\n");
        Assert.Equal("answer", Run("Receive-SocketLine $c").Single<string>());
        Session.Run("Send-SocketLine more -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Assert.Equal("SendClosed", Run("$c.State").Texts.Single());
    }

    [Fact]
    public async Task An_abort_resets_and_a_close_does_not()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Run("Close-SocketConnection $c -Abort");
        await Assert.ThrowsAnyAsync<IOException>(() => peer.ReadToEndAsync());
        ScriptedClient next = await ConnectAsync(_server);
        Run("Close-SocketConnection $c; Close-SocketConnection $c");
        Assert.Empty(await next.ReadToEndAsync());
        Assert.Equal(ConnectionState.Closed, Connection.State);
        Session.Run("Receive-SocketLine $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Session.Run("Send-SocketLine x -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        Session.Run("Close-SocketConnection $c -Direction Send").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
