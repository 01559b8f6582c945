using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Servers that never end: the budget ends them, with memory bounded.</summary>
public class HostileServerTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData("status line", "", "HTTP/1.1 200 OOOOOOOOOOOOOOOOOOOOOOOOOOOOOK", "MaxHeaderBytes")]
    [InlineData("a status line without an end", "HTTP/1.1 200 O", "x", "MaxHeaderBytes")]
    [InlineData("field", "HTTP/1.1 200 OK\r\nX: ", "xxxxxxxxxxxx", "MaxHeaderBytes")]
    [InlineData("fields", "HTTP/1.1 200 OK\r\n", "X: y\r\n", "MaxHeaderBytes")]
    [InlineData("interim responses", "", "HTTP/1.1 100 Continue\r\n\r\n", "MaxHeaderBytes")]
    [InlineData("large interim responses", "", "HTTP/1.1 103 Early\r\nLink: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n\r\n", "MaxHeaderBytes")]
    [InlineData("chunk extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x", "MaxHeaderBytes")]
    [InlineData("chunk extensions", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;xxxxxxxxxxxxxxxxxxxx\r\nx\r\n", "MaxHeaderBytes")]
    [InlineData("chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0", "MaxHeaderBytes")]
    [InlineData("trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n", "MaxHeaderBytes")]
    [InlineData("body until close", "HTTP/1.1 200 OK\r\n\r\n", "x", "MaxBodyBytes")]
    [InlineData("body of a length", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", "x", "MaxBodyBytes")]
    [InlineData("body of one chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", "x", "MaxBodyBytes")]
    [InlineData("body of chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", "MaxBodyBytes")]
    public void An_endless_one_runs_into_its_budget(string what, string start, string again, string parameter)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(start);
            await client.SendForeverAsync(again);
        });
        using var fetcher = new HttpFetcher { Options = new ReceiveOptions { MaxBodyBytes = Mebibyte } };
        long before = GC.GetAllocatedBytesForCurrentThread();

        SocketToolsException fault = Faulty.Throws(
            Fault.LimitExceeded, () => fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Pair.Clock(total: Eventually.Patience.TotalSeconds)));

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 12 * Mebibyte, $"{what}: {allocated} bytes allocated");
        Assert.Equal(parameter == "MaxBodyBytes" ? Limit.BodyBytes : Limit.HeaderBytes, fault.Limit);
        long limit = parameter == "MaxBodyBytes" ? Mebibyte : Budgets.MaxHeaderBytes;
        Assert.Contains(limit.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), fault.Message, StringComparison.Ordinal);
        if (parameter == "MaxBodyBytes")
        {
            Assert.Equal(Mebibyte, Assert.IsType<RawHttpResponse>(fault.Partial).Body.Length);
        }
        else
        {
            // "What was received still there to look at."
            Assert.NotNull(fault.Partial);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("220 mail ready\r\n")]
    [InlineData("HTTP/1.1 200OK\r\n")]
    [InlineData("\r\n")]
    [InlineData("\0")]
    public void What_is_not_HTTP_at_all_ends_at_once_or_at_its_budget(string again)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendForeverAsync(again);
        });
        using var fetcher = new HttpFetcher();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<SocketToolsException>(
            () => fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Pair.Clock(total: Eventually.Patience.TotalSeconds)));
        Assert.True(fault.Fault is Fault.ProtocolViolation or Fault.LimitExceeded, fault.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12 * Mebibyte);
    }

    [Fact]
    public void An_announced_length_reserves_nothing()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx");
        using var fetcher = new HttpFetcher();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Faulty.Throws(Fault.Truncated, () => fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Pair.Clock()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * Mebibyte);
    }
}
