using System.Management.Automation;
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
        Assert.Equal(2, server.Arrived);
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
        Assert.InRange(result.Elapsed.TotalSeconds, 0, 15);
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
