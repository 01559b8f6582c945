using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Dialogues;

/// <summary>News by hand, with innd and its nnrpd.</summary>
public sealed class NewsTests : EngineTest
{
    [Fact]
    public void Post_and_read()
    {
        using var server = new NewsServer();
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.Port}} -ReplyFormat Nntp
            Invoke-SocketCommand 'MODE READER' -Connection $c -Expect 20x
            Invoke-SocketCommand CAPABILITIES, 'LIST', 'GROUP local.test', 'GROUP no.such.group' -Connection $c
            Invoke-SocketCommand POST -Connection $c -Expect 340
            'From: anna@news.test', 'Newsgroups: local.test', 'Subject: Dots', '', '.', '..', '.x', 'text' | Send-SocketLine -DotTerminated -Connection $c
            Invoke-SocketCommand -Connection $c -Expect 240
            """).Output.Cast<SocketReply>().ToArray();
        Adopt();

        // innd greets, and its nnrpd does again behind MODE READER: the first greeting was left unread.
        Assert.Equal(new object[] { 200, 101, 215, 211, 411, 340, 240 }, replies.Select(static r => r.Code));
        Assert.Contains("VERSION 2", replies[1].Lines);
        Assert.Contains(replies[2].Lines, static line => line.StartsWith("local.test ", StringComparison.Ordinal));
        Assert.False(replies[4].IsPositive);
        RunningScript.Until(() => Run("(Invoke-SocketCommand 'GROUP local.test' -Connection $c).Text").Single<string>().StartsWith('1'), "the article");
        replies = Run("Invoke-SocketCommand 'LISTGROUP local.test', 'ARTICLE 1', 'BODY 1', 'STAT 1', 'OVER 1' -Connection $c; 'ARTICLE 1', 'STAT 1', 'HEAD 1', 'DATE' | Invoke-SocketCommand -Connection $c -Pipelined")
            .Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new object[] { 211, 220, 222, 223, 224, 220, 223, 221, 111 }, replies.Select(static r => r.Code));
        Assert.Equal(new[] { "1" }, replies[0].Lines);
        Assert.Contains("Subject: Dots", replies[1].Lines);
        Assert.Equal(new[] { ".", "..", ".x", "text" }, replies[2].Lines);
        Assert.Equal(".\r\n..\r\n.x\r\ntext\r\n", Encoding.ASCII.GetString((byte[])replies[2].Data!));
        Assert.Equal(replies[1].Data, replies[5].Data);
        Run("Send-SocketLine 'BODY 1' -Connection $c; $null = Receive-SocketLine $c");
        Assert.Equal(new[] { ".", "..", ".x", "text" }, Run("Receive-SocketLine $c -DotTerminated").Texts);
        Assert.Equal(205, Run("Invoke-SocketCommand QUIT -Connection $c").Single<SocketReply>().Code);
    }
}
