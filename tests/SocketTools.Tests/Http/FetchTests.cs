using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

public class FetchTests : EngineTest
{
    private const string Fixed = "HTTP/1.1 200 OK\r\nX: 1\r\nContent-Length: 5\r\n\r\nhello";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\nT: 1\r\n\r\n";
    private const string UntilClose = "HTTP/1.0 200 OK\r\nX: 1\r\n\r\nhello";

    public static TheoryData<string, string> Cuts()
    {
        var data = new TheoryData<string, string>();
        foreach (string framing in new[] { "fixed", "chunked", "until close" })
        {
            data.Add(framing, "close");
            data.Add(framing, "reset");
        }

        return data;
    }

    [Theory]
    [InlineData(Fixed, Delivery.Whole)]
    [InlineData(Fixed, Delivery.Halves)]
    [InlineData(Fixed, Delivery.ByteByByte)]
    [InlineData(Chunked, Delivery.Whole)]
    [InlineData(Chunked, Delivery.Halves)]
    [InlineData(Chunked, Delivery.ByteByByte)]
    [InlineData(UntilClose, Delivery.Whole)]
    [InlineData(UntilClose, Delivery.Halves)]
    [InlineData(UntilClose, Delivery.ByteByByte)]
    public void A_response_is_the_same_however_it_arrives(string wire, Delivery delivery)
    {
        using var server = ScriptedServer.Answering(wire, delivery);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>();
        Assert.Equal("hello", response.Content);
        Assert.Equal(wire[..(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)], Encoding.Latin1.GetString(response.RawHeader));
        Assert.Equal($"GET / HTTP/1.1\r\nHost: {server.Address}\r\nUser-Agent: SocketTools\r\n\r\n", Encoding.Latin1.GetString(response.RequestBytes));
        Assert.Equal(wire == Chunked ? new[] { "1" } : null, response.Trailers["t"]);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    public void An_empty_body_is_empty_in_every_framing(string wire)
    {
        using var server = ScriptedServer.Answering(wire);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -IdleTimeoutSec 100").Single<RawHttpResponse>();
        Assert.Empty(response.Body);
        Assert.Equal("", response.Content);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_response_cut_anywhere_is_whole_or_an_error_never_short(string framing, string end)
    {
        string wire = framing switch { "fixed" => Fixed, "chunked" => Chunked, _ => UntilClose };
        int headLength = wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        int length = 0;
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(wire[..Volatile.Read(ref length)]);
            if (end == "reset")
            {
                client.Reset();
            }
        });
        for (; length <= wire.Length; length++)
        {
            using var fetcher = new HttpFetcher();
            Exception? ended = Record.Exception(() =>
            {
                RawHttpResponse whole = fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Pair.Clock());
                Assert.True(framing == "until close" ? end == "close" && length >= headLength : length == wire.Length, $"{length} bytes taken for whole");
                Assert.Equal(framing == "until close" ? wire[headLength..length] : "hello", whole.Content);
            });
            if (ended is null)
            {
                continue;
            }

            SocketToolsException fault = Assert.IsType<SocketToolsException>(ended);
            Assert.True(framing == "until close" || length < wire.Length, $"whole at {length} bytes, yet {fault.Message}");
            Assert.Equal(end == "reset" ? Fault.ConnectionReset : length == 0 ? Fault.RemoteClosed : Fault.Truncated, fault.Fault);
            if (length >= headLength)
            {
                Assert.StartsWith(Assert.IsType<RawHttpResponse>(fault.Partial).Content, "hello", StringComparison.Ordinal);
            }
        }

