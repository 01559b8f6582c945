using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Dialogues;

/// <summary>Invoke-SocketCommand with servers that do as they are told.</summary>
[Collection(Alone.Name)]
public class InvokeCommandTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData(Delivery.Whole)]
    [InlineData(Delivery.ByteByByte)]
    public async Task A_greeting_that_nobody_read_goes_with_the_first_reply(Delivery delivery)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("220-hello\r\n220 there\r\n", delivery);
            while (await client.ReadLineAsync() is string line)
            {
                await client.SendAsync(line == "STARTTLS" ? "220 go\r\n" : $"250 {line}\r\n", delivery);
            }
        });
        Run($"$c = New-SocketConnection {server.Address} -ReplyFormat Smtp");
        Adopt();
        SocketReply[] replies = Run("Invoke-SocketCommand 'EHLO me', 'STARTTLS' -Connection $c").Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new object[] { 250, 220 }, replies.Select(static r => r.Code));
        Assert.Equal(new[] { "hello", "there" }, replies[0].Greeting!.Lines);
        Assert.Null(replies[1].Greeting);
        Assert.True(replies[0].Elapsed > TimeSpan.Zero);
        Connection.Dispose();
    }

    [Fact]
    public async Task Nothing_is_sent_before_a_server_that_has_the_first_word_begins()
    {
        foreach (string pipelined in new[] { "", "-Pipelined" })
        {
            ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
            using RunningScript running = Session.Begin("Invoke-SocketCommand 'RSET' -Connection $c " + pipelined);
            Assert.Equal(0, peer.Socket.Available);
            await peer.SendAsync("220 hi\r\n");
            Assert.Equal("RSET", await peer.ReadLineAsync());
            await peer.SendAsync("250 ok\r\n");
            Assert.Equal("220 hi", running.End().Single<SocketReply>().Greeting!.StatusLine);
            Connection.Dispose();
        }
    }

    [Theory]
    [InlineData("Send-SocketLine $text -Connection $c")]
    [InlineData("Send-SocketData $text -Connection $c")]
    [InlineData("Invoke-SocketCommand ECHO -Argument $text -Connection $c")]
    [InlineData("Send-RawHttpRequest http://a/ -Method PUT -Body $text -Connection $c")]
    [InlineData("Send-RawHttpRequest http://a/ -Method PUT -Body $text -Chunked -Connection $c")]
    public async Task Nothing_is_taken_for_the_rest_of_what_was_cut_short(string cut)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Redis");
        Session["text"] = new string('x', 32 * 1024 * 1024);
        Session.Run(cut + " -IdleTimeoutSec 0.3").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        long sent = Connection.BytesSent;
        foreach (string next in new[] { "Invoke-SocketCommand PING", "Invoke-SocketCommand PING -Pipelined", "Send-RawHttpRequest http://a/", "Invoke-RawHttpGet http://a/" })
        {
            Session.Run(next + " -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        }

        Assert.Equal(sent, Connection.BytesSent);
        Connection.Dispose();
        await peer.ReadToEndAsync();
    }

    [Fact]
    public async Task Behind_the_rest_of_what_was_cut_short_commands_go_on()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Redis");
        Session["text"] = new string('x', 32 * 1024 * 1024);
        ErrorRecord late = Session.Run("Send-SocketLine $text -Connection $c -IdleTimeoutSec 0.3").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Session["sent"] = ((SocketToolsException)late.Exception).BytesSent;
        Task<string?> line = Task.Run(peer.ReadLineAsync);
        Run("Send-SocketLine $text.Substring($sent) -Connection $c");
        Assert.Equal(32 * 1024 * 1024, (await line)!.Length);
        await peer.SendAsync("+PONG\r\n");
        Assert.Equal("PONG", Run("Invoke-SocketCommand PING -Connection $c").Single<SocketReply>().Text);
        Connection.Dispose();
    }

    [Theory]
    [InlineData("Redis", "ECHO -Argument $text", "-ERR too big\r\n")]
    [InlineData("Smtp", "$text", "220 hi\r\n500 line too long\r\n")]
    public async Task The_refusal_of_a_command_is_its_reply_where_the_server_resets_behind_it(string format, string command, string said)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat " + format);
        await peer.SendAsync(said);
        Session["text"] = new string('x', 32 * 1024 * 1024);
        using RunningScript running = Session.Begin($"Invoke-SocketCommand {command} -Connection $c");
        await peer.Stream.ReadExactlyAsync(new byte[1000]);
        Eventually.True(() => Connection.Available > 0, "the refusal");
        peer.Reset();
        Assert.EndsWith(running.End().Single<SocketReply>().StatusLine, said.TrimEnd(), StringComparison.Ordinal);
        Connection.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("220-hello\r\n")]
    [InlineData("220-hello\r\n220 the")]
    public async Task A_server_that_has_not_greeted_in_time_gets_no_command(string begun)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync(begun);
        foreach (string pipelined in new[] { "", "-Pipelined" })
        {
            ErrorRecord late = Session.Run("Invoke-SocketCommand 'RSET' -Connection $c -TimeoutSec 0.05 " + pipelined).SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
            Assert.Contains(_server.Address, late.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("greeting has not come whole, and nothing was sent", late.Exception.Message, StringComparison.Ordinal);
            Assert.Equal(0, Connection.BytesSent);
        }
    }

    [Fact]
    public async Task A_server_that_resets_instead_of_greeting_is_a_reset()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        peer.Reset();
        Session.Run("Invoke-SocketCommand 'RSET' -Connection $c").SingleError("ConnectionReset", ErrorCategory.ConnectionError);
    }

    [Fact]
    public async Task Commands_and_connections_from_the_pipeline()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n");
        Assert.Equal(new[] { "one", "two", "three", "four", "five" }, Run("""
            $c | Invoke-SocketCommand
            $c | Invoke-SocketCommand 'a'
            'b', 'c' | Invoke-SocketCommand -Connection $c
            Invoke-SocketCommand -Connection $c.Id 'd'
            """).Texts);
        Assert.Equal("a\r\nb\r\nc\r\nd\r\n", Encoding.ASCII.GetString(await peer.ReadAsync(12)));
        Session.Run("$c | Invoke-SocketCommand -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public async Task Behind_an_unexpected_reply_nothing_more_is_sent_and_the_connection_is_fine()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("250 a\r\n550 5.1.1 b\r\n250 c\r\n");
        foreach (string commands in new[] { "'A', 'B', 'C'" })
        {
            EngineResult result = Session.Run($"Invoke-SocketCommand {commands} -Connection $c -Expect 250, 3xx");
            ErrorRecord error = result.SingleError("ReplyRejected", ErrorCategory.InvalidResult);
            Assert.Equal("5.1.1", Assert.IsType<SocketReply>(error.TargetObject).EnhancedCode);
            Assert.Contains("'550 5.1.1 b'; expected was 250 or 3xx", error.Exception.Message, StringComparison.Ordinal);
            Assert.Single(result.Output);
        }

        Assert.Equal("c", Run("Invoke-SocketCommand 'D' -Connection $c -RequireSuccess").Single<SocketReply>().Text);
        Assert.Equal("A\r\nB\r\nD\r\n", Encoding.ASCII.GetString(await peer.ReadAsync(9)));
    }

    [Theory]
    [InlineData("VALUE k 0 9 \r\nVERSION 1\r\nEND\r\n")]
    [InlineData("VALUE k x 9\r\nVERSION 1\r\nEND\r\n")]
    [InlineData("VA x\r\nVERSION 1\r\n")]
    public async Task A_value_behind_a_line_that_is_none_is_no_reply(string said)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Memcached");
        await peer.SendAsync(said);
        Session.Run("Invoke-SocketCommand 'get k' -Connection $c").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Session.Run("Invoke-SocketCommand 'version' -Connection $c").SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Theory]
    [InlineData("NO (QUOTA/MAXSIZE) {8}\r\ntoo\r\nbig\r\n", "'NO (QUOTA/MAXSIZE) too / big'")]
    [InlineData("BYE {6}\r\nno {3}\r\n", "'BYE no {3}'")]
    [InlineData("\"a\"\r\nNO {3}\r\nbad\r\n", "'\"a\" / NO bad'")]
    [InlineData("\"a\"\r\nNO {0}\r\n\r\n", "'\"a\" / NO '")]
    public async Task Words_that_came_as_a_literal_are_in_the_error(string reply, string words)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Sieve");
        await peer.SendAsync("OK\r\n" + reply);
        ErrorRecord error = Session.Run("Invoke-SocketCommand LISTSCRIPTS -Connection $c -RequireSuccess").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(reply.Split("\r\n")[reply[0] == '"' ? 1 : 0], ((SocketReply)error.TargetObject).StatusLine);
    }

    [Fact]
    public async Task A_reply_that_comes_late_bears_its_own_command()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n");
        Run("$null = Receive-SocketData $c -Count 8 -Peek");
        ErrorRecord late = Session.Run("Invoke-SocketCommand 'SLOW' -Connection $c -IdleTimeoutSec 0.05").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("The command was sent, and its reply is still due", late.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("call again", late.Exception.Message, StringComparison.Ordinal);
        await peer.SendAsync("250 slow\r\n250 next\r\n");
        Assert.Equal(new[] { "SLOW: slow", "NEXT: next" }, Run("Invoke-SocketCommand 'NEXT' -Connection $c | ForEach-Object { \"$($_.Command): $($_.Text)\" }").Texts);
    }

    [Fact]
    public async Task A_response_that_comes_too_late_is_the_next_reply_and_whole()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Http");
        await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        Session.Run("Invoke-SocketCommand 'GET /' -Connection $c -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        await peer.SendAsync("world");
        Assert.Equal("helloworld", Run("(Invoke-SocketCommand -Connection $c).Data.Content").Single<string>());
    }

    [Fact]
    public async Task A_late_reply_that_was_read_by_hand_is_not_waited_for()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n");
        Run("$null = Receive-SocketData $c -Count 8 -Peek");
        Session.Run("Invoke-SocketCommand 'SLOW' -Connection $c -IdleTimeoutSec 0.05").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        await peer.SendAsync("250 slow\r\n250 next\r\n");
        Assert.Equal(new[] { "250 slow", "250 next" }, Run("Receive-SocketLine $c; Invoke-SocketCommand 'NEXT' -Connection $c").Texts);
    }

    [Fact]
    public async Task IMAP_holds_a_literal_back_until_the_server_wants_it()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Imap");
        using (RunningScript running = Session.Begin("Invoke-SocketCommand 'LOGIN' -Argument 'me', 'geheim' -Connection $c"))
        {
            Assert.Equal("a1 LOGIN {2}", await peer.ReadLineAsync());
            await peer.SendAsync("* 1 EXISTS\r\n+ go\r\n");
            Assert.Equal("me {6}", await peer.ReadLineAsync());
            await peer.SendAsync("+ \r\n");
            Assert.Equal("geheim", await peer.ReadLineAsync());
            await peer.SendAsync("a1 OK in\r\n");
            Assert.Equal(new[] { "1 EXISTS", "in" }, running.End().Single<SocketReply>().Lines);
        }

        using (RunningScript running = Session.Begin("Invoke-SocketCommand 'LOGIN' -Argument 'me', 'geheim' -Connection $c; Invoke-SocketCommand 'NOOP' -Connection $c"))
        {
            Assert.Equal("a2 LOGIN {2}", await peer.ReadLineAsync());
            await peer.SendAsync("a2 BAD no literals here\r\n");
            Assert.Equal("a3 NOOP", await peer.ReadLineAsync());
            await peer.SendAsync("a3 OK\r\n");
            Assert.Equal(new object[] { "BAD", "OK" }, running.End().Output.Select(static r => ((SocketReply)r!).Code!));
        }
    }

    [Fact]
    public async Task What_came_before_a_literal_was_refused_is_there()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Imap");
        await peer.SendAsync("* 1 FETCH (X {2}\r\nab)\r\n+ go\r\n* 2 FETCH (X {2}\r\ncd)\r\na1 NO not you\r\n");
        SocketReply reply = Run("Invoke-SocketCommand 'LOGIN' -Argument 'me', 'geheim' -Connection $c").Single<SocketReply>();
        Assert.Equal(new[] { "1 FETCH (X {2})", "2 FETCH (X {2})", "not you" }, reply.Lines);
        Assert.Equal(new[] { "ab", "cd" }, reply.Literals.Select(Encoding.ASCII.GetString));
        Assert.Equal("a1 LOGIN {2}\r\nme {6}\r\n", Encoding.ASCII.GetString(await peer.ReadAsync(22)));
    }

    [Fact]
    public async Task A_login_whose_literals_are_written_by_hand_shows_none_of_them()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Imap");
        await peer.SendAsync("+ go\r\n+ go on\r\na1 OK in\r\n");
        SocketReply[] replies = Run("Invoke-SocketCommand 'LOGIN {2}', 'me {6}', 'geheim' -Connection $c").Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new[] { "LOGIN ***", "***", "***" }, replies.Select(static r => r.Command));
        Assert.Equal("a1 LOGIN {2}\r\nme {6}\r\ngeheim\r\n", Encoding.ASCII.GetString(await peer.ReadAsync(30)));
    }

    [Fact]
    public async Task A_reply_that_looks_like_the_greeting_before_it_is_the_reply()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n220 and again\r\n");
        SocketReply reply = Run("Invoke-SocketCommand 'XCLIENT NAME=x' -Connection $c -TimeoutSec 100").Single<SocketReply>();
        Assert.Equal(new[] { "220 hi", "220 and again" }, new[] { reply.Greeting!.StatusLine, reply.StatusLine });
    }

    [Fact]
    public async Task A_login_in_lines_is_one_conversation()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Imap");
        await peer.SendAsync("+ \r\na1 NO [AUTHENTICATIONFAILED] no\r\na2 OK\r\n");
        SocketReply[] replies = Run("Invoke-SocketCommand 'AUTHENTICATE PLAIN', 'AGdlaGVpbQ==', 'NOOP' -Connection $c").Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new[] { "AUTHENTICATE PLAIN", "***", "NOOP" }, replies.Select(static r => r.Command));
        Assert.Equal(new object?[] { "+", "NO", "OK" }, replies.Select(static r => r.Code));
        Assert.Equal("a1 AUTHENTICATE PLAIN\r\nAGdlaGVpbQ==\r\na2 NOOP\r\n", Encoding.ASCII.GetString(await peer.ReadAsync(46)));
    }

    [Theory]
    [InlineData("Smtp", "DATA")]
    [InlineData("Smtp", "STARTTLS")]
    [InlineData("Smtp", "AUTH PLAIN x")]
    [InlineData("Ftp", "NOOP")]
    [InlineData("Imap", "AUTHENTICATE PLAIN")]
    [InlineData("Nntp", "POST")]
    [InlineData("Pop3", "STLS")]
    [InlineData("Http", "GET /")]
    public async Task What_cannot_be_pipelined(string format, string command)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat " + format);
        Session.Run($"Invoke-SocketCommand '{command}' -Connection $c -Pipelined").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Connection.Dispose();
        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_command_that_ends_a_group_is_waited_for()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n");
        using RunningScript running = Session.Begin("'MAIL', 'RCPT', 'NOOP', 'RSET' | Invoke-SocketCommand -Connection $c -Pipelined");
        Assert.Equal(new[] { "MAIL", "RCPT", "NOOP" }, new[] { await peer.ReadLineAsync(), await peer.ReadLineAsync(), await peer.ReadLineAsync() });
        await peer.SendAsync("250 1\r\n250 2\r\n");
        RunningScript.Until(() => Connection.BytesReceived == 22, "two replies");
        Assert.Equal(0, peer.Socket.Available);
        await peer.SendAsync("250 3\r\n");
        Assert.Equal("RSET", await peer.ReadLineAsync());
        await peer.SendAsync("250 4\r\n");
        Assert.Equal(new[] { "MAIL 1", "RCPT 2", "NOOP 3", "RSET 4" }, running.End().WithoutErrors().Output.Cast<SocketReply>().Select(static r => $"{r.Command} {r.Text}"));
    }

    [Fact]
    public async Task Neither_side_waits_for_ever_where_both_send_much()
    {
        // The peer answers each line with 10 kB before it reads the next: more than all buffers between the two hold.
        using var server = ScriptedServer.Start(async client =>
        {
            string reply = new string('r', 10_000) + "\r\n";
            while (await client.ReadLineAsync() is not null)
            {
                await client.SendAsync(reply);
            }
        });
        Session["commands"] = Enumerable.Repeat(new string('c', 10_000), 3000).ToArray();
        Run($"$c = New-SocketConnection {server.Address}");
        Adopt();
        Assert.Equal(3000, Run("Invoke-SocketCommand $commands -Connection $c -Pipelined").Output.Count);
        Connection.Dispose();
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("Invoke-SocketCommand 'x' -Connection $c -IdleTimeoutSec 0")]
    [InlineData("Invoke-SocketCommand -Connection $c -IdleTimeoutSec 0")]
    [InlineData("'x', 'y' | Invoke-SocketCommand -Connection $c -Pipelined -IdleTimeoutSec 0")]
    [InlineData("Receive-SocketLine $c -DotTerminated -IdleTimeoutSec 0")]
    public async Task Stopped_it_loses_no_byte(string script)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("250");
        Run("$null = Receive-SocketData $c -Count 3 -Peek");
        await peer.SendAsync("-");
        using RunningScript running = Session.Begin(script);
        RunningScript.Until(() => Connection.Available == 4, "the byte");
        running.StopsAtOnce();
        await peer.SendAsync("a\r\n250 b\r\n");
        Assert.Equal("250-a 250 b", Run("\"$(Receive-SocketLine $c) $(Receive-SocketLine $c)\"").Single<string>());
    }

    [Fact]
    public async Task A_sender_that_waits_is_stopped_with_the_rest()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Session["commands"] = Enumerable.Repeat(new string('c', 100_000), 300).ToArray();
        using (RunningScript running = Session.Begin("$commands | Invoke-SocketCommand -Connection $c -Pipelined -IdleTimeoutSec 0"))
        {
            RunningScript.Until(() => Connection.BytesSent > 100_000, "the first bytes");
            running.StopsAtOnce();
        }

        long sent = Connection.BytesSent;
        Connection.CloseSend(new SocketTools.Limits.CallClock(default, default));
        Assert.Equal(sent, (await peer.ReadToEndAsync()).Length);
    }

    [Fact]
    public async Task Replies_that_nobody_wants_any_more_stay()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Smtp");
        await peer.SendAsync("220 hi\r\n");
        using (RunningScript running = Session.Begin("Invoke-SocketCommand 'MAIL', 'RCPT', 'RSET' -Connection $c -Pipelined | Select-Object -First 1 | ForEach-Object Text"))
        {
            Assert.Equal(new[] { "MAIL", "RCPT", "RSET" }, new[] { await peer.ReadLineAsync(), await peer.ReadLineAsync(), await peer.ReadLineAsync() });
            await peer.SendAsync("250 1\r\n250 2\r\n250 3\r\n");
            Assert.Equal("1", running.End().Single<string>());
        }

        Assert.Equal(new[] { "RCPT 2", "RSET 3" }, Run("1..2 | ForEach-Object { $r = Invoke-SocketCommand -Connection $c; \"$($r.Command) $($r.Text)\" }").Texts);
    }

    [Fact]
    public async Task HTTP_as_a_dialogue()
    {
        ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat Http");
        await peer.SendAsync("HTTP/1.1 200 Fine\r\nA: b\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        SocketReply[] replies = Run("Invoke-SocketCommand 'GET /a?b' -Connection $c; Invoke-SocketCommand 'POST /c' -Argument 'body' -Connection $c").Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new object?[] { 200, 404 }, replies.Select(static r => r.Code));
        Assert.Equal("hi", ((SocketTools.Http.RawHttpResponse)replies[0].Data!).Content);
        Assert.False(replies[1].IsPositive);
        IReadOnlyList<string> asked = await peer.ReadUntilBlankLineAsync();
        Assert.Equal("GET /a?b HTTP/1.1", asked[0]);
        Assert.Contains("Host: " + _server.Address, asked);
        Session.Run("Invoke-SocketCommand \"GET /`r`nx: y\" -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("Smtp", "250-a\r\n250 b", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Smtp", "", Fault.RemoteClosed, ErrorCategory.ConnectionError)]
    [InlineData("Smtp", "what?\r\n", Fault.ProtocolViolation, ErrorCategory.ProtocolError)]
    [InlineData("Ftp", "211-a\r\nb\r\n", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Nntp", "220 a\r\nb\r\n.", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Pop3", "+OK\r\nline\r\n", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Imap", "* X {9}\r\nabc", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Imap", "a7 OK\r\n", Fault.ProtocolViolation, ErrorCategory.ProtocolError)]
    [InlineData("Sieve", "{3}\r\nab", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Redis", "*2\r\n:1\r\n", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Redis", "$99999999999\r\n", Fault.LimitExceeded, ErrorCategory.LimitsExceeded)]
    [InlineData("Memcached", "VALUE a 0 3\r\nab", Fault.Truncated, ErrorCategory.InvalidData)]
    [InlineData("Http", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", Fault.Truncated, ErrorCategory.InvalidData)]
    public async Task A_reply_that_breaks_off_is_an_error_with_what_came(string format, string bytes, Fault expected, ErrorCategory category)
    {
        foreach (Delivery delivery in new[] { Delivery.Whole, Delivery.ByteByByte })
        {
            ScriptedClient peer = await ConnectAsync(_server, "-ReplyFormat " + format);
            await peer.SendAsync(format == "Pop3" ? "+OK hi\r\n" : "");
            await peer.SendAsync(bytes, delivery);
            peer.CloseSend();
            string command = format switch { "Http" => "GET /", "Pop3" => "RETR 1", "Nntp" => "ARTICLE 1", _ => "get a" };
            ErrorRecord error = Session.Run($"Invoke-SocketCommand '{command}' -Connection $c").SingleError(expected.ToString(), category);
            Assert.IsType<SocketReply>(((SocketToolsException)error.Exception).Partial);
            Assert.Equal(expected == Fault.ProtocolViolation, error.Exception.Message.Contains("out of step", StringComparison.Ordinal));
            if (format != "Http")
            {
                Assert.Equal(bytes.Length, Connection.Available);
            }

            Connection.Dispose();
        }
    }

    [Theory]
    [InlineData("Smtp", "250-more\r\n")]
    [InlineData("Redis", "*1\r\n")]
    [InlineData("Pop3", "+OK\r\n")]
    [InlineData("Line", "x")]
    public async Task A_reply_without_an_end_costs_no_more_than_its_budget(string format, string text)
    {
        using var server = ScriptedServer.Start(async client => await client.SendForeverAsync(text));
        Run($"$c = New-SocketConnection {server.Address} -ReplyFormat {format}");
        Adopt();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ErrorRecord error = Assert.Single(Session.Run("Invoke-SocketCommand 'RETR 1' -Connection $c -MaxBytes 1MB -MaxLineLength 100KB").Errors);
        Assert.StartsWith(format == "Redis" ? "ProtocolViolation" : format == "Pop3" ? "LimitExceeded" : "LimitExceeded", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16_000_000);
        Connection.Abort();
        await Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
