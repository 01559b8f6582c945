using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

public class ReceiveTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();

    [Theory]
    [InlineData(Delivery.Whole)]
    [InlineData(Delivery.Halves)]
    [InlineData(Delivery.ByteByByte)]
    public async Task Two_lines_in_one_packet_a_line_then_bytes_then_a_line(Delivery delivery)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("first\r\nABCsecond\r\n", delivery);
        EngineResult result = Run("Receive-SocketLine $c; , (Receive-SocketData $c -Count 3); Receive-SocketLine $c");
        Assert.Equal("first", result.Output[0]);
        Assert.Equal("ABC"u8.ToArray(), Assert.IsType<byte[]>(result.Output[1]));
        Assert.Equal("second", result.Output[2]);
        Assert.Equal(3, result.Output.Count);
    }

    [Fact]
    public async Task After_a_timeout_in_the_middle_of_a_line_the_whole_line_comes()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("first ha");
        EngineResult late = Session.Run("Receive-SocketLine $c -IdleTimeoutSec 0.2");
        ErrorRecord error = late.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.Same(Connection, error.TargetObject);
        Assert.InRange(late.Elapsed.TotalSeconds, 0.15, 25);
        await peer.SendAsync("lf\r\nsecond\r\n");
        Assert.Equal(new[] { "first half", "second" }, Run("Receive-SocketLine $c -Count 2").Texts);
    }

    [Fact]
    public async Task After_Ctrl_C_in_the_middle_of_a_line_the_whole_line_comes()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        for (int round = 0; round < 5; round++)
        {
            await peer.SendAsync("first ha");
            using (RunningScript running = Session.Begin("Receive-SocketLine $c"))
            {
                RunningScript.Until(() => Connection.Available == 8, "the first half");
                running.Stop();
                Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
            }

            await peer.SendAsync("lf\r\n");
            Assert.Equal("first half", Run("Receive-SocketLine $c").Single<string>());
        }
    }

    [Theory]
    [InlineData("Receive-SocketLine $c -All", "Receive-SocketLine $c")]
    [InlineData("Receive-SocketLine $c -Count 100", "Receive-SocketLine $c")]
    [InlineData("Receive-SocketLine $c -Until never", "Receive-SocketLine $c")]
    public async Task Select_First_and_break_leave_the_rest(string receive, string next)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7 no end");
        Assert.Equal("1", Run($"{receive} | Select-Object -First 1").Single<string>());
        Assert.Equal(new[] { "2", "3" }, Run($"{receive} | Select-Object -First 2").Texts);
        Assert.Equal("4", Run($"while ($true) {{ {receive} | ForEach-Object {{ $seen = $_; break }} }}; $seen").Single<string>());
        Assert.Equal("5", Run($"foreach ($x in 1) {{ {receive} | ForEach-Object {{ $_; break }} }}").Single<string>());
        Assert.Equal("6", Run(next).Single<string>());
        peer.CloseSend();
        Assert.Equal("7 no end", Run(next).Single<string>());
        Session.Run("Receive-SocketLine $c").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
    }

    [Theory]
    [InlineData("Receive-SocketLine $c", false)]
    [InlineData("Receive-SocketLine $c -All", false)]
    [InlineData("Receive-SocketLine $c -Until never", false)]
    [InlineData("Receive-SocketLine $c -Count 1 -ReadCount 2", false)]
    [InlineData("Receive-SocketLine $c -All -ReadCount 0", true)]
    [InlineData("Receive-SocketData $c -Count 6", false)]
    [InlineData("Receive-SocketData $c -ToEnd", true)]
    public async Task What_arrives_just_as_Ctrl_C_ends_the_wait_is_kept(string script, bool close)
    {
        for (int round = 0; round < 3; round++)
        {
            using ScriptedClient peer = await ConnectAsync(_server);
            await peer.SendAsync("ha");

            // At that moment the command has been told to stop, and may still be waiting for its slice of time to end: now the rest comes.
            Session["action"] = (Action)(() =>
            {
                peer.SendAsync("lf\r\n").GetAwaiter().GetResult();
                if (close)
                {
                    peer.CloseSend();
                }
            });
            using (RunningScript running = Session.Begin(script + " | Invoke-OnStop $action"))
            {
                RunningScript.Until(() => Connection.Available == 2, "the first half");
                running.Stop();
                Assert.Empty(running.End().Output);
            }

            Assert.Equal("half", Run("Receive-SocketLine $c -IdleTimeoutSec 100").Single<string>());
            Run("Close-SocketConnection $c");
        }
    }

    [Theory]
    [InlineData("Receive-SocketLine $c -All")]
    [InlineData("Receive-SocketLine $c -Count 1 -ReadCount 2")]
    [InlineData("Receive-SocketData $c -Count 3")]
    public async Task What_the_next_command_was_already_at_work_on_at_Ctrl_C_does_not_come_twice(string script)
    {
        using ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("1\r\n2\r\n");
        using var taken = new ManualResetEventSlim();
        Session["taken"] = taken;
        using (RunningScript running = Session.Begin(script + " | Wait-ForStop $taken"))
        {
            Assert.True(taken.Wait(Eventually.Patience));
            running.Stop();
        }

        Assert.Equal("2", Run("Receive-SocketLine $c -IdleTimeoutSec 100").Single<string>());
    }

    [Fact]
    public async Task ReadCount_emits_arrays_and_a_stop_between_them_loses_nothing()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
        EngineResult first = Run("Receive-SocketLine $c -All -ReadCount 3 | Select-Object -First 1");
        Assert.Equal(new[] { "1", "2", "3" }, Assert.IsType<string[]>(Assert.Single(first.Output)));
        Assert.Equal("4", Run("Receive-SocketLine $c").Single<string>());

        using (RunningScript running = Session.Begin("Receive-SocketLine $c -All -ReadCount 4"))
        {
            await running.OutputAsync(1);
            running.Stop();
            Assert.Equal(new[] { "5", "6", "7", "8" }, Assert.IsType<string[]>(Assert.Single(running.End().Output)));
        }

        peer.CloseSend();
        Assert.Equal(new[] { "9", "10" }, (string[])Run("Receive-SocketLine $c -All -ReadCount 0").Output.Single()!);
        Assert.Empty(Run("Receive-SocketLine $c -All -ReadCount 0").Output);
    }

    [Fact]
    public async Task ReadCount_counts_lines_and_stops_at_Until()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("1\n2\n3\n4\n5\nend here\n7\n");
        EngineResult counted = Run("Receive-SocketLine $c -Count 3 -ReadCount 2");
        Assert.Equal(new[] { "1,2", "3" }, counted.Output.Select(static o => string.Join(",", (string[])o!)));
        EngineResult until = Run("Receive-SocketLine $c -Until ^END -ReadCount 2");
        Assert.Equal(new[] { "4,5", "end here" }, until.Output.Select(static o => string.Join(",", (string[])o!)));
        Assert.Equal("7", Run("Receive-SocketLine $c").Single<string>());
    }

    [Theory]
    [InlineData(";", "a;b\nc;", "a", "b\nc")]
    [InlineData("--END--", "a--EN--END--b--END--", "a--EN", "b")]
    [InlineData("€", "a€b€", "a", "b")]
    public async Task A_delimiter_of_ones_own_ends_lines(string delimiter, string wire, string first, string second)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync(wire, Delivery.ByteByByte);
        Assert.Equal(new[] { first, second }, Run($"Receive-SocketLine $c -Count 2 -Delimiter '{delimiter}'").Texts);
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("unicode")]
    [InlineData("bigendianunicode")]
    [InlineData("utf32")]
    public async Task Characters_split_between_packets_are_put_together(string encoding)
    {
        const string Line = "Grüße 世界 😀";
        ScriptedClient peer = await ConnectAsync(_server, $"-Encoding {encoding}");
        await peer.SendAsync(Connection.Encoding.GetBytes(Line + "\r\n"), Delivery.ByteByByte);
        Assert.Equal(Line, Run("Receive-SocketLine $c").Single<string>());
        Run("Send-SocketLine 'ä' -Connection $c; Close-SocketConnection $c -Direction Send");
        Assert.Equal(Connection.Encoding.GetBytes("ä\r\n"), await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Latin1_gives_every_byte_back()
    {
        byte[] all = Enumerable.Range(0, 256).Select(static i => (byte)i).ToArray();
        ScriptedClient peer = await ConnectAsync(_server, "-Encoding latin1");
        await peer.SendAsync(all.Concat("\0END"u8.ToArray()).ToArray());
        string line = Run("Receive-SocketLine $c -Delimiter \"`0END\"").Single<string>();
        Assert.Equal(all, Encoding.Latin1.GetBytes(line));

        // And back again: text sent as data in that encoding is the same bytes.
        Session["text"] = line;
        Run("Send-SocketData $text -Connection $c");
        Assert.Equal(all, await peer.ReadAsync(256));
    }

    [Theory]
    [InlineData("Receive-SocketData", "he\r\nllo")]
    [InlineData("Receive-SocketData -MaxBytes 2", "he")]
    [InlineData("Receive-SocketData -Count 2", "he")]
    [InlineData("Receive-SocketData -Count 2 -Peek", "he")]
    [InlineData("Receive-SocketData -Count 0", "")]
    [InlineData("Receive-SocketData -Peek", "he\r\nllo")]
    [InlineData("Receive-SocketData -ToEnd", "he\r\nllo")]
    [InlineData("Receive-SocketData -ToEnd -MaxBytes 100", "he\r\nllo")]
    [InlineData("Receive-SocketData -ToEnd -Peek -IdleTimeoutSec 100 -TimeoutSec 100", "he\r\nllo")]
    [InlineData("Receive-SocketLine", "he")]
    [InlineData("Receive-SocketLine -Count 1 -MaxLineLength 10", "he")]
    [InlineData("Receive-SocketLine -All", "he|llo")]
    [InlineData("Receive-SocketLine -All -ReadCount 0 -Encoding latin1", "he|llo")]
    [InlineData("Receive-SocketLine -Until ^h", "he")]
    [InlineData("Receive-SocketLine -Delimiter l", "he\r\n")]
    public async Task A_connection_comes_by_position_by_name_by_id_or_from_the_pipeline(string command, string expected)
    {
        string[] parts = command.Split(' ', 2);
        string parameters = parts.ElementAtOrDefault(1) ?? "";
        foreach (string script in new[] { $"{parts[0]} $c {parameters}", $"{parts[0]} -Connection $c {parameters}", $"{parts[0]} $c.Id {parameters}", $"$c | {command}" })
        {
            ScriptedClient peer = await ConnectAsync(_server);
            await peer.SendAsync("he\r\nllo");
            peer.CloseSend();
            IEnumerable<string> texts = Run(script).Output.Select(static o => o switch
            {
                byte[] bytes => Encoding.ASCII.GetString(bytes),
                string[] lines => string.Join("|", lines),
                _ => (string)o!,
            });
            Assert.Equal(expected, string.Join("|", texts));
            Run("Close-SocketConnection $c");
        }
    }

    [Fact]
    public async Task Short_of_its_count_it_is_Truncated_and_at_the_end_RemoteClosed()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("abc");
        peer.CloseSend();
        Session.Run("Receive-SocketData $c -Count 5").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("abc"u8.ToArray(), Run("Receive-SocketData $c -ToEnd").Single<byte[]>());
        Session.Run("Receive-SocketData $c -Count 5").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Session.Run("Receive-SocketData $c").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Session.Run("Receive-SocketLine $c").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Session.Run("Receive-SocketLine $c -Count 2 -ReadCount 2").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Session.Run("Receive-SocketLine $c -Until x").SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Assert.Equal("RemoteClosed", Run("$c.State").Texts.Single());
    }

    [Fact]
    public async Task Two_receivers_at_once_are_one_too_many()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        using var other = new EngineSession();
        other["c"] = Connection;
        await peer.SendAsync("ha");
        using RunningScript waiting = Session.Begin("Receive-SocketLine $c");
        RunningScript.Until(() => Connection.Available == 2, "the first half");
        ErrorRecord error = other.Run("Receive-SocketLine $c").SingleError("ConnectionBusy", ErrorCategory.ResourceBusy);
        Assert.Same(Connection, error.TargetObject);
        other.Run("Send-SocketLine 'sending is another matter' -Connection $c").WithoutErrors();
        Assert.Equal("sending is another matter", await peer.ReadLineAsync());
        await peer.SendAsync("lf\n");
        Assert.Equal("half", waiting.End().WithoutErrors().Single<string>());
    }

    [Fact]
    public async Task Closing_from_elsewhere_ends_a_wait_at_once()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        using var other = new EngineSession();
        other["c"] = Connection;
        await peer.SendAsync("ha");
        using RunningScript waiting = Session.Begin("Receive-SocketLine $c -IdleTimeoutSec 0");
        RunningScript.Until(() => Connection.Available == 2, "the first half");
        other.Run("Close-SocketConnection $c").WithoutErrors();
        waiting.End().SingleError("ConnectionClosed", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public async Task The_connections_own_idle_timeout_is_the_default()
    {
        await ConnectAsync(_server, "-IdleTimeoutSec 0.2");
        EngineResult late = Session.Run("Receive-SocketData $c");
        late.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout);
        Assert.InRange(late.Elapsed.TotalSeconds, 0.15, 25);
        late = Session.Run("Receive-SocketData $c -IdleTimeoutSec 0 -TimeoutSec 0.3");
        Assert.Contains("-TimeoutSec", late.SingleError("ReceiveTimeout", ErrorCategory.OperationTimeout).Exception.Message, StringComparison.Ordinal);
        Assert.InRange(late.Elapsed.TotalSeconds, 0.25, 25);
    }

    [Fact]
    public async Task Many_connections_from_the_pipeline_give_a_line_each_and_one_dead_is_one_error()
    {
        await ConnectAsync(_server);
        Run($"$all = 1..3 | ForEach-Object {{ New-SocketConnection {_server.Address} }}");
        for (int i = 1; i <= 3; i++)
        {
            ScriptedClient peer = await _server.AcceptAsync();
            await peer.SendAsync(i == 2 ? "" : $"{i}\r\n");
            peer.CloseSend();
        }

        EngineResult result = Session.Run("$all | Receive-SocketLine");
        Assert.Equal(new[] { "1", "3" }, result.Texts);
        result.SingleError("RemoteClosed", ErrorCategory.ConnectionError);
        Run("$all | Close-SocketConnection");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
    }
}