        Assert.Empty(server.Connections);
    }

    [Fact]
    public void What_came_of_a_cut_body_is_with_the_error()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url}").SingleError("Truncated", ErrorCategory.InvalidData);
        var fault = Assert.IsType<SocketToolsException>(error.Exception);
        Assert.Equal("hello", Assert.IsType<RawHttpResponse>(fault.Partial).Content);
        Assert.Contains("5 of the body's 10 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_connection_is_used_again_for_all_framings_that_allow_it()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            for (int i = 0; await client.ReadUntilBlankLineAsync() is { Count: > 0 }; i++)
            {
                await client.SendAsync(i % 2 == 0 ? Fixed : Chunked, Delivery.Halves);
            }
        });
        EngineResult result = Run($"1..20 | ForEach-Object {{ '{server.Url}' }} | Invoke-RawHttpGet");
        Assert.Equal(20, result.Output.Count);
        Assert.All(result.Output, static r => Assert.Equal("hello", ((RawHttpResponse)r!).Content));
        Assert.Equal(1, server.Count());
        RunningScript.Until(() => !server.Connections.Any(), "the end of the kept connection");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: x, Close\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")]
    public void A_connection_that_must_not_be_kept_is_not(string wire)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 })
            {
                await client.SendAsync(wire);
            }
        });
        EngineResult result = Run($"1..3 | ForEach-Object {{ '{server.Url}' }} | Invoke-RawHttpGet");
        Assert.All(result.Output, static r => Assert.Equal("hello", ((RawHttpResponse)r!).Content));
        Assert.Equal(3, server.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_kept_connection_that_died_is_tried_once_more_on_a_new_one(bool reset)
    {
        // The second request on the first connection is read, and answered by closing: just what a server does whose patience ends.
        using var server = ScriptedServer.Start(
            async client =>
            {
                await client.ReadUntilBlankLineAsync();
                await client.SendAsync(Fixed);
                await client.ReadUntilBlankLineAsync();
                if (reset)
                {
                    client.Reset();
                }
            },
            async client =>
            {
                await client.ReadUntilBlankLineAsync();
                await client.SendAsync(Fixed);
            });
        EngineResult result = Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpGet");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(2, server.Count());
    }

    [Fact]
    public void A_response_that_had_begun_on_a_kept_connection_is_not_asked_for_again()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Fixed);
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 O");
        });
        EngineResult result = Session.Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpGet");
        Assert.Single(result.Output);
        result.SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void A_new_connection_that_dies_is_an_error_and_not_tried_again()
    {
        using var server = ScriptedServer.Start(async client => await client.ReadUntilBlankLineAsync());
        Session.Run($"Invoke-RawHttpGet {server.Url}").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Equal(1, server.Count());
    }

    [Fact]
    public void Interim_responses_come_before()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Fixed, Delivery.ByteByByte);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url}").Single<RawHttpResponse>();
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(new[] { 100, 103 }, response.Informational.Select(static i => i.StatusCode));
        Assert.Equal("x", response.Informational[1].Headers["Link"]!.Single());
    }

    [Fact]
    public void Fields_go_out_as_given()
    {
        IReadOnlyList<string> lines = Array.Empty<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            lines = await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Fixed);
        });
        Run($"Invoke-RawHttpGet '{server.Url}a/../b?c=%41#d' -HttpVersion 1.0 -Headers ([ordered]@{{ B = 1; A = 'x', 'y'; 'user-agent' = $null; Accept = '' }})");
        Assert.Equal(new[] { "GET /a/../b?c=%41 HTTP/1.0", $"Host: {server.Address}", "B: 1", "A: x", "A: y", "Accept: " }, lines);
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("nonsense")]
    [InlineData("\"")]
    [InlineData("iso-8859-1")]
    [InlineData("\"utf-8\"")]
    [InlineData("0")]
    [InlineData("")]
    public void Content_is_text_whatever_charset_the_server_claims(string charset)
    {
        using var server = ScriptedServer.Answering($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset={charset}\r\nContent-Length: 5\r\n\r\nhello");
        Assert.Equal("hello", Run($"(Invoke-RawHttpGet {server.Url}).Content").Single<string>());
    }

    [Fact]
    public void Content_is_decoded_by_its_charset()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain; Charset=ISO-8859-1\r\nContent-Length: 3\r\n\r\n\u00e4\u00f6\u00fc");
        Assert.Equal("äöü", Run($"(Invoke-RawHttpGet {server.Url}).Content").Single<string>());
    }
}
