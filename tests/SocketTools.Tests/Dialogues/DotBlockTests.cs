using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Framing;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Framing;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Dialogues;

/// <summary>Dot blocks, sent and received, as lines and as files.</summary>
public sealed class DotBlockTests : EngineTest
{
    private readonly ScriptedServer _server = ScriptedServer.Start();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", ".~")]
    [InlineData("a", "a~.~")]
    [InlineData("a~", "a~.~")]
    [InlineData(".", "..~.~")]
    [InlineData("..~.a~b.~", "...~..a~b.~.~")]
    [InlineData("a\n.\nb\n", "a~..~b~.~")]
    [InlineData("a\r\r\n.\r.", "a\r~..\r.~.~")]
    [InlineData("\n\n", "~~.~")]
    public void Stuffed(string text, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text.Replace("~", "\r\n", StringComparison.Ordinal));
        foreach (string way in Arrival.Ways)
        {
            var stuffing = new DotStuffing();
            var sent = new List<byte>();
            int at = 0;
            foreach (int piece in Arrival.Pieces(way, bytes.Length))
            {
                sent.AddRange(stuffing.Encode(bytes, at, piece));
                at += piece;
            }

            sent.AddRange(stuffing.End());
            Assert.Equal(expected, Encoding.ASCII.GetString(sent.ToArray()).Replace("\r\n", "~", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Lines_are_sent_with_their_dots_doubled()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        Run("'a', '.', '', '..b' | Send-SocketLine -DotTerminated -Connection $c; $c | Send-SocketLine '.x' -DotTerminated; @() | Send-SocketLine -DotTerminated -Connection $c; Close-SocketConnection $c");
        Assert.Equal("a\r\n..\r\n\r\n...b\r\n.\r\n..x\r\n.\r\n.\r\n", Encoding.ASCII.GetString(await peer.ReadToEndAsync()));
    }

    [Fact]
    public async Task A_block_with_a_bad_line_in_it_is_not_ended()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        ErrorRecord error = Session.Run("'a', \"b`r`n.`r`nMAIL\", 'c' | Send-SocketLine -DotTerminated -Connection $c").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("not sent either", error.Exception.Message, StringComparison.Ordinal);
        Connection.Dispose();
        Assert.DoesNotContain(".\r\n", Encoding.ASCII.GetString(await peer.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_there_and_back()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            text.Append(null, $"{(i % 3 == 0 ? "." : "")}line {i}\r\n{(i % 7 == 0 ? ".\r\n" : "")}");
        }

        await File.WriteAllTextAsync(_folder["in"], text.ToString());
        ScriptedClient peer = await ConnectAsync(_server);
        Task<byte[]> echo = Task.Run(async () =>
        {
            byte[] all = await peer.ReadToEndAsync();
            await peer.SendAsync(all);
            await peer.SendAsync("250 behind\r\n");
            return all;
        });
        Session["in"] = _folder["in"];
        Session["out"] = _folder["out"];
        Run("Send-SocketLine -InFile $in -DotTerminated -Connection $c; Close-SocketConnection $c -Direction Send; Receive-SocketLine $c -DotTerminated -OutFile $out");
        Assert.EndsWith("\r\n.\r\n", Encoding.ASCII.GetString(await echo), StringComparison.Ordinal);
        Assert.Equal(text.ToString(), await File.ReadAllTextAsync(_folder["out"]));
        Assert.Equal("250 behind", Run("Receive-SocketLine $c").Single<string>());
    }

    [Theory]
    [InlineData(Delivery.Whole)]
    [InlineData(Delivery.ByteByByte)]
    public async Task Lines_come_one_by_one_and_what_is_behind_stays(Delivery delivery)
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("a\r\n..\r\n...b\r\n\r\n.\r\n250 behind\r\n", delivery);
        Assert.Equal(new[] { "a", ".", "..b", "" }, Run("Receive-SocketLine $c -DotTerminated").Texts);
        Assert.Equal("250 behind", Run("Receive-SocketLine $c").Single<string>());
        await peer.SendAsync("a\r\nb\r\n.\r\n", delivery);
        Assert.Equal("a", Run("Receive-SocketLine $c -DotTerminated | Select-Object -First 1").Single<string>());
        Assert.Equal("b", Run("Receive-SocketLine $c -DotTerminated").Single<string>());
    }

    [Fact]
    public async Task A_block_without_a_dot_is_truncated_and_a_file_keeps_what_came()
    {
        ScriptedClient peer = await ConnectAsync(_server);
        await peer.SendAsync("a\r\nb\r\n");
        peer.CloseSend();
        Session["out"] = _folder["out"];
        ErrorRecord error = Session.Run("Receive-SocketLine $c -DotTerminated -OutFile $out").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Contains("out.part", error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out"]));
        Assert.Equal("a\r\nb\r\n", await File.ReadAllTextAsync(_folder["out.part"]));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _server.Dispose();
        _folder.Dispose();
    }
}
