using System.Collections;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Dialogues;

/// <summary>redis-server and memcached.</summary>
public sealed class CacheTests : EngineTest
{
    [Fact]
    public void Redis_values_as_objects()
    {
        using var server = new RedisServer();
        SocketReply[] replies = Run($$$"""
            $c = New-SocketConnection 127.0.0.1 {{{server.Port}}} -ReplyFormat Redis
            Invoke-SocketCommand PING, 'SET greeting "hello world"', 'GET greeting', 'GET nothing', 'INCR n', 'LPUSH n 1', 'NOSUCH' -Connection $c
            Invoke-SocketCommand 'EVAL "return {1,{2,''x'',{}},false,redis.error_reply(''ERR inside''),{}}" 0' -Connection $c
            Invoke-SocketCommand 'HELLO 3', 'HSET h a 1 b 2', 'HGETALL h', 'SADD s x', 'SMEMBERS s', 'ZADD z 1.5 m', 'ZSCORE z m', 'CLIENT TRACKING ON', 'GET greeting', 'SET greeting x', 'GET greeting' -Connection $c
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();
        Assert.Equal("PONG", replies[0].Data);
        Assert.Equal("hello world", replies[2].Data);
        Assert.Null(replies[3].Data);
        Assert.True(replies[3].IsPositive);
        Assert.Equal(1L, replies[4].Data);
        Assert.Equal("WRONGTYPE", replies[5].Code);
        Assert.False(replies[6].IsPositive);
        Assert.Equal("+ . [1/[2, x, []]/(null)/ERR inside/[]] = (1,(2,'x',()),null,ERR inside,())", Protocols.Describe(replies[7]));
        Assert.Equal(3L, ((IDictionary)replies[8].Data!)["proto"]);
        Assert.Equal("{'a':'1','b':'2'}", Protocols.Describe(replies[10])[^17..]);
        Assert.Equal(new object[] { "x" }, replies[12].Data);
        Assert.Equal(1.5, replies[14].Data);
        Assert.Equal("invalidate", ((object?[])replies.Skip(15).SelectMany(static r => r.Pushed).First()!)[0]);
        Assert.Equal("x", replies[18].Data);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Subscriptions_of_Redis_have_their_replies_and_messages_are_nobody_s(int protocol)
    {
        using var server = new RedisServer();
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $d = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $null = Invoke-SocketCommand 'HELLO {{protocol}}' -Connection $c
            Invoke-SocketCommand 'SUBSCRIBE a b c', 'PSUBSCRIBE p*' -Connection $c
            $null = Invoke-SocketCommand 'PUBLISH a one', 'PUBLISH pp two' -Connection $d
            Invoke-SocketCommand -Connection $c
            Invoke-SocketCommand 'UNSUBSCRIBE a' -Connection $c
            Invoke-SocketCommand PING, UNSUBSCRIBE, PUNSUBSCRIBE, 'PING last' -Connection $c
            Invoke-SocketCommand UNSUBSCRIBE, RESET, PING -Connection $c
            Close-SocketConnection $d
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();
        string pong = protocol == 2 ? "PING: pong/" : "PING: PONG";
        Assert.Equal(
            new[]
            {
                "SUBSCRIBE a b c: subscribe/a/1", "SUBSCRIBE a b c: subscribe/b/2", "SUBSCRIBE a b c: subscribe/c/3", "PSUBSCRIBE p*: psubscribe/p*/4",
                ": message/a/one", "UNSUBSCRIBE a: unsubscribe/a/3", pong, "UNSUBSCRIBE: unsubscribe/1", "UNSUBSCRIBE: unsubscribe/1",
                "PUNSUBSCRIBE: punsubscribe/p*/0", "PING last: last", "UNSUBSCRIBE: unsubscribe/(null)/0", "RESET: RESET", "PING: PONG",
            },
            replies.Select(static r => $"{r.Command}: {string.Join('/', r.Lines)}").Select(static line => line.StartsWith("UNSUBSCRIBE: unsubscribe/", StringComparison.Ordinal) && !line.Contains("null", StringComparison.Ordinal)
                ? "UNSUBSCRIBE: unsubscribe/1" : line));
        Assert.Equal("pmessage", ((object?[])replies[5].Pushed[0]!)[0]);
        Assert.Equal(0, Connection.Available);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void What_a_subscriber_asks_is_not_answered_by_a_message(int protocol)
    {
        using var server = new RedisServer();
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $d = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $null = Invoke-SocketCommand 'HELLO {{protocol}}', 'RPUSH l message a b', 'SUBSCRIBE a', 'SUBSCRIBE z' -Connection $c
            $null = Invoke-SocketCommand 'PUBLISH a one' -Connection $d
            Invoke-SocketCommand 'LRANGE l 0 -1', PING -Connection $c
            $null = Invoke-SocketCommand 'PUBLISH a two' -Connection $d
            Invoke-SocketCommand 'UNSUBSCRIBE a', 'UNSUBSCRIBE z', 'LRANGE l 0 -1', PING -Connection $c
            Close-SocketConnection $d
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();
        string refused = protocol == 2 ? "ERR Can't execute 'lrange'" : "message/a/b";
        Assert.StartsWith(refused, string.Join('/', replies[0].Lines), StringComparison.Ordinal);
        Assert.Equal(new object?[] { "message", "a", "one" }, (object?[])replies[0].Pushed.Single()!);
        Assert.Equal(protocol == 2 ? "pong/" : "PONG", string.Join('/', replies[1].Lines));
        Assert.Equal(
            new[] { "UNSUBSCRIBE a: unsubscribe/a/1", "UNSUBSCRIBE z: unsubscribe/z/0", "LRANGE l 0 -1: message/a/b", "PING: PONG" },
            replies.Skip(2).Select(static r => $"{r.Command}: {string.Join('/', r.Lines)}"));
        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public void Redis_reports_until_RESET()
    {
        using var server = new RedisServer();
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $d = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            Invoke-SocketCommand MONITOR -Connection $c
            $null = Invoke-SocketCommand 'SET a 1', 'SET a 2' -Connection $d
            Invoke-SocketCommand -Connection $c
            Invoke-SocketCommand RESET, PING -Connection $c
            Close-SocketConnection $d
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();
        Assert.Equal(new[] { "OK", "RESET", "PONG" }, new[] { replies[0].Text, replies[2].Text, replies[3].Text });
        Assert.EndsWith("\"SET\" \"a\" \"1\"", replies[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("\"SET\" \"a\" \"2\"", (string)Assert.Single(replies[2].Pushed)!, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_a_map_that_look_alike_are_all_there()
    {
        using var server = new RedisServer();
        SocketReply reply = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Redis
            $null = Invoke-SocketCommand 'HELLO 3' -Connection $c
            $null = Invoke-SocketCommand 'HSET' -Argument 'h', ([byte[]](0xE9)), 'bytes', 'é', 'text', '(null)', 'x' -Connection $c
            Invoke-SocketCommand 'HGETALL h' -Connection $c
            """).Single<SocketReply>();
        Adopt();
        var map = (IDictionary)reply.Data!;
        Assert.Equal(3, map.Count);
        Assert.Equal("text", map["é"]);
        RespKey key = Assert.Single(map.Keys.OfType<RespKey>());
        Assert.Equal("bytes", map[key]);
        Assert.Equal(new byte[] { 0xE9 }, key.Value);
    }

