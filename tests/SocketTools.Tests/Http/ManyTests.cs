using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>Many URIs: kept connections, the one retry, and -ThrottleLimit.</summary>
[Collection(Alone.Name)]
public class ManyTests : EngineTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private int _atOnce;
    private int _most;

    [Fact]
    public void Each_origin_has_a_connection_of_its_own()
    {
        using ScriptedServer one = Mirror();
        using ScriptedServer other = Mirror();
        string[] uris = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).Url + i).ToArray();
        Session["uris"] = uris;
        EngineResult result = Run("$uris | Invoke-RawHttpGet");
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"GET /{i} HTTP/1.1"), result.Output.Cast<RawHttpResponse>().Select(static r => r.Content));
        Assert.Equal(uris, result.Output.Cast<RawHttpResponse>().Select(static r => r.RequestUri!.OriginalString));
        Assert.Equal((1, 1), (one.Count(), other.Count()));
        Assert.Equal(2, result.Output.Cast<RawHttpResponse>().Count(static r => r.Timing.Connect > TimeSpan.Zero));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("TRACE", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    [InlineData("get", false)]
    [InlineData("CUSTOM", false)]
    public void A_kept_connection_that_died_is_tried_again_where_that_does_no_harm(string method, bool again)
    {
        // The first connection takes the second request, and dies on it.
        var asked = new List<string>();
        using var server = ScriptedServer.Start(
            async client =>
            {
                asked.Add((await client.ReadUntilBlankLineAsync())[0]);
                await client.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
                asked.Add((await client.ReadUntilBlankLineAsync())[0]);
                client.Reset();
            },
            async client =>
            {
                asked.Add((await client.ReadUntilBlankLineAsync())[0]);
                await client.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
            });
        EngineResult result = Session.Run($"'{server.Url}1', '{server.Url}2' | Invoke-RawHttpRequest -Method {method}");
        Assert.Equal(again ? 2 : 1, result.Output.Count);
        Assert.Equal(again ? 3 : 2, asked.Count);
        if (!again)
        {
            result.SingleError("ConnectionReset", ErrorCategory.ConnectionError);
        }
    }

    [Fact]
    public void It_is_tried_again_once_only()
    {
        using var server = ScriptedServer.Start(
            async client =>
            {
                await client.ReadUntilBlankLineAsync();
                await client.SendAsync(Ok);
                await client.ReadUntilBlankLineAsync();
            },
            async client => await client.ReadUntilBlankLineAsync());
        EngineResult result = Session.Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpGet");
        Assert.Single(result.Output);
        result.SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Equal(2, server.Count());
    }

    [Fact]
    public void A_body_is_sent_again_whole()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["body"], "hello");
        Session["file"] = folder["body"];
        var bodies = new List<string>();
        async Task Take(ScriptedClient client)
        {
            await client.ReadUntilBlankLineAsync();
            bodies.Add(Encoding.ASCII.GetString(await client.ReadAsync(5)));
        }

        using var server = ScriptedServer.Start(
            async client =>
            {
                await Take(client);
                await client.SendAsync(Ok);
                await Take(client);
            },
            async client =>
            {
                await Take(client);
                await client.SendAsync(Ok);
            });
        Assert.Equal(2, Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpRequest -Method PUT -InFile $file").Output.Count);
        Assert.Equal(new[] { "hello", "hello", "hello" }, bodies);
    }

    [Fact]
    public void What_was_sent_unasked_on_a_kept_connection_answers_nothing()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Ok + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            await client.ReadToEndAsync();
        });
        EngineResult result = Run($"'{server.Url}', '{server.Url}' | Invoke-RawHttpGet");
        Assert.All(result.Output, static r => Assert.Equal("ok", ((RawHttpResponse)r!).Content));
        Assert.Equal(2, server.Count());
    }

    [Fact]
    public async Task Results_come_as_they_complete()
    {
        var held = new TaskCompletionSource();
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
            {
                if (lines[0].Contains("/slow", StringComparison.Ordinal))
                {
                    await client.StallAsync(held.Task);
                }

                await client.SendAsync(Ok);
            }
        });
        using RunningScript running = Session.Begin($"'{server.Url}slow', '{server.Url}a', '{server.Url}b' | Invoke-RawHttpGet -ThrottleLimit 2 | ForEach-Object {{ $_.RequestUri.AbsolutePath }}");
        await running.OutputAsync(2);
        held.SetResult();
        Assert.Equal(new[] { "/a", "/b", "/slow" }, running.End().WithoutErrors().Texts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void No_more_than_the_limit_at_once_and_connections_are_kept(int limit)
    {
        using ScriptedServer server = Mirror(count: true);
        Session["uris"] = Enumerable.Range(0, 500).Select(i => server.Url + i).ToArray();
        EngineResult result = Run($"$uris | Invoke-RawHttpGet -ThrottleLimit {limit}");
        Assert.Equal(
            Enumerable.Range(0, 500).Select(static i => $"GET /{i} HTTP/1.1").Order(StringComparer.Ordinal),
            result.Output.Cast<RawHttpResponse>().Select(static r => r.Content).Order(StringComparer.Ordinal));
        Assert.All(result.Output.Cast<RawHttpResponse>(), static r => Assert.Equal($"GET {r.RequestUri!.AbsolutePath} HTTP/1.1", r.Content));
        Assert.InRange(_most, 1, limit);
        Assert.InRange(server.Arrived, 1, limit);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public void Each_failure_is_one_error_and_the_others_come()
    {
        using var dead = new RefusingPort();
        using ScriptedServer server = Mirror();
        using var broken = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
        Session["uris"] = Enumerable.Range(0, 40).Select(i => (i % 4) switch { 0 => $"http://{dead.Address}/{i}", 1 => broken.Url + i, 2 => "http://no such/" + i, _ => server.Url + i }).ToArray();
        EngineResult result = Session.Run("$uris | Invoke-RawHttpGet -ThrottleLimit 8");
        Assert.Null(result.Terminating);
        Assert.Equal(10, result.Output.Count);
        Assert.Equal(
            new[] { ("ConnectFailed", 10), ("InvalidRequest", 10), ("Truncated", 10) },
            result.Errors.GroupBy(static e => e.FullyQualifiedErrorId.Split(',')[0]).Select(static g => (g.Key, g.Count())).Order());
        Assert.Equal(30, result.Errors.Select(static e => e.TargetObject.ToString()).Distinct().Count());
    }

    [Fact]
    public void RequireSuccess_makes_an_error_of_each_refusal()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
            {
                await client.SendAsync(lines[0].Contains("bad", StringComparison.Ordinal) ? "HTTP/1.1 503 Not \u001bNow\r\nContent-Length: 4\r\n\r\nbusy" : Ok);
            }
        });
        foreach (string limit in new[] { "", "-ThrottleLimit 3" })
        {
            EngineResult result = Session.Run($"'{server.Url}a', '{server.Url}bad', '{server.Url}c' | Invoke-RawHttpGet -RequireSuccess {limit}");
            Assert.Equal(2, result.Output.Count);
            ErrorRecord error = result.SingleError("ReplyRejected", ErrorCategory.InvalidResult);
            Assert.Equal("busy", Assert.IsType<RawHttpResponse>(error.TargetObject).Content);
            Assert.Contains("503", error.Exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', error.Exception.Message);
        }
    }

    [Theory]
    [InlineData("-ThrottleLimit 1")]
    [InlineData("-ThrottleLimit 8")]
    public void Select_First_stops_the_rest(string limit)
    {
        int gone = 0;
        Func<ScriptedClient, Task> mirror = Mirroring(count: true);
        using var server = ScriptedServer.Start(async client =>
        {
            try
            {
                await mirror(client);
            }
            finally
            {
                Interlocked.Increment(ref gone);
            }
        });
        Session["uris"] = Enumerable.Range(0, 5000).Select(i => server.Url + i).ToArray();
        int threads = Workers();
        EngineResult result = Run($"$uris | Invoke-RawHttpGet {limit} | Select-Object -First 3");
        Assert.Equal(3, result.Output.Count);

        // Nothing goes on behind its back: no connection, no thread, no request.
        Assert.Empty(server.Connections);
        RunningScript.Until(() => Workers() <= threads, "the end of the threads");
        int came = server.Count();
        RunningScript.Until(() => Volatile.Read(ref gone) == came, "the end of the clients, at the server too");
        Assert.InRange(_asked, 3, 1000);
        int asked = _asked;
        Run($"Invoke-RawHttpGet {server.Url}end");
        Assert.Equal(asked + 1, _asked);
    }

    [Fact]
    public void Select_First_stops_also_those_that_still_wait()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            if (client.Number == 5)
            {
                await client.SendAsync(Ok);
            }

            await client.StayAsync();
        });
        int threads = Workers();
        EngineResult result = Run($"1..100 | ForEach-Object {{ '{server.Url}' + $_ }} | Invoke-RawHttpGet -ThrottleLimit 8 | Select-Object -First 1");
        Assert.Single(result.Output);
        Assert.InRange(result.Elapsed.TotalSeconds, 0, 25);
        Assert.Empty(server.Connections);
        RunningScript.Until(() => Workers() <= threads, "the end of the threads");
    }

    [Fact]
    public void Ctrl_C_stops_all_at_once()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.StayAsync();
        });
        for (int round = 0; round < 5; round++)
        {
            int threads = Workers();
            using RunningScript running = Session.Begin($"1..200 | ForEach-Object {{ '{server.Url}' + $_ }} | Invoke-RawHttpGet -ThrottleLimit 16 -IdleTimeoutSec 0");
            RunningScript.Until(() => server.Arrived >= 16 * (round + 1), "as many clients as the limit");
            running.StopsAtOnce();
            Assert.Empty(server.Connections);
            RunningScript.Until(() => Workers() <= threads, "the end of the threads");
        }
    }

    [Fact]
    public void A_failure_downstream_stops_the_rest()
    {
        using ScriptedServer server = Mirror();
        Session["uris"] = Enumerable.Range(0, 1000).Select(i => server.Url + i).ToArray();
        int threads = Workers();
        EngineResult result = Session.Run("try { $uris | Invoke-RawHttpGet -ThrottleLimit 8 | ForEach-Object { throw 'enough' } } catch { 'caught' }");
        Assert.Equal(new[] { "caught" }, result.Texts);
        Assert.Empty(server.Connections);
        RunningScript.Until(() => Workers() <= threads, "the end of the threads");
    }

    [Fact]
    public void Each_fetch_has_a_time_of_its_own()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
            {
                if (lines[0].Contains("hang", StringComparison.Ordinal))
                {
                    await client.StayAsync();
                }

                await client.SendAsync(Ok);
            }
        });
        for (int seconds = 2; ; seconds *= 4)
        {
            // On a busy machine a short time may run out for those that are answered, too: that shows nothing yet.
            EngineResult result = Session.Run($"'{server.Url}hang', '{server.Url}a', '{server.Url}hang', '{server.Url}b' | Invoke-RawHttpGet -ThrottleLimit 4 -TimeoutSec {seconds}");
            if (result.Output.Count == 2)
            {
                Assert.Equal(2, result.Errors.Count);
                Assert.All(result.Errors, static e => Assert.StartsWith("ReceiveTimeout,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
                return;
            }

            Assert.True(seconds < 30, $"{result.Output.Count} had time enough.");
        }
    }

    [Fact]
    public void Work_whose_every_thread_has_failed_ends_with_that_failure()
    {
        using var work = new ParallelWork<int, int>(static _ => throw new InvalidOperationException("broken"), 3, CancellationToken.None);
        Task ends = Task.Run(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                work.Add(i, static _ => { });
            }

            work.Finish(static _ => { });
        });
        Assert.Equal("broken", Assert.ThrowsAny<Exception>(() => ends.InTime().GetAwaiter().GetResult()).Message);
    }

    private int _asked;

    // Answers each request with its own first line, and counts how many it has at once.
    private ScriptedServer Mirror(bool count = false) => ScriptedServer.Start(Mirroring(count));

    private Func<ScriptedClient, Task> Mirroring(bool count) => async client =>
    {
        while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
        {
            Interlocked.Increment(ref _asked);
            int now = Interlocked.Increment(ref _atOnce);
            for (int most = _most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = _most)
            {
            }

            if (count)
            {
                await Task.Yield();
            }

            Interlocked.Decrement(ref _atOnce);
            await client.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {lines[0].Length}\r\n\r\n{lines[0]}");
        }
    };

    // Threads of the module's own, by their name; Linux cuts names to 15 characters.
    private static int Workers() => OperatingSystem.IsLinux()
        ? Directory.GetDirectories("/proc/self/task").Count(static t => Name(t).StartsWith("SocketTools wor", StringComparison.Ordinal))
        : 0;

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // It has ended.
            return "";
        }
    }
}
