using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Send-RawHttpRequest and Receive-RawHttpResponse, -RequestBytes, -Connection and -KeepConnection.</summary>
public class ByHandTests : EngineTest
{
    // Answers each request with its own first line.
    private static async Task Mirror(ScriptedClient client)
    {
        while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
        {
            string body = lines[0].StartsWith("HEAD", StringComparison.Ordinal) ? "" : lines[0];
            await client.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {lines[0].Length}\r\n\r\n{body}");
        }
    }

    [Fact]
    public async Task Requests_are_sent_before_the_first_response_is_read()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run($"foreach ($m in 'GET', 'HEAD', 'PUT', 'GET') {{ Send-RawHttpRequest {server.Url}$m -Method $m -Connection $c }}");
        var lines = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            lines.Add((await peer.ReadUntilBlankLineAsync())[0]);
        }

        Assert.Equal(new[] { "GET /GET HTTP/1.1", "HEAD /HEAD HTTP/1.1", "PUT /PUT HTTP/1.1", "GET /GET HTTP/1.1" }, lines);

        // The answer to HEAD has a length and no body: who has forgotten what was asked reads the next answer for it.
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nAHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\nC");
        await peer.SendAsync("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nD\r\n0\r\n\r\n");
        EngineResult result = Run("Receive-RawHttpResponse $c -Count 3; Receive-RawHttpResponse $c");
        Assert.Equal(new[] { "A", "", "C", "D" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.Content));
        Assert.Equal(new[] { "/GET", "/HEAD", "/PUT", "/GET" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.RequestUri!.AbsolutePath));
        Assert.All(result.Output.Cast<RawHttpResponse>(), r => Assert.Same(Connection, r.Connection));
        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public async Task A_pipeline_chains_sending_and_receiving()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        EngineResult result = Run($"($c | Send-RawHttpRequest {server.Url}a, {server.Url}b -PassThru | Receive-RawHttpResponse).Content");
        Assert.Equal(new[] { "GET /a HTTP/1.1", "GET /b HTTP/1.1" }, result.Texts);
    }

    [Fact]
    public async Task Bytes_sent_by_hand_are_answered_too()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        EngineResult result = Run("""
            Send-SocketData "HEAD /x HTTP/1.1`r`nHost: h`r`n`r`n" -Connection $c
            Receive-RawHttpResponse $c -Method HEAD
            ConvertTo-RawHttpRequest http://h/y -Method DELETE | Send-SocketData -Connection $c
            Receive-RawHttpResponse $c
            """);
        Assert.Equal(new[] { "", "DELETE /y HTTP/1.1" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.Content));
        Assert.All(result.Output.Cast<RawHttpResponse>(), static r => Assert.Null(r.RequestUri));
    }

    [Fact]
    public async Task A_timeout_leaves_the_response_to_be_received_again()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run($"Send-RawHttpRequest {server.Url} -Method HEAD -Connection $c");
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Len");
        Session.Run("Receive-RawHttpResponse $c -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        await peer.SendAsync("gth: 5\r\n\r\n");
        Assert.Empty(Run("Receive-RawHttpResponse $c").Single<RawHttpResponse>().Body);
    }

    // In the middle of a body as in the middle of a header block: what came of it is received again, from its first byte.
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nab", "cdef")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nd", "ef\r\n0\r\nX: y\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n0\r\nX:", " y\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Le", "ngth: 6\r\n\r\nabcdef")]
    [InlineData("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", "def")]
    public async Task A_timeout_inside_a_response_loses_nothing_of_it(string first, string rest)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run($"Send-RawHttpRequest {server.Url}first, {server.Url}second -Connection $c");
        await peer.SendAsync(first);
        for (int i = 0; i < 2; i++)
        {
            ErrorRecord error = Session.Run("Receive-RawHttpResponse $c -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
            Assert.Contains("nothing is lost", error.Exception.Message, StringComparison.Ordinal);
            RunningScript.Until(() => Connection.Available == first.Length, "what came");
        }

        await peer.SendAsync(rest + "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx");
        EngineResult result = Run("Receive-RawHttpResponse $c -Count 2");
        Assert.Equal(new[] { "abcdef", "x" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.Content));
        Assert.Equal(new[] { "/first", "/second" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.RequestUri!.AbsolutePath));
        Assert.Equal(first.Contains("103", StringComparison.Ordinal) ? 1 : 0, ((RawHttpResponse)result.Output[0]!).Informational.Count);
    }

    [Fact]
    public async Task Ctrl_C_inside_a_coded_body_loses_nothing_of_it()
    {
        var coded = new MemoryStream();
        using (var coder = new System.IO.Compression.GZipStream(coded, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            coder.Write(Encoding.ASCII.GetBytes("hello, world"));
        }

        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {coded.Length}\r\n\r\n").Concat(coded.ToArray()).ToArray();
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync(wire[..^9]);
        using RunningScript running = Session.Begin("Receive-RawHttpResponse $c -Decompress -IdleTimeoutSec 0");
        RunningScript.Until(() => Connection.BytesReceived == wire.Length - 9 && Connection.Available == 0, "the beginning of the body");
        running.Stop();
        Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
        await peer.SendAsync(wire[^9..]);
        Assert.Equal("hello, world", Run("Receive-RawHttpResponse $c -Decompress").Single<RawHttpResponse>().Content);
    }

    [Fact]
    public async Task A_timeout_tells_where_what_came_of_a_file_is()
    {
        using var server = ScriptedServer.Start();
        using var folder = new TemporaryFolder();
        Session["file"] = folder["body"];
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
        Run("$null = Receive-SocketData $c -Count 41 -Peek");
        ErrorRecord error = Session.Run("Receive-RawHttpResponse $c -OutFile $file -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains(folder["body"] + ".part", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("call again", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("abc", File.ReadAllText(folder["body"] + ".part"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nCont")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfi")]
    public async Task A_late_response_is_not_taken_for_the_next_one(string early)
    {
        const string Whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst";
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync(early);
        ErrorRecord late = Session.Run($"Invoke-RawHttpGet {server.Url}first -Connection $c -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("Receive-RawHttpResponse", late.Exception.Message, StringComparison.Ordinal);
        await peer.SendAsync(Whole[early.Length..]);
        Session.Run($"Invoke-RawHttpGet {server.Url}second -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        RawHttpResponse first = Run("Receive-RawHttpResponse $c").Single<RawHttpResponse>();
        Assert.Equal(("first", "/first"), (first.Content, first.RequestUri!.AbsolutePath));
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
        Assert.Equal("second", Run($"Invoke-RawHttpGet {server.Url}second -Connection $c").Single<RawHttpResponse>().Content);
    }

    [Fact]
    public async Task Responses_and_replies_are_due_in_one_order()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        Run($"Send-RawHttpRequest {server.Url}a -Method HEAD -Connection $c");
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
        Run("$null = Receive-SocketData $c -Count 38 -Peek");
        EngineResult late = Session.Run("Invoke-SocketCommand 'GET /b' -Connection $c -ReplyFormat Http -TimeoutSec 2 | ForEach-Object { $_.Command + ': ' + $_.Data.Content }");
        Assert.Equal("HEAD /a: ", late.Texts.Single());
        late.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Session.Run($"Invoke-RawHttpGet {server.Url}c -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        await peer.SendAsync("HTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\nB");
        Assert.Equal("/b: B", Run("$r = Receive-RawHttpResponse $c; \"$($r.RequestUri.AbsolutePath): $($r.Content)\"").Texts.Single());

        // What somebody reads by other means may have been what was due.
        Run($"Send-RawHttpRequest {server.Url}d -Connection $c");
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Run("$null = Receive-SocketLine $c -Until '^$'");
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nE");
        Assert.Equal("E", Run($"(Invoke-RawHttpGet {server.Url}e -Connection $c).Content").Texts.Single());
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_response_due()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        using RunningScript running = Session.Begin($"Invoke-RawHttpGet {server.Url}first -Connection $c -IdleTimeoutSec 0");
        await peer.ReadUntilBlankLineAsync();
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfi");
        RunningScript.Until(() => Connection.BytesReceived > 0 && Connection.Available == 0, "the beginning of the body");
        running.Stop();
        Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
        await peer.SendAsync("rst");
        Assert.Equal("first", Run("Receive-RawHttpResponse $c").Single<RawHttpResponse>().Content);
    }

    [Fact]
    public async Task URIs_come_down_the_pipeline_too()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        EngineResult result = Run($"('{server.Url}a', '{server.Url}b' | Send-RawHttpRequest -Connection $c -PassThru | Receive-RawHttpResponse).Content; ('http://h/c', [uri]'http://h/d' | ConvertTo-RawHttpRequest).Count");
        Assert.Equal(new[] { "GET /a HTTP/1.1", "GET /b HTTP/1.1" }, result.Output.Take(2).Cast<string>());
        Assert.Equal(2, result.Output[2]);
    }

    [Fact]
    public async Task More_responses_than_come_are_one_error()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        peer.CloseSend();
        EngineResult result = Session.Run("Receive-RawHttpResponse $c -Count 3");
        Assert.Single(result.Output);
        Assert.Same(Connection, result.SingleError("RemoteClosed", ErrorCategory.ConnectionError).TargetObject);
    }

    [Fact]
    public async Task A_response_that_was_not_asked_for_by_anybody_downstream_stays()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("HTTP/1.1 204 A\r\n\r\nHTTP/1.1 204 B\r\n\r\n");
        Assert.Equal("A", Run("(Receive-RawHttpResponse $c -Count 2 | Select-Object -First 1).ReasonPhrase").Single<string>());
        Assert.Equal("B", Run("(Receive-RawHttpResponse $c).ReasonPhrase").Single<string>());
    }

    [Fact]
    public async Task A_body_is_received_into_a_file()
    {
        using var server = ScriptedServer.Start();
        using var folder = new TemporaryFolder();
        Session["file"] = folder["body"];
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
        RawHttpResponse response = Run("Receive-RawHttpResponse $c -OutFile $file").Single<RawHttpResponse>();
        Assert.Equal(folder["body"], response.OutFile);
        Assert.Equal("hello", File.ReadAllText(folder["body"]));
        peer.CloseSend();
        Session.Run("Receive-RawHttpResponse $c -OutFile $file").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("hello", File.ReadAllText(folder["body"]));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET  /a b HTTP/9.9\r\nbad field \u00ff\r\n\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n")]
    public async Task RequestBytes_are_sent_exactly(string request)
    {
        using var server = ScriptedServer.Start();
        Session["request"] = Encoding.Latin1.GetBytes(request);
        using RunningScript running = Session.Begin($"Invoke-RawHttpRequest {server.Url} -RequestBytes $request");
        ScriptedClient peer = await server.AcceptAsync();
        byte[] came = await peer.ReadAsync(request.Length);
        Assert.Equal(request, Encoding.Latin1.GetString(came));
        await peer.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        RawHttpResponse response = running.End().Single<RawHttpResponse>();
        Assert.Equal(came, response.RequestBytes);
        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task RequestBytes_may_be_text_and_their_secrets_are_not_shown()
    {
        using var server = ScriptedServer.Start(Mirror);
        await Task.CompletedTask;
        EngineResult result = Run($$"""
            Invoke-RawHttpRequest {{server.Url}} -RequestBytes "GET /x HTTP/1.1`r`nAuthorization: Bearer s3cret`ncookie:a=s3cret`r`nA: 1`r`n`r`n" -Verbose
            """);
        var response = (RawHttpResponse)result.Output[0]!;
        Assert.Equal("GET /x HTTP/1.1", response.Content);
        Assert.Contains("\r\nA: 1\r\n\r\n", Encoding.Latin1.GetString(response.RequestBytes), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", Encoding.Latin1.GetString(response.RequestBytes), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Verbose, static line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_given_connection_is_used_and_stays_open()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        EngineResult result = Run($"'{server.Url}a', 'http://somewhere.else/b' | Invoke-RawHttpGet -Connection $c");
        Assert.Equal(new[] { "GET /a HTTP/1.1", "GET /b HTTP/1.1" }, result.Output.Cast<RawHttpResponse>().Select(static r => r.Content));
        Assert.All(result.Output.Cast<RawHttpResponse>(), r => Assert.Same(Connection, r.Connection));
        Assert.Equal(ConnectionState.Open, Connection.State);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public async Task A_given_connection_writes_to_a_file_and_to_no_other_place()
    {
        using var server = ScriptedServer.Start(Mirror);
        using var folder = new TemporaryFolder();
        Session["file"] = folder["body"];
        await ConnectAsync(server);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}a -Connection $c -OutFile $file").Single<RawHttpResponse>();
        Assert.Equal(folder["body"], response.OutFile);
        Assert.Empty(response.Body);
        Assert.Equal("GET /a HTTP/1.1", File.ReadAllText(folder["body"]));
    }

    [Fact]
    public async Task A_given_connection_goes_nowhere_else()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        Session.Run($"Invoke-RawHttpGet {server.Url} -Connection $c -MaximumRedirection 1").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Fact]
    public async Task A_given_connection_that_is_plain_is_not_taken_for_https()
    {
        using var server = ScriptedServer.Start(Mirror);
        await ConnectAsync(server);
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet https://{server.Address}/ -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("Protect-SocketConnection", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, Connection.BytesSent);
    }

    [Fact]
    public void A_kept_connection_is_handed_over()
    {
        using var server = ScriptedServer.Start(Mirror);
        EngineResult result = Run($"""
            $r = Invoke-RawHttpGet {server.Url}a -KeepConnection
            $r.Connection.State
            (Invoke-RawHttpGet {server.Url}b -Connection $r.Connection).Content
            Close-SocketConnection $r.Connection
            """);
        Assert.Equal(new[] { "Open", "GET /b HTTP/1.1" }, result.Texts);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void Without_being_asked_no_connection_is_left_over()
    {
        using var server = ScriptedServer.Start(Mirror);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>();
        Assert.Null(response.Connection);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public void After_a_tunnel_or_another_protocol_the_next_request_has_a_connection_of_its_own()
    {
        foreach ((string method, string answer) in new[] { ("CONNECT", "HTTP/1.1 200 Established\r\n\r\n"), ("GET", "HTTP/1.1 101 Switching Protocols\r\n\r\n") })
        {
            using var server = ScriptedServer.Start(async client =>
            {
                await client.ReadUntilBlankLineAsync();
                await client.SendAsync(answer);
                Assert.Empty(await client.ReadToEndAsync());
            });
            EngineResult result = Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpRequest -Method {method} -RequestTarget h:1");
            Assert.Equal((2, 2), (result.Output.Count, server.Count()));
        }
    }

    [Fact]
    public void A_tunnel_by_hand_is_a_connection_like_any_other()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 Established\r\n\r\n");
            await client.EchoAsync();
        });
        Assert.Equal("through", Run($"""
            $c = (Invoke-RawHttpRequest {server.Url} CONNECT -RequestTarget far.example:25 -KeepConnection).Connection
            Send-SocketLine through -Connection $c
            Receive-SocketLine $c
            Close-SocketConnection $c
            """).Single<string>());
    }
}
