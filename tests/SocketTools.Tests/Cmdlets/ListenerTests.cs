using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

public class ListenerTests : EngineTest
{
    private SocketListener _listener = null!;

    [Fact]
    public void A_port_that_is_taken_is_AddressInUse_and_free_again_after_stopping()
    {
        string own = OwnAddress.Next();
        Start($"Start-SocketListener 0 {own}");
        Session.Run($"Start-SocketListener {_listener.Port} {own}").SingleError("AddressInUse", ErrorCategory.ResourceUnavailable);
        using (var client = new TcpClient(own, _listener.Port))
        {
            // The side that closes first keeps the port in TIME-WAIT: that must not hinder the next listener.
            Run("Wait-SocketConnection $l | Close-SocketConnection");
            Assert.Equal(-1, client.GetStream().ReadByte());
        }

        Run("Stop-SocketListener $l; Stop-SocketListener $l");
        Assert.Equal(ListenerState.Stopped, _listener.State);
        Assert.Throws<SocketException>(() => new TcpClient(own, _listener.Port).Dispose());
        int port = _listener.Port;
        Start($"Start-SocketListener {port} {own}");
        Assert.Equal(port, _listener.Port);
    }

    [Fact]
    public void Clients_are_accepted_in_the_order_they_came()
    {
        Start("Start-SocketListener");
        var clients = Enumerable.Range(0, 20).Select(_ => new TcpClient("127.0.0.1", _listener.Port)).ToArray();
        EngineResult result = Run("Wait-SocketConnection $l -Count 20 -TimeoutSec 100");
        Assert.Equal(clients.Select(static c => ((IPEndPoint)c.Client.LocalEndPoint!).Port), result.Output.Select(static o => ((SocketConnection)o!).Port));
        Assert.Equal(20, _listener.Accepted);
        foreach (IDisposable end in clients.Cast<IDisposable>().Concat(result.Output.Cast<IDisposable>()))
        {
            end.Dispose();
        }
    }

