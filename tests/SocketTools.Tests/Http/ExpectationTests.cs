using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Expect: 100-continue (RFC 9110, 10.1.1), and servers that answer before they have the whole body.</summary>
public class ExpectationTests : EngineTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Expecting = "-Method PUT -Body hello -Headers @{ Expect = '100-Continue' }";

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "100")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Go on\r\nA: b\r\n\r\n", "102 100")]
    public async Task The_body_waits_for_consent(string consent, string interim)
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"Invoke-RawHttpRequest {server.Url} {Expecting} -ContinueTimeoutSec 60");
        ScriptedClient client = await server.AcceptAsync();
        Assert.Contains("Content-Length: 5", await client.ReadUntilBlankLineAsync());
        Task<byte[]> body = client.ReadAsync(5);
        Assert.False(body.IsCompleted);
        await client.SendAsync(consent, Delivery.ByteByByte);
        Assert.Equal("hello", Encoding.ASCII.GetString(await body));
        await client.SendAsync(Ok);
        RawHttpResponse response = running.End().Single<RawHttpResponse>();
        Assert.Equal("ok", response.Content);
        Assert.Equal(interim, string.Join(' ', response.Informational.Select(static i => i.StatusCode)));
    }

    [Fact]
    public async Task A_server_that_keeps_silent_gets_the_body_after_a_while()
    {
        using var server = ScriptedServer.Start();
        using RunningScript running = Session.Begin($"Invoke-RawHttpRequest {server.Url} {Expecting} -ContinueTimeoutSec 0.2");
        ScriptedClient client = await server.AcceptAsync();
        await client.ReadUntilBlankLineAsync();
        Assert.Equal("hello", Encoding.ASCII.GetString(await client.ReadAsync(5)));

        // The consent that comes late is an interim response like any other.
        await client.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Ok);
        RawHttpResponse response = running.End().Single<RawHttpResponse>();
        Assert.Equal("ok", response.Content);
        Assert.Equal(100, Assert.Single(response.Informational).StatusCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno", 417)]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno", 401)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", 200)]
    public async Task A_server_that_answers_at_once_gets_no_body_and_the_connection_is_left(string refusal, int status)
    {
        // It still expects five bytes there: a second request would begin with them.
        var told = new List<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(refusal);
            byte[] rest = await client.ReadToEndAsync();
            lock (told)
            {
                told.Add(Encoding.ASCII.GetString(rest));
            }
        });
        EngineResult result = Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpRequest {Expecting} -ContinueTimeoutSec 60");
        Assert.All(result.Output, r => Assert.Equal((status, "no"), (((RawHttpResponse)r!).StatusCode, ((RawHttpResponse)r).Content)));
        Assert.Equal(2, server.Count());
        RunningScript.Until(() => told.Count == 2, "the end of both connections");
        Assert.Equal(new[] { "", "" }, told);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("-HttpVersion 1.0 -Method PUT -Body hello")]
    [InlineData("-Method PUT -Body ''")]
    [InlineData("-Method GET")]
    public void Where_there_is_nothing_to_consent_to_nothing_waits(string parameters)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            IReadOnlyList<string> lines = await client.ReadUntilBlankLineAsync();
            await client.ReadAsync(lines.Contains("Content-Length: 5") ? 5 : 0);
            await client.SendAsync(Ok);
        });
        EngineResult result = Run($"Invoke-RawHttpRequest {server.Url} {parameters} -Headers @{{ Expect = '100-continue' }} -ContinueTimeoutSec 30");
        Assert.Equal("ok", result.Single<RawHttpResponse>().Content);
        Assert.InRange(result.Elapsed.TotalSeconds, 0, 25);
    }

    [Fact]
    public void Ctrl_C_ends_the_wait_for_consent()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.StayAsync();
        });
        using RunningScript running = Session.Begin($"Invoke-RawHttpRequest {server.Url} {Expecting} -ContinueTimeoutSec 600");
        RunningScript.Until(() => server.Arrived == 1, "the client");
        running.StopsAtOnce();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Chunked")]
    public void A_server_that_refuses_a_large_body_and_resets_is_heard(string parameters)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");

            // With bytes unread in it, closing a socket resets the connection.
            client.Close();
        });
        Session["body"] = new byte[20_000_000];
        RawHttpResponse response = Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $body {parameters}").Single<RawHttpResponse>();
        Assert.Equal((413, "big"), (response.StatusCode, response.Content));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Chunked")]
    [InlineData("-Headers @{ Expect = '100-continue' } -ContinueTimeoutSec 0")]
    public void A_server_that_refuses_a_large_body_and_stays_open_is_heard_at_once(string parameters)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            await client.StayAsync();
        });
        Session["body"] = new byte[20_000_000];
        EngineResult result = Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpRequest -Method PUT -Body $body {parameters}");
        Assert.All(result.Output, static r => Assert.Equal((413, "big"), (((RawHttpResponse)r!).StatusCode, ((RawHttpResponse)r).Content)));
        Assert.Equal(2, server.Count());
        Assert.InRange(result.Elapsed.TotalSeconds, 0, 25);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Chunked")]
    public void A_server_that_echoes_is_read_while_it_is_written_to(string parameters)
    {
        const int Size = 20_000_000;
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            for (int left = Size; left > 0;)
            {
                byte[] some = await client.ReadAsync(Math.Min(left, 50_000));
                await client.SendAsync(some);
                left -= some.Length;
            }
        });
        var body = new byte[Size];
        new Random(3).NextBytes(body);
        Session["body"] = body;
        byte[] came = Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $body {parameters}").Single<RawHttpResponse>().Body;
        if (parameters.Length == 0)
        {
            Bytes.Same(body, came);
        }

        Assert.Equal(Size, came.Length);
    }

    [Fact]
    public async Task By_hand_what_comes_while_a_body_is_sent_waits_for_its_receiver()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-IdleTimeoutSec 100");
        Session["body"] = new byte[20_000_000];
        using RunningScript running = Session.Begin($"Send-RawHttpRequest {server.Url} -Method PUT -Body $body -Connection $c; Receive-RawHttpResponse $c");
        await peer.ReadUntilBlankLineAsync();
        await peer.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
        RawHttpResponse response = running.End().WithoutErrors().Single<RawHttpResponse>();
        Assert.Equal((413, "big"), (response.StatusCode, response.Content));
    }

    [Fact]
    public async Task A_connection_that_was_given_is_closed_behind_a_body_that_was_refused()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-IdleTimeoutSec 100");
        Session["body"] = new byte[20_000_000];
        using RunningScript running = Session.Begin($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $body -Connection $c");
        await peer.ReadUntilBlankLineAsync();
        await peer.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
        Assert.Equal(413, running.End().Single<RawHttpResponse>().StatusCode);
        Assert.Equal(ConnectionState.Closed, Connection.State);
    }

    [Fact]
    public void A_server_that_takes_no_body_and_says_nothing_is_an_error_that_tells_how_much_went_out()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.StayAsync();
        });
        Session["body"] = new byte[20_000_000];
        ErrorRecord error = Session.Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $body -IdleTimeoutSec 0.3").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains(" of 20000000 bytes were sent", error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(((SocketToolsException)error.Exception).BytesSent!.Value, 1, 19_999_999);
    }

    [Fact]
    public void Of_a_body_that_nobody_takes_less_counts_as_sent_than_the_system_would_take()
    {
        Assert.SkipWhen(Tls.TlsTest.IsNetStandard || !OperatingSystem.IsLinux(), "Only Linux is asked to take little ahead.");
        using var server = ScriptedServer.Start(static client => client.StayAsync());
        Session["data"] = new byte[20_000_000];
        ErrorRecord[] errors =
        [
            Session.Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $data -IdleTimeoutSec 0.3").SingleError("SendTimeout", ErrorCategory.OperationTimeout),
            Session.Run($"$c = New-SocketConnection 127.0.0.1 {server.Port}; Send-SocketData $data -Connection $c -IdleTimeoutSec 0.3; Close-SocketConnection $c").SingleError("SendTimeout", ErrorCategory.OperationTimeout),
        ];
        long[] sent = [.. errors.Select(static e => ((SocketToolsException)e.Exception).BytesSent!.Value)];
        Assert.InRange(sent[0], 1, sent[1] / 2);
    }

    [Fact]
    public void A_connection_is_kept_where_the_server_answers_as_soon_as_it_has_the_body()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 })
            {
                await client.ReadAsync(300_000);
                await client.SendAsync(Ok);
            }
        });
        Session["body"] = new byte[300_000];
        EngineResult result = Run($"1..20 | ForEach-Object {{ '{server.Url}' }} | Invoke-RawHttpRequest -Method PUT -Body $body");
        Assert.Equal(20, result.Output.Count);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void A_server_that_reads_half_a_body_and_leaves_is_an_error()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.ReadAsync(100_000);
            client.Reset();
        });
        Session["body"] = new byte[20_000_000];
        Session.Run($"Invoke-RawHttpRequest {server.Url} -Method PUT -Body $body").SingleError("ConnectionReset", ErrorCategory.ConnectionError);
    }
}
