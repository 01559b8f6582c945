using System.Diagnostics;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Connections;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tls;

namespace SocketTools.Tests.Http;

/// <summary>Prefixes of a response, cut off in each way that TLS knows: whole, or an error; never short. (Cuts/EveryCutTests has the same in plain.)</summary>
public class CutTests
{
    private static readonly Dictionary<string, (string Wire, string Body)> s_responses = new()
    {
        ["fixed"] = ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        ["chunked"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\nT: 1\r\n\r\n", "hello"),
        ["until close"] = ("HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello", "hello"),
        ["interim"] = ("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ["no content"] = ("HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", ""),
    };

    private readonly Certificates _certificates;

    public CutTests(Certificates certificates) => _certificates = certificates;

    public static TheoryData<string, string> Ways()
    {
        var data = new TheoryData<string, string>();
        foreach (string response in s_responses.Keys)
        {
            foreach (string end in new[] { "close_notify", "close", "reset" })
            {
                data.Add(response, end);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_prefix_is_whole_or_an_error(string response, string end)
    {
        (string wire, string body) = s_responses[response];
        int headLength = wire.LastIndexOf("HTTP/", StringComparison.Ordinal);
        headLength = wire.IndexOf("\r\n\r\n", headLength, StringComparison.Ordinal) + 4;
        int length = 0;
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ProtectAsync(_certificates.Good);
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(wire[..Volatile.Read(ref length)]);
            switch (end)
            {
                case "close_notify":
                    await client.SendCloseNotifyAsync();
                    break;
                case "reset":
                    client.Reset();
                    break;
            }
        });
        var opener = new ConnectionOpener { Tls = new TlsSettings { CertificateAuthorities = new[] { _certificates.Authority } } };
        var target = HttpTarget.Parse("https://" + server.Address + "/");
        foreach (int prefix in Prefixes(wire))
        {
            Volatile.Write(ref length, prefix);
            using var fetcher = new HttpFetcher { SecureOpener = opener };
            string outcome;
            string came = "";
            try
            {
                came = fetcher.Fetch(new HttpRequest("GET", target, new Version(1, 1)), Pair.Clock()).Content;
                outcome = "whole";
            }
            catch (SocketToolsException fault)
            {
                outcome = fault.Fault.ToString();
                came = (fault.Partial as RawHttpResponse)?.Content ?? "";
            }

            Assert.StartsWith(came, body, StringComparison.Ordinal);
            Assert.True(Allowed(response, end, length, wire.Length, headLength).Contains(outcome), $"{length} of {wire.Length} bytes: {outcome}");
            Assert.Equal(outcome == "whole" ? response == "until close" ? wire[headLength..length] : body : came, came);
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [InlineData("", "ReceiveTimeout")]
    [InlineData("HTTP/1.1 200 OK\r\n", "ReceiveTimeout")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "ReceiveTimeout")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "ReceiveTimeout")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "ReceiveTimeout")]
    public void A_byte_now_and_then_ends_at_the_time_of_the_whole(string start, string id)
    {
        // Never silent for as long as the idle timeout, and never done.
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(start.Length == 0 ? "HTTP/1.1 200 " : start);
            string drop = start.Contains("chunked", StringComparison.Ordinal) ? "1\r\nx\r\n" : "x";
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(40));
            while (await timer.WaitForNextTickAsync())
            {
                await client.SendAsync(drop);
            }
        });
        using var fetcher = new HttpFetcher();
        for (double seconds = 0.5; ; seconds *= 4)
        {
            var watch = Stopwatch.StartNew();
            SocketToolsException fault = Assert.Throws<SocketToolsException>(() =>
                fetcher.Fetch(new HttpRequest("GET", HttpTarget.Parse(server.Url), new Version(1, 1)), Pair.Clock(idle: 100, total: seconds)));
            Assert.Equal(Limit.Timeout, fault.Limit);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0.8 * seconds, seconds + 25);

            // On a busy machine a short time may run out before anything is asked: that shows nothing yet.
            if (fault.Fault.ToString() == id)
            {
                return;
            }

            Assert.True(seconds < 30, fault.Message);
        }
    }

    // Each costs a handshake: those that end in a line's end, and every third of the others.
    private static IEnumerable<int> Prefixes(string wire) =>
        Enumerable.Range(0, wire.Length + 1).Where(length => length == 0 || (wire.Length - length) % 3 == 0 || wire[length - 1] is '\r' or '\n');

    private static string[] Allowed(string response, string end, int length, int all, int headLength)
    {
        bool reset = end == "reset";
        if (response == "until close" ? length >= headLength && !reset && end != "close" : length == all)
        {
            return new[] { "whole" };
        }

        if (reset)
        {
            return new[] { "ConnectionReset" };
        }

        // Between two messages the stream has ended; inside one it is cut off.
        bool between = length == 0 || (response == "interim" && length == "HTTP/1.1 103 Hints\r\n\r\n".Length);
        return new[] { between ? "RemoteClosed" : "Truncated" };
    }
}
