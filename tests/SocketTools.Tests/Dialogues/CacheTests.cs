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

    [Fact]
    public void A_value_of_50_MiB_there_and_back()
    {
        using var redis = new RedisServer();
        using var memcached = new MemcachedServer();
        var noise = new byte[50 * 1024 * 1024];
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
    public void A_hundred_thousand_commands_sent_ahead_have_their_replies_in_order()
    {
        using var server = new RedisServer();
        const int Count = 100_000;
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