    [Fact]
    public void No_client_in_time_is_an_error_and_the_listener_goes_on()
    {
        Start("Start-SocketListener");
        EngineResult late = Session.Run("Wait-SocketConnection $l -TimeoutSec 0.3");
        Assert.Same(_listener, late.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout).TargetObject);
        Assert.InRange(late.Elapsed.TotalSeconds, 0.25, 25);
        using var client = new TcpClient("127.0.0.1", _listener.Port);
        Run("Wait-SocketConnection $l -TimeoutSec 100").Single<SocketConnection>().Dispose();
    }

    [Fact]
    public async Task A_client_that_comes_just_as_Ctrl_C_ends_the_wait_is_kept()
    {
        Start("Start-SocketListener");
        for (int round = 0; round < 3; round++)
        {
            using var first = new TcpClient("127.0.0.1", _listener.Port);
            using var second = new TcpClient();
            Session["action"] = (Action)(() => second.Connect("127.0.0.1", _listener.Port));
            using (RunningScript running = Session.Begin("Wait-SocketConnection $l -Count 2 | Invoke-OnStop $action"))
            {
                await running.OutputAsync(1);
                running.Stop();
                ((SocketConnection)Assert.Single(running.End().Output)!).Dispose();
            }

            Run("Wait-SocketConnection $l -TimeoutSec 100").Single<SocketConnection>().Dispose();
        }
    }

    [Fact]
    public async Task Stopping_it_ends_a_wait_at_once_and_leaves_accepted_connections()
    {
        Start("Start-SocketListener");
        using var client = new TcpClient("127.0.0.1", _listener.Port);
        SocketListener listener = _listener;
        using RunningScript waiting = Session.Begin("Wait-SocketConnection $l -Count 2");
        await waiting.OutputAsync(1);
        using (var other = new EngineSession())
        {
            other["l"] = listener;
            other.Run("$l | Stop-SocketListener").WithoutErrors();
        }

        EngineResult result = waiting.End();
        result.SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
        using var connection = Assert.IsType<SocketConnection>(Assert.Single(result.Output));
        Session["c"] = connection;
        Run("Send-SocketLine hello -Connection $c");
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("hello", reader.ReadLine());
        Session.Run("Wait-SocketConnection $l").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task It_answers_a_hundred_clients_at_once_among_silent_resetting_and_slow_ones()
    {
        string own = OwnAddress.Next();
        Start($"Start-SocketListener 0 {own} -Response \"HTTP/1.0 200 OK`r`n`r`nhello`n\"");
        var silent = Enumerable.Range(0, 20).Select(_ => new TcpClient(own, _listener.Port)).ToArray();
        for (int i = 0; i < 20; i++)
        {
            using var resetting = new TcpClient(own, _listener.Port);
            await resetting.GetStream().WriteAsync("GET / HT"u8.ToArray());
            resetting.LingerState = new LingerOption(true, 0);
        }

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(static i => i).Select(i => AskAsync(slow: i % 5 == 0)))
            .InTime();
        Assert.All(answers, static a => Assert.Equal("HTTP/1.0 200 OK\r\n\r\nhello\n", a));

        // The silent ones are still served once they say something; and half-closing is saying something.
        using var reader = new StreamReader(silent[0].GetStream());
        silent[0].Client.Shutdown(SocketShutdown.Send);
        Assert.StartsWith("HTTP/1.0 200 OK", await reader.ReadToEndAsync(), StringComparison.Ordinal);

        Run("Stop-SocketListener $l");
        Assert.Throws<SocketException>(() => new TcpClient(own, _listener.Port).Dispose());
        foreach (TcpClient client in silent)
        {
            client.Dispose();
        }

        Assert.Equal(140, _listener.Accepted);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\n\n")]
    [InlineData("GET / HTTP/1.0\r\nA: b\r\n\r\nand a body")]
    public async Task A_blank_line_is_what_it_waits_for(string request)
    {
        Start("Start-SocketListener -Response ([byte[]](1, 2, 0, 255))");
        using var client = new TcpClient("127.0.0.1", _listener.Port) { NoDelay = true };
        NetworkStream stream = client.GetStream();
        foreach (byte b in Encoding.ASCII.GetBytes(request))
        {
            await stream.WriteAsync(new[] { b });
        }

        var answer = new MemoryStream();
        await stream.CopyToAsync(answer).InTime();
        Assert.Equal(new byte[] { 1, 2, 0, 255 }, answer.ToArray());
    }

    [Theory]
    [InlineData("-Response x")]
    [InlineData("-Greeting '' -Reply @{ a = 'b' }")]
    public async Task A_client_that_goes_on_saying_nothing_is_told_by_an_end_in_order(string says)
    {
        Start($"Start-SocketListener -IdleTimeoutSec 0.05 {says}");
        using var client = new TcpClient("127.0.0.1", _listener.Port);
        await client.GetStream().WriteAsync("half a li"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());
        Assert.DoesNotContain('x', await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_large_answer_to_a_client_that_reads_late_comes_whole()
    {
        Session["response"] = new byte[8_000_000];
        Start("Start-SocketListener -Response $response");
        using var client = new TcpClient("127.0.0.1", _listener.Port);
        NetworkStream stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(100, (await AskAsync(slow: false))[..100].Length);
        var answer = new MemoryStream();
        await stream.CopyToAsync(answer).InTime();
        Assert.Equal(8_000_000, answer.Length);
    }

    protected override void Dispose(bool disposing)
    {
        _listener?.Dispose();
        base.Dispose(disposing);
    }

    private void Start(string script)
    {
        Run("$l = " + script);
        _listener = (SocketListener)Session["l"]!;
    }

    private async Task<string> AskAsync(bool slow)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndPoint);
        NetworkStream stream = client.GetStream();
        byte[] request = "GET / HTTP/1.0\r\nHost: x\r\n\r\n"u8.ToArray();
        int step = slow ? 1 : request.Length;
        for (int at = 0; at < request.Length; at += step)
        {
            await stream.WriteAsync(request.AsMemory(at, Math.Min(step, request.Length - at)));
        }

        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
