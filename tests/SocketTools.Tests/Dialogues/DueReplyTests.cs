using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Dialogues;

/// <summary>Whose reply is it: greetings of every kind, commands with several replies, with one that comes later, and with none.</summary>
public class DueReplyTests : EngineTest
{
    /// <summary>A format, its server's greeting, what it answers to which line, what is done, and each reply behind its command (and behind the
    /// greeting, where it brought that).</summary>
    public static TheoryData<string, string, string[], string, string[]> Dialogues => new()
    {
        { "Smtp", "554 no service here\r\n", new[] { "EHLO me", "503 no\r\n", "QUIT", "221 bye\r\n" }, "Invoke-SocketCommand 'EHLO me', QUIT -Connection $c", new[] { "<554 no service here> EHLO me: no", "QUIT: bye" } },
        { "Smtp", "421 busy\r\n", new[] { "QUIT", "221 bye\r\n" }, "Invoke-SocketCommand QUIT -Connection $c", new[] { "<421 busy> QUIT: bye" } },
        { "Smtp", "220-mail\r\n521 5.7.1 blocked\r\n", new[] { "EHLO me", "503 no\r\n" }, "Invoke-SocketCommand 'EHLO me' -Connection $c", new[] { "<521 5.7.1 blocked> EHLO me: no" } },
        { "Smtp", "220-a\r\n220-b\r\n220 c\r\n", new[] { "MAIL", "250 m\r\n", "RCPT", "250 r\r\n" }, "'MAIL', 'RCPT' | Invoke-SocketCommand -Connection $c -Pipelined", new[] { "<220-a> MAIL: m", "RCPT: r" } },
        { "Smtp", "220 a\r\n220 b\r\n", new[] { "EHLO me", "250 x\r\n", "NOOP", "250 n\r\n" }, "Invoke-SocketCommand 'EHLO me', NOOP -Connection $c", new[] { "<220 b> EHLO me: x", "NOOP: n" } },
        { "Smtp", "220 a\r\n220 b\r\n", new[] { "EHLO me", "250 x\r\n" }, "Invoke-SocketCommand -Connection $c; Invoke-SocketCommand 'EHLO me' -Connection $c", new[] { ": a", "<220 b> EHLO me: x" } },
        { "Ftp", "220 hi\r\n", new[] { "NOOP", "220 ok\r\n" }, "Invoke-SocketCommand -Connection $c; Invoke-SocketCommand NOOP -Connection $c", new[] { ": hi", "NOOP: ok" } },
        { "Ftp", "220 hi\r\n", new[] { "NOOP", "220 ok\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<220 hi> NOOP: ok" } },
        { "Lmtp", "220 hi\r\n", new[] { "LHLO me", "250 l\r\n" }, "Invoke-SocketCommand 'LHLO me' -Connection $c", new[] { "<220 hi> LHLO me: l" } },
        { "Ftp", "120 soon\r\n220-ready\r\n 220 is no end\r\n220 now\r\n", new[] { "NOOP", "200 ok\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<220-ready> NOOP: ok" } },
        { "Ftp", "230 logged in already\r\n", new[] { "NOOP", "200 ok\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<230 logged in already> NOOP: ok" } },
        { "Ftp", "421 too many\r\n", new[] { "QUIT", "221 bye\r\n" }, "Invoke-SocketCommand QUIT -Connection $c", new[] { "<421 too many> QUIT: bye" } },
        { "Nntp", "201 no posting\r\n", new[] { "DATE", "111 now\r\n" }, "Invoke-SocketCommand DATE -Connection $c", new[] { "<201 no posting> DATE: now" } },
        { "Nntp", "400 gone\r\n", new[] { "QUIT", "205 bye\r\n" }, "Invoke-SocketCommand QUIT -Connection $c", new[] { "<400 gone> QUIT: bye" } },
        { "Nntp", "502 not you\r\n", new[] { "QUIT", "205 bye\r\n" }, "Invoke-SocketCommand QUIT -Connection $c", new[] { "<502 not you> QUIT: bye" } },
        { "Pop3", "+OK ready\r\n", new[] { "USER anna", "+OK user\r\n", "LIST", "+OK\r\n1 2\r\n.\r\n" }, "Invoke-SocketCommand 'USER anna', LIST -Connection $c", new[] { "<+OK ready> USER anna: user", "LIST: 1 2" } },
        { "Pop3", "-ERR go away\r\n", new[] { "QUIT", "+OK bye\r\n" }, "Invoke-SocketCommand QUIT -Connection $c", new[] { "<-ERR go away> QUIT: bye" } },
        { "Sieve", "\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n", new[] { "NOOP", "OK \"noop\"\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<OK \"ready\"> NOOP: noop" } },
        { "Sieve", "BYE \"full\"\r\n", new[] { "NOOP", "NO \"noop\"\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<BYE \"full\"> NOOP: noop" } },
        { "Imap", "* OK [CAPABILITY IMAP4rev1] ready\r\n", new[] { "a1 NOOP", "* 1 EXISTS\r\na1 OK noop\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<* OK [CAPABILITY IMAP4rev1] ready> NOOP: 1 EXISTS/noop" } },
        { "Imap", "* PREAUTH in\r\n", new[] { "a1 NOOP", "* OK [ALERT] x\r\na1 OK noop\r\n" }, "Invoke-SocketCommand NOOP -Connection $c", new[] { "<* PREAUTH in> NOOP: OK [ALERT] x/noop" } },

        // The text that a command announces, sent by other means, and the next command before anybody has read the reply to it.
        { "Smtp", "220 hi\r\n", new[] { "DATA", "354 go\r\n", ".", "250 queued\r\n", "QUIT", "221 bye\r\n" }, "Invoke-SocketCommand DATA -Connection $c; 'text' | Send-SocketLine -DotTerminated -Connection $c; Invoke-SocketCommand QUIT -Connection $c", new[] { "<220 hi> DATA: go", "DATA: queued", "QUIT: bye" } },
        { "Smtp", "220 hi\r\n", new[] { "DATA", "354 go\r\n", ".", "250 queued\r\n" }, "Invoke-SocketCommand DATA, '.' -Connection $c", new[] { "<220 hi> DATA: go", ".: queued" } },
        { "Nntp", "200 hi\r\n", new[] { "POST", "340 go\r\n", ".", "240 posted\r\n", "DATE", "111 now\r\n" }, "Invoke-SocketCommand POST -Connection $c; 'text' | Send-SocketLine -DotTerminated -Connection $c; Invoke-SocketCommand DATE -Connection $c", new[] { "<200 hi> POST: go", "POST: posted", "DATE: now" } },
        {
            "Lmtp", "220 hi\r\n", new[] { "MAIL", "250 m\r\n", "RCPT 1", "250 one\r\n", "RCPT 2", "550 two\r\n", "RCPT 3", "250 three\r\n", "DATA", "354 go\r\n", ".", "250 one has it\r\n452 three is full\r\n", "RSET", "250 reset\r\n" },
            "Invoke-SocketCommand MAIL, 'RCPT 1', 'RCPT 2', 'RCPT 3', DATA -Connection $c; 'text' | Send-SocketLine -DotTerminated -Connection $c; Invoke-SocketCommand -Connection $c; Invoke-SocketCommand RSET -Connection $c",
            new[] { "<220 hi> MAIL: m", "RCPT 1: one", "RCPT 2: two", "RCPT 3: three", "DATA: go", "DATA: one has it", "DATA: three is full", "RSET: reset" }
        },
        {
            "Lmtp", "220 hi\r\n", new[] { "MAIL", "250 m\r\n", "RCPT 1", "250 one\r\n", "RCPT 2", "250 two\r\n", "BDAT 4 LAST", "", "text", "250 one has it\r\n250 two too\r\n" },
            "Invoke-SocketCommand MAIL, 'RCPT 1', 'RCPT 2' -Connection $c; Invoke-SocketCommand 'BDAT LAST' -Argument \"text\" -Connection $c",
            new[] { "<220 hi> MAIL: m", "RCPT 1: one", "RCPT 2: two", "BDAT 4 LAST: one has it", "BDAT 4 LAST: two too" }
        },
        {
            "Smtp", "220 hi\r\n", new[] { "EHLO me", "250-x\r\n250 chunking\r\n", "BDAT 4 LAST", "", "text", "250 taken\r\n" },
            "Invoke-SocketCommand 'EHLO me' -Connection $c; Invoke-SocketCommand 'BDAT LAST' -Argument \"text\" -Connection $c",
            new[] { "<220 hi> EHLO me: x/chunking", "BDAT 4 LAST: taken" }
        },
        { "Ftp", "220 hi\r\n", new[] { "RETR x", "150 begins\r\n226 done\r\n", "NOOP", "200 ok\r\n" }, "Invoke-SocketCommand 'RETR x', NOOP -Connection $c", new[] { "<220 hi> RETR x: begins", "RETR x: done", "NOOP: ok" } },
        { "Ftp", "220 hi\r\n", new[] { "RETR x", "150 begins\r\n110 MARK\r\n", "ABOR", "426 cut\r\n226 aborted\r\n", "NOOP", "200 ok\r\n" }, "Invoke-SocketCommand 'RETR x', ABOR, NOOP -Connection $c", new[] { "<220 hi> RETR x: begins", "RETR x: MARK", "RETR x: cut", "ABOR: aborted", "NOOP: ok" } },
        { "Ftp", "220 hi\r\n", new[] { "ABOR", "226 nothing\r\n" }, "Invoke-SocketCommand ABOR -Connection $c", new[] { "<220 hi> ABOR: nothing" } },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public async Task Each_command_has_its_replies(string format, string greeting, string[] answers, string script, string[] expected)
    {
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            using var server = ScriptedServer.Start(async client =>
            {
                await client.SendAsync(greeting, delivery);
                while (await client.ReadLineAsync() is string line)
                {
                    // The bytes of BDAT have no line end of their own.
                    string said = line;
                    if (said.StartsWith("BDAT", StringComparison.Ordinal))
                    {
                        said = Encoding.ASCII.GetString(await client.ReadAsync(4));
                    }

                    int at = Array.IndexOf(answers, said);
                    await client.SendAsync(at < 0 ? "" : answers[at + 1], delivery);
                }
            });
            Run($"$c = New-SocketConnection {server.Address} -ReplyFormat {format} -IdleTimeoutSec 100");
            Adopt();
            Assert.Equal(expected, Run(script).Output.Cast<SocketReply>().Select(static r =>
                $"{(r.Greeting is null ? "" : $"<{r.Greeting.StatusLine}> ")}{r.Command}: {string.Join('/', r.Lines)}"));
            Assert.Equal(0, Connection.Available);
            Connection.Dispose();
        }

        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("Smtp", "220 a\r\n220 b\r\n220 c\r\n", "EHLO me", "250 ok\r\n")]
    [InlineData("Ftp", "220 a\r\n220 b\r\n220 c\r\n", "USER anna", "331 ok\r\n")]
    [InlineData("Nntp", "200 a\r\n201 b\r\n200 c\r\n", "DATE", "111 ok\r\n")]
    public async Task A_greeting_of_several_replies_is_no_command_s(string format, string greeting, string command, string answer)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat " + format);
        await peer.SendAsync(greeting);
        RunningScript.Until(() => Connection.HasWaiting, "the greeting");
        using (RunningScript running = Session.Begin($"Invoke-SocketCommand '{command}' -Connection $c"))
        {
            Assert.Equal(command, await peer.ReadLineAsync());
            await peer.SendAsync(answer);
            SocketReply reply = running.End().Single<SocketReply>();
            Assert.Equal("ok", reply.Text);
            Assert.Equal(greeting.Split("\r\n")[2], reply.Greeting!.StatusLine);
            Assert.Equal(greeting.Split("\r\n")[1], reply.Greeting.Greeting!.StatusLine);
        }

