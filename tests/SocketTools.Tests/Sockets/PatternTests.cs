using System.Management.Automation;
using System.Text.RegularExpressions;
using SocketTools.Connections;
using SocketTools.Reading;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Sockets;

/// <summary>Wait-SocketPattern: which match wins, what is taken, and what stays.</summary>
public class PatternTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData("'b+', 'a'", "xxabb", "a", "a", "xx", "bb")]
    [InlineData("'a', 'b+'", "xxbba", "b+", "bb", "xx", "a")]
    [InlineData("'ab', 'abc'", "abcd", "ab", "ab", "", "cd")]
    [InlineData("'abc', 'ab'", "abcd", "abc", "abc", "", "d")]
    [InlineData("'LOGIN:'", "a login: b", "LOGIN:", "login:", "a ", " b")]
    [InlineData("'LOGIN:' -CaseSensitive", "login: LOGIN: b", "LOGIN:", "LOGIN:", "login: ", " b")]
    [InlineData("([regex] 'LOGIN|X')", "login X b", "LOGIN|X", "X", "login ", " b")]
    [InlineData("'(?<=: )x'", "x: x!", "(?<=: )x", "x", "x: ", "!")]
    [InlineData("'^two$(?m)'", "one two", null, null, null, null)]
    [InlineData("'(?m)^two'", "one\ntwo\nthree", "(?m)^two", "two", "one\n", "\nthree")]
    [InlineData("-SimpleMatch 'a.c', '['", "abc [x", "[", "[", "abc ", "x")]
    [InlineData("-SimpleMatch 'ABC'", "xabcx", "ABC", "abc", "x", "x")]
    [InlineData("-SimpleMatch 'ABC' -CaseSensitive", "abcABCx", "ABC", "ABC", "abc", "x")]
    [InlineData("-SimpleMatch 'é', 'ß'", "straße, café", "ß", "ß", "stra", "e, café")]
    [InlineData("'\\r\\n\\r\\n'", "a: b\r\n\r\nbody\0\u0001", "\\r\\n\\r\\n", "\r\n\r\n", "a: b", "body\0\u0001")]
    public async Task The_first_match_in_the_stream_wins_and_not_a_byte_more_is_taken(string patterns, string wire, string? pattern, string? match, string? before, string? rest)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(wire);
        peer.CloseSend();
        Run("$null = Receive-SocketData $c -ToEnd -Peek");
        EngineResult result = Session.Run($"Wait-SocketPattern $c {patterns}");
        if (match is null)
        {
            result.SingleError("RemoteClosed", ErrorCategory.ConnectionError);
            return;
        }

        PatternMatch found = result.Single<PatternMatch>();
        Assert.Equal(pattern, found.Pattern);
        Assert.Equal(match, found.Match);
        Assert.Equal(before, found.Before);
        Assert.Equal(patterns.Contains("-SimpleMatch", StringComparison.Ordinal), found.Groups is null);
        Assert.Equal(rest, Run("Receive-SocketData $c -ToEnd -AsText").Single<string>());
    }

    [Fact]
    public async Task Groups_come_by_number_and_name_and_several_waits_follow_each_other()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("load=0.75; users=12; up=3d;");
        EngineResult result = Run("""
            1..3 | ForEach-Object { Wait-SocketPattern $c '(\w+)=(?<value>[^;]+);' } |
                ForEach-Object { "$($_.Groups[1].Value) is $($_.Groups['value'].Value), '$($_.Before)' before, $_" }
            """);
        Assert.Equal(
            new[] { "load is 0.75, '' before, load=0.75;", "users is 12, ' ' before, users=12;", "up is 3d, ' ' before, up=3d;" }, result.Texts);
        Assert.Equal(0, Connection.Available);
    }

    [Theory]
    [InlineData(Delivery.Whole)]
    [InlineData(Delivery.ByteByByte)]
    public async Task Characters_split_between_packets_match_whole(Delivery delivery)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Task sending = peer.SendAsync("naïve 😀 café: ☕ done é", delivery);
        PatternMatch found = Run("Wait-SocketPattern $c 'CAFÉ: .'").Single<PatternMatch>();
        Assert.Equal("naïve 😀 ", found.Before);
        Assert.Equal("café: ☕", found.Match);
        await sending;
        Assert.Equal(" done é", Run("Receive-SocketData $c -Count 8 -AsText").Single<string>());
    }

    [Theory]
    [InlineData("61 C3", "a", "C3")]
    [InlineData("61 F0 9F 98", "a", "F0 9F 98")]
    [InlineData("FF FE 61 E2 82", "a", "E2 82")]
    [InlineData("C3 28 61 C3", "\\(", "61 C3")]
    [InlineData("61 FF 62", "a", "FF 62")]
    [InlineData("E2 82 61 62", "a", "62")]
    public async Task Half_a_character_behind_the_match_stays(string wire, string pattern, string rest)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        byte[] bytes = Convert.FromHexString(wire.Replace(" ", "", StringComparison.Ordinal));
        await peer.SendAsync(bytes);
        Run($"$null = Receive-SocketData $c -Count {bytes.Length} -Peek; $null = Wait-SocketPattern $c '{pattern}'");
        byte[] left = Run($"Receive-SocketData $c -Count {Connection.Available}").Single<byte[]>();
        Assert.Equal(rest, string.Join(' ', left.Select(static b => b.ToString("X2", null))));
    }

    [Fact]
    public async Task A_match_that_ends_inside_a_character_of_two_units_takes_it_whole()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("x😀y");
        Assert.Equal("x", Run("(Wait-SocketPattern $c '[^x]').Before").Single<string>());
        Assert.Equal("y", Run("Receive-SocketData $c -AsText").Single<string>());
    }

    [Theory]
    [InlineData("latin1", "caf\u00e9\u00ffx")]
    [InlineData("utf-16", "caféx")]
    public async Task The_encoding_is_the_calls_or_the_connections(string encoding, string wire)
    {
        ScriptedClient peer = await ConnectAsync(_server, "-Encoding ascii");
        await peer.SendAsync(Encoding.GetEncoding(encoding).GetBytes(wire), Delivery.ByteByByte);
        PatternMatch found = Run($"Wait-SocketPattern $c 'é' -Encoding {encoding}").Single<PatternMatch>();
        Assert.Equal("caf", found.Before);
        Assert.Equal(wire[4..], Run($"Receive-SocketData $c -Count {Encoding.GetEncoding(encoding).GetByteCount(wire[4..])} -AsText -Encoding {encoding}").Single<string>());
    }

    [Fact]
    public async Task Without_a_match_the_error_tells_the_patterns_the_wait_and_the_tail_and_all_stays()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new string('x', 200) + "Maintenance\r\n\u001b[1mtoday");
        Run("$null = Receive-SocketData $c -Count 222 -Peek");
        string message = Session.Run("Wait-SocketPattern $c 'login: $', 'password' -TimeoutSec 0.25").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).Exception.Message;
        foreach (string part in new[] { "'login: $'", "'password'", "0.25 s", "-TimeoutSec", "xxMaintenance`r`n`u{1B}[1mtoday'", _server.Address })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(new string('x', 100), message, StringComparison.Ordinal);
        message = Session.Run("Wait-SocketPattern $c -SimpleMatch never -IdleTimeoutSec 0.2").SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).Exception.Message;
        Assert.Contains("-IdleTimeoutSec", message, StringComparison.Ordinal);
        await peer.SendAsync("!");
        Assert.Equal(217, Run("(Wait-SocketPattern $c 'today!').Before.Length").Single<int>());
    }

    [Fact]
    public async Task At_the_end_of_the_stream_what_is_left_can_match_and_stays_where_it_does_not()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("one two");
        peer.CloseSend();
        Assert.Equal("one", Run("(Wait-SocketPattern $c '\\w+').Match").Single<string>());
        string message = Session.Run("Wait-SocketPattern $c three").SingleError("RemoteClosed", ErrorCategory.ConnectionError).Exception.Message;
        Assert.Contains("' two'", message, StringComparison.Ordinal);
        Assert.Equal("two", Run("(Wait-SocketPattern $c 'two$').Match").Single<string>());
        Session.Run("Wait-SocketPattern $c x").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
    }

    [Fact]
    public async Task An_end_inside_a_character_is_told_and_loses_no_byte()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new byte[] { (byte)'a', 0xE2, 0x82 });
        peer.CloseSend();
        Session.Run("Wait-SocketPattern $c x").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Equal(new byte[] { (byte)'a', 0xE2, 0x82 }, Run("Receive-SocketData $c -ToEnd -Peek").Single<byte[]>());
        Assert.Equal("a", Run("(Wait-SocketPattern $c \"`u{FFFD}\").Before").Single<string>());
        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public async Task After_a_reset_the_error_has_the_tail()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("almost");
        Run("$null = Receive-SocketData $c -Count 6 -Peek");
        peer.Reset();
        Assert.Contains("'almost'", Session.Run("Wait-SocketPattern $c x").SingleError("ConnectionReset", ErrorCategory.ConnectionError).Exception.Message, StringComparison.Ordinal);
        Assert.Equal("almost", Run("Receive-SocketData $c -Count 6 -AsText").Single<string>());
    }

    [Fact]
    public async Task Over_the_budget_it_is_LimitExceeded_and_nothing_is_lost()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new string('x', 5000) + "needle");
        Run("$null = Receive-SocketData $c -Count 5006 -Peek");
        string message = Session.Run("Wait-SocketPattern $c nothing -MaxBytes 1000").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded).Exception.Message;
        Assert.Contains("-MaxBytes", message, StringComparison.Ordinal);
        Assert.Equal("needle", Run("(Wait-SocketPattern $c needle).Match").Single<string>());
    }

    [Fact]
    public async Task An_endless_stream_without_a_match_ends_at_the_budget()
    {
        using var server = ScriptedServer.Start(static client => client.SendForeverAsync("no match here\r\n"));
        await ConnectAsync(server);
        Session.Run("Wait-SocketPattern $c 'never (this|that)'").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.InRange(Connection.Available, 1024 * 1024, 1024 * 1024 + 64 * 1024);
    }

    [Theory]
    [InlineData("Wait-SocketPattern $c '('")]
    [InlineData("Wait-SocketPattern $c ''")]
    [InlineData("Wait-SocketPattern $c -SimpleMatch ''")]
    public async Task A_pattern_that_is_none_is_refused(string script)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("x");
        EngineResult result = Session.Run(script);
        Assert.True(result.Terminating is ParameterBindingException || result.Errors.Count == 1);
        Assert.Empty(result.Output);
        Assert.Equal("x", Run("Receive-SocketData $c -AsText").Single<string>());
    }

    [Fact]
    public async Task A_pattern_that_goes_astray_ends_with_an_error_that_names_it()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(new string('a', 60) + "!");
        Session["pattern"] = new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(100));
        Assert.Contains("(a+)+", Session.Run("Wait-SocketPattern $c $pattern").SingleError("InvalidRequest", ErrorCategory.InvalidArgument).Exception.Message, StringComparison.Ordinal);
        Assert.Equal("!", Run("(Wait-SocketPattern $c '!').Match").Single<string>());
    }

    [Fact]
    public async Task Ctrl_C_while_waiting_and_Select_First_lose_nothing()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("half of the que");
        Run("$null = Receive-SocketData $c -Count 15 -Peek");
        using (RunningScript waiting = Session.Begin("'started'; Wait-SocketPattern $c 'question\\? '"))
        {
            await waiting.OutputAsync(1);
            waiting.Stop();
            Assert.IsAssignableFrom<PipelineStoppedException>(waiting.End().Terminating);
        }

        await peer.SendAsync("stion? yes? ");
        Assert.Equal("half of the ", Run("Wait-SocketPattern $c 'question\\? ' | Select-Object -First 1 | ForEach-Object { $_.Before }").Single<string>());
        Assert.Equal("yes", Run("(Wait-SocketPattern $c '\\? ').Before").Single<string>());
    }

    [Fact]
    public async Task What_arrives_just_as_Ctrl_C_ends_the_wait_is_kept()
    {
        for (int round = 0; round < 3; round++)
        {
            using ScriptedClient peer = await ConnectAsync(_server);
            await peer.SendAsync("log");
            Session["action"] = (Action)(() => peer.SendAsync("in: ").GetAwaiter().GetResult());
            using (RunningScript running = Session.Begin("Wait-SocketPattern $c 'login: ' | Invoke-OnStop $action"))
            {
                RunningScript.Until(() => Connection.Available == 3, "the first half");
                running.Stop();
                Assert.Empty(running.End().Output);
            }

            Assert.Equal("login: ", Run("(Wait-SocketPattern $c 'login: ' -TimeoutSec 100).Match; Close-SocketConnection $c").Single<string>());
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