    [Fact]
    public void No_field_of_a_line_makes_memcached_run_the_value()
    {
        using var server = new MemcachedServer();
        Session["commands"] = new[] { "x", "-1", "+1", "1x", "0x1", "4294967295", "4294967296", "2147483647", "2147483648", "99999999999999999999", "é", "noreply", "k\u0001" }
            .SelectMany(static odd => new[] { $"set {odd} 0 0", $"add a {odd} 0", $"replace a 0 {odd}", $"cas a 0 0 {odd}", $"ms a T{odd}", $"ms a F{odd}", $"ms a M{odd}", $"ms a {odd}", $"ms {odd} b", $"APPEND a {odd} 0", $"ms a C{odd} E{odd} I O{odd} k s" })
            .Append("set " + new string('k', 250) + " 0 0").Append("set " + new string('k', 251) + " 0 0").ToArray();
        EngineResult result = Session.Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Memcached
            $null = Invoke-SocketCommand 'set keep 0 0' -Argument kept -Connection $c
            foreach ($command in $commands) {
                $null = Invoke-SocketCommand $command -Argument 'flush_all' -Connection $c -ErrorAction SilentlyContinue
                $reply = Invoke-SocketCommand 'get keep' -Connection $c
                if ($reply.Text -ne 'kept') { "[$command] -> $($reply.StatusLine)" }
            }
            """).WithoutErrors();
        Adopt();
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_large_value_there_and_back()
    {
        using var redis = new RedisServer();
        using var memcached = new MemcachedServer();
        var noise = new byte[20 * 1024 * 1024];
        new Random(5).NextBytes(noise);
        Session["noise"] = noise;
        byte[] fromRedis = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{redis.Port}} -ReplyFormat Redis
            $null = Invoke-SocketCommand 'SET big' -Argument (,$noise) -Connection $c -Expect OK
            ,(Invoke-SocketCommand 'GET big' -Connection $c).Data
            Close-SocketConnection $c
            """).Single<byte[]>();
        Assert.True(noise.AsSpan().SequenceEqual(fromRedis));
        byte[] fromMemcached = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{memcached.Port}} -ReplyFormat Memcached
            $null = Invoke-SocketCommand 'set big 0 0' -Argument $noise -Connection $c -Expect STORED
            ,(Invoke-SocketCommand 'get big' -Connection $c).Data[0].Value
            Close-SocketConnection $c
            """).Single<byte[]>();
        Assert.True(noise.AsSpan().SequenceEqual(fromMemcached));
    }

    [Fact]
    public void Tens_of_thousands_of_commands_sent_ahead_have_their_replies_in_order()
    {
        using var server = new RedisServer();
        const int Count = 30_000;
        Session["commands"] = Enumerable.Range(1, Count).Select(static i => i % 10 == 0 ? "LPUSH n 1" : "INCR n").ToArray();
        Run($"$c = New-SocketConnection 127.0.0.1 {server.Port} -ReplyFormat Redis");
        Adopt();
        foreach (string script in new[] { "Invoke-SocketCommand $commands -Connection $c -Pipelined", "$commands | Invoke-SocketCommand -Connection $c -Pipelined" })
        {
            IReadOnlyList<object?> replies = Run("$null = Invoke-SocketCommand 'DEL n', 'INCR n' -Connection $c; " + script).Output;
            Assert.Equal(Count, replies.Count);
            long expected = 1;
            for (int i = 1; i <= Count; i++)
            {
                var reply = (SocketReply)replies[i - 1]!;
                Assert.Equal(i % 10 == 0 ? "WRONGTYPE" : null, reply.Code);
                Assert.True(i % 10 == 0 || Equals(++expected, reply.Data));
            }
        }

        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public void Memcached()
    {
        using var server = new MemcachedServer();
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Memcached
            Invoke-SocketCommand version, 'get nothing', 'delete nothing', 'incr nothing 1', 'nosuch' -Connection $c
            Invoke-SocketCommand 'set a 7 0' -Argument "x`r`nEND`r`n" -Connection $c
            Invoke-SocketCommand 'add a 7 0' -Argument y -Connection $c
            Invoke-SocketCommand 'set n 0 0' -Argument 41 -Connection $c
            Invoke-SocketCommand 'incr n 1', 'gets a n', 'stats', 'mg a v k f', 'mg none v', 'mn' -Connection $c
            Invoke-SocketCommand 'ms m T60' -Argument 'meta' -Connection $c
            Invoke-SocketCommand 'get m' -Connection $c
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();
        Assert.Equal(new object?[] { "VERSION", "END", "NOT_FOUND", "NOT_FOUND", "ERROR", "STORED", "NOT_STORED", "STORED", null, "END", "END", "VA", "EN", "MN", "HD", "END" }, replies.Select(static r => r.Code));
        Assert.Equal(42L, replies[8].Data);
        var items = (MemcachedItem[])replies[9].Data!;
        Assert.Equal(("a", 7u, "x\r\nEND\r\n"), (items[0].Key, (uint)items[0].Flags!, items[0].Text));
        Assert.NotNull(items[1].Cas);
        Assert.Equal("1.6", ((string)((IDictionary)replies[10].Data!)["version"]!)[..3]);
        Assert.Equal("x\r\nEND\r\n", ((MemcachedItem[])replies[11].Data!)[0].Text);
        Assert.Equal("meta", replies[15].Text);
    }
}