        Assert.Equal(0, Connection.Available);
        Connection.Dispose();
    }

    [Theory]
    [InlineData("Smtp", "220 hi\r\n354 go\r\n", "DATA", "Subject: x")]
    [InlineData("Smtp", "220 hi\r\n354 go\r\n", "DATA", "QUIT")]
    [InlineData("Nntp", "200 hi\r\n340 go\r\n", "POST", "From: me")]
    [InlineData("Imap", "+ idling\r\n", "IDLE", "NOOP")]
    [InlineData("Imap", "+ go\r\n", "APPEND x {100}", "short")]
    [InlineData("Imap", "+ go\r\n", "LOGIN {2}", "me {3+}")]
    [InlineData("Memcached", "OK\r\n", "watch", "get a")]
    [InlineData("Smtp", "220 hi\r\n250 SIZE 1\r\n", "EHLO me", "BDAT LAST' -Argument 'RSET")]
    [InlineData("Smtp", "220 hi\r\n250 me\r\n", "HELO me", "BDAT' -Argument 'RSET")]
    [InlineData("Smtp", "220 hi\r\n502 what\r\n", "EHLO me", "BDAT' -Argument 'RSET")]
    [InlineData("Lmtp", "220 hi\r\n250-x\r\n250 CHUNKINGS\r\n", "LHLO me", "BDAT LAST' -Argument 'RSET")]
    [InlineData("Redis", "+OK\r\n", "MONITOR", "PING")]
    [InlineData("Redis", "+OK\r\n", "MULTI", "SUBSCRIBE a")]
    public async Task What_would_have_no_reply_of_its_own_is_refused_where_the_dialogue_stands(string format, string said, string first, string second)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat " + format);
        await peer.SendAsync(said);
        Run($"Invoke-SocketCommand '{first}' -Connection $c");
        long sent = Connection.BytesSent;
        ErrorRecord refused = Session.Run($"Invoke-SocketCommand '{second}' -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("Nothing was sent", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(sent, Connection.BytesSent);
        Connection.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Pipelined")]
    public async Task What_came_before_its_command_is_its_reply_and_marked(string pipelined)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n");
        using (RunningScript running = Session.Begin($"Invoke-SocketCommand NOOP -Connection $c -Verbose {pipelined}"))
        {
            await peer.ReadLineAsync();
            await peer.SendAsync("250 ok\r\n421 too long\r\n");
            EngineResult asked = running.End().WithoutErrors();
            Assert.False(asked.Single<SocketReply>().IsEarly);
            Assert.DoesNotContain(asked.Verbose, static line => line.Contains("IsEarly", StringComparison.Ordinal));
        }

        EngineResult early = Run($"Invoke-SocketCommand QUIT -Connection $c -Verbose {pipelined}");
        Assert.True(early.Single<SocketReply>().IsEarly);
        Assert.Equal(421, early.Single<SocketReply>().Code);
        Assert.Contains(early.Verbose, static line => line.Contains("'QUIT'", StringComparison.Ordinal) && line.Contains("IsEarly", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Imap", "* OK hi\r\n* BYE too long\r\na1 OK bye\r\n", "LOGOUT")]
    [InlineData("Redis", ">2\r\n+invalidate\r\n*1\r\n+a\r\n+PONG\r\n", "PING")]
    [InlineData("Smtp", "220 hi\r\n334 name\r\n235 in\r\n", "AUTH LOGIN', 'bWU=")]
    public async Task What_may_come_unasked_marks_nothing(string format, string said, string commands)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat " + format);
        await peer.SendAsync(said);
        Assert.False(((SocketReply)Run($"Invoke-SocketCommand '{commands}' -Connection $c").Output[^1]!).IsEarly);
    }

    [Fact]
    public async Task A_server_that_refuses_and_leaves_has_its_words_in_the_error()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat Smtp");
        await peer.SendAsync("554-mx.test\r\n554-Bad PTR.\r\n554 See https://mx.test/why\r\n");
        peer.CloseSend();
        ErrorRecord error = Session.Run("Invoke-SocketCommand 'EHLO me' -Connection $c").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Contains("554-mx.test / Bad PTR. / See https://mx.test/why", error.Exception.Message, StringComparison.Ordinal);
        Connection.Dispose();
    }

    [Theory]
    [InlineData("* OK hi\r\n* BYE Autologout\r\n", "Truncated", ErrorCategory.InvalidData)]
    [InlineData("* OK hi\r\n* 1 EXISTS\r\n* bye Autologout\r\n* 2 EX", "Truncated", ErrorCategory.InvalidData)]
    public async Task A_server_of_IMAP_that_hangs_up_has_its_words_in_the_error(string said, string id, ErrorCategory category)
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat Imap");
        await peer.SendAsync(said);
        peer.CloseSend();
        ErrorRecord error = Session.Run("Invoke-SocketCommand NOOP -Connection $c").SingleError(id, category);
        Assert.Contains("BYE Autologout'", error.Exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task All_lines_of_a_refusal_are_in_its_error()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n550-5.7.1 no\r\n550 5.7.1 never\r\n");
        foreach (string way in new[] { "-Expect 250" })
        {
            ErrorRecord error = Session.Run($"Invoke-SocketCommand 'MAIL' -Connection $c {way}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
            Assert.Contains("'550-5.7.1 no / 5.7.1 never'", error.Exception.Message, StringComparison.Ordinal);
        }

        Connection.Dispose();
    }

    [Theory]
    [InlineData("Imap", "* OK hi\r\n\r\na1 OK one\r\na2 OK two\r\n", "two")]
    [InlineData("Imap", "* OK hi\r\n+ go on\r\na1 OK one\r\na2 OK two\r\n", "two")]
    [InlineData("Smtp", "220 hi\r\nwhat?\r\n250 two\r\n", "two")]
    [InlineData("Smtp", "220 hi\r\n250-a\r\n251-b\r\n250 c\r\n250 two\r\n", "two")]
    [InlineData("Pop3", "+OK hi\r\nwhat?\r\n+OK two\r\n", "two")]
    [InlineData("Sieve", "OK\r\nwhat?\r\nOK \"two\"\r\n", "two")]
    [InlineData("Redis", "what?\r\n+two\r\n", "two")]
    [InlineData("Memcached", "what?\r\nTWO\r\n", "TWO")]
    [InlineData("Redis", "*2\r\n:1\r\n:x\r\n:2\r\n+two\r\n", null)]
    [InlineData("Redis", "$1\r\nabc\r\n+two\r\n", null)]
    [InlineData("Memcached", "VALUE a 0 1\r\nxyz\r\nEND\r\n", null)]
    [InlineData("Smtp", "220 hi\r\n250-a\r\nwhat?\r\n250 c\r\n", null)]
    public async Task A_violation_is_told_once(string format, string said, string? next)
    {
        using var server = ScriptedServer.Start();
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat " + format);
            await peer.SendAsync(said, delivery);
            Session.Run("Invoke-SocketCommand one -Connection $c").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
            if (next is not null)
            {
                Assert.Equal(next, Run("(Invoke-SocketCommand two -Connection $c).Text").Single<string>());
                Assert.Equal(0, Connection.Available);
            }
            else
            {
                Session.Run("Invoke-SocketCommand two -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
            }

            Connection.Dispose();
        }
    }

    [Fact]
    public async Task What_memcached_makes_of_a_value_whose_line_it_does_not_take_answers_nobody()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server, "-ReplyFormat Memcached");
        await peer.SendAsync("CLIENT_ERROR unauthenticated\r\nERROR\r\n");
        Assert.Equal("CLIENT_ERROR", Run("(Invoke-SocketCommand 'add a 0 0' -Argument x -Connection $c).Code").Single<string>());
        Session.Run("Invoke-SocketCommand version -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Theory]
    [InlineData(21, ReplyFormat.Ftp)]
    [InlineData(24, ReplyFormat.Lmtp)]
    [InlineData(25, ReplyFormat.Smtp)]
    [InlineData(587, ReplyFormat.Smtp)]
    [InlineData(80, ReplyFormat.Http)]
    [InlineData(110, ReplyFormat.Pop3)]
    [InlineData(119, ReplyFormat.Nntp)]
    [InlineData(143, ReplyFormat.Imap)]
    [InlineData(993, ReplyFormat.Imap)]
    [InlineData(4190, ReplyFormat.Sieve)]
    [InlineData(6379, ReplyFormat.Redis)]
    [InlineData(11211, ReplyFormat.Memcached)]
    [InlineData(12345, ReplyFormat.Line)]
    public void A_port_says_what_replies_look_like(int port, ReplyFormat expected)
    {
        // Where it leads is another port: the one that was asked for counts.
        using var server = ScriptedServer.Start();
        using var connection = Run($"New-SocketConnection mail.test {port} -ConnectTo {server.Address}").Single<SocketConnection>();
        Assert.Equal(expected, connection.ReplyFormat);
        using var other = Run($"New-SocketConnection mail.test {port} -ConnectTo {server.Address} -ReplyFormat Line").Single<SocketConnection>();
        Assert.Equal(ReplyFormat.Line, other.ReplyFormat);
    }

    [Fact]
    public void The_port_s_format_is_told()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("+OK ready\r\n", Delivery.ByteByByte);
            await client.ReadLineAsync();
            await client.SendAsync("+OK user\r\n");
        });
        EngineResult result = Run($"$c = New-SocketConnection mail.test 110 -ConnectTo {server.Address}; Invoke-SocketCommand 'USER anna' -Connection $c -Verbose");
        Adopt();
        Assert.Equal("user", result.Single<SocketReply>().Text);
        Assert.Contains(result.Verbose, static line => line.Contains("Pop3", StringComparison.Ordinal) && line.Contains("110", StringComparison.Ordinal));
    }
}
