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
        EngineResult result = Session.Run("$line = 'x' * 100000; 1..500 | ForEach-Object { $line } | Send-SocketLine -Connection $c -PassThru -IdleTimeoutSec 0.3");
        ErrorRecord error = result.SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("Nothing behind it", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        long sent = Connection.BytesSent;
        Run("Close-SocketConnection $c");
        Assert.Equal(sent, (await peer.ReadToEndAsync()).Length);
    }

    [Theory]
    [InlineData("Send-SocketLine 'GET / HTTP/1.0', '' -Connection $c", "GET / HTTP/1.0\r\n\r\n")]
    [InlineData("Send-SocketData \"a`r`n`0\" -Connection $c", "a\r\n\0")]
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
        Assert.Equal(new byte[] { 7 }, Run("$c | Send-SocketData ([byte]7) -PassThru | Receive-SocketData -Count 1 -IdleTimeoutSec 100").Single<byte[]>());
        Run("Close-SocketConnection $c -Direction Send");
        await echo;
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
