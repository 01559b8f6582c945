using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>gopher URIs, with servers that do what the test says.</summary>
public class GopherTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _asked = new();

    public GopherTests() => Session["file"] = _folder["file"];

    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("/1", "")]
    [InlineData("/1/a%20b", "/a b")]
    [InlineData("/0a?b=c", "a?b=c", true)]
    [InlineData("/0h%C3%A9", "hé", true)]
    [InlineData("/0hé#fragment", "hé", true)]
    [InlineData("/9/%25", "/%", true)]
    [InlineData("/7/find%09two%20words", "/find\ttwo words")]
    [InlineData("/7/find?two%20words", "/find\ttwo words")]
    [InlineData("/7/find", "/find")]
    public void The_selector_is_sent(string path, string selector, bool isText = false)
    {
        using ScriptedServer server = Serving(isText ? "hello" : "0x\tx\th\t70\r\n.\r\n");
        Run($"Get-UriContent 'gopher://{server.Address}{path}'");
        Assert.Equal(selector, _asked.Single());
    }

    [Theory]
    [InlineData("/0a%0D%0Ab")]
    [InlineData("/0a%0Ab")]
    [InlineData("/0a%09b")]
    [InlineData("/0a%00")]
    [InlineData("/7a%09b%09%2B")]
    [InlineData("/7a?b%0Ac")]
    [InlineData("/0a%")]
    [InlineData("/8host")]
    [InlineData("/2cso")]
    [InlineData("/Tibm")]
    [InlineData("/iwords")]
    [InlineData("/3error")]
    public void What_cannot_be_asked_for_is_refused_before_anybody_is_called(string path)
    {
        using ScriptedServer server = Serving("");
        Session.Run($"Get-UriContent 'gopher://{server.Address}{path}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    [Theory]
    [InlineData("Whole")]
    [InlineData("Halves")]
    [InlineData("ByteByByte")]
    public void A_menu_gives_items_with_URIs(string delivery)
    {
        using ScriptedServer server = Serving(
            "iWelcome\tfake\t(NULL)\t0\r\n0About\t/about us.txt\texample.org\t70\r\n1More\tmöre\texample.org\t7070\r\n7Find\t/find\t::1\t70\r\n"
            + "hWeb\tURL:https://example.org/x?y\texample.org\t70\r\n9Bytes\t\texample.org\t70\r\n3No\t\terror.host\t1\r\n?Odd\tx\texample.org\t70\r\n.\r\n",
            Enum.Parse<Delivery>(delivery));
        UriContent content = Run($"Get-UriContent gopher://{server.Address}").Single<UriContent>();
        GopherItem[] items = content.Items.Cast<GopherItem>().ToArray();
        Assert.Equal(
            new[] { "Information", "Text", "Menu", "Search", "Html", "Binary", "Error", "Other" },
            items.Select(static i => i.Type.ToString()));
        Assert.Equal(
            new[]
            {
                null, "gopher://example.org/0/about%20us.txt", "gopher://example.org:7070/1m%C3%B6re", "gopher://[::1]/7/find",
                "https://example.org/x?y", "gopher://example.org/9", null, "gopher://example.org/%3Fx",
            },
            items.Select(static i => i.Uri?.OriginalString));
        Assert.Equal(("About", "/about us.txt", "example.org", 70), (items[1].Title, items[1].Selector, items[1].HostName, items[1].Port));
        Assert.Equal("0About\t/about us.txt\texample.org\t70", items[1].Line);
        Assert.Equal(new[] { "application/gopher-menu" }, content.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("0x\tx\th\t70\r\n", 1)]
    [InlineData("0x\tx\th\t70\n.", 1)]
    [InlineData("0x\tx\th\t70\r\n.\n", 1)]
    [InlineData("0x\tx\th\t70\r\nwords without tabs\r\n\r\n.\r\n", 3)]
    [InlineData("0x\tx\r\n1\t\t\t\r\n\ta\th\tmany\r\n.\r\n", 3)]
    [InlineData(".\r\n", 0)]
    public void Menus_of_careless_servers_are_read(string menu, int count)
    {
        using ScriptedServer server = Serving(menu);
        Assert.Equal(count, Run($"Get-UriContent gopher://{server.Address}").Single<UriContent>().Items.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "ProtocolViolation", ErrorCategory.ProtocolError)]
    [InlineData("0x\tx\th\t70\r\n0y\ty\th", "Truncated", ErrorCategory.InvalidData)]
    [InlineData("", "RemoteClosed", ErrorCategory.ConnectionError)]
    [InlineData("3'/x' does not exist\t\terror.host\t1\r\n.\r\n", "ReplyRejected", ErrorCategory.InvalidResult)]
    public void What_is_no_menu_is_an_error(string reply, string id, ErrorCategory category)
    {
        using ScriptedServer server = Serving(reply);
        ErrorRecord error = Session.Run($"Get-UriContent gopher://{server.Address}").SingleError(id, category);
        Assert.Equal(reply, Assert.IsType<UriContent>(((SocketToolsException)error.Exception).Partial).Content);
    }

    [Fact]
    public void A_menu_without_an_end_runs_into_its_budget()
    {
        using var server = ScriptedServer.Start(static client => client.SendForeverAsync("0An item with a long title\t/and/a/selector\texample.org\t70\r\n"));
        ErrorRecord error = Session.Run($"Get-UriContent gopher://{server.Address}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.Contains("16,777,216", error.Exception.Message, StringComparison.Ordinal);
        Session.Run($"Get-UriContent gopher://{server.Address} -MaxBodyBytes 1000").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Session.Run($"Get-UriContent gopher://{server.Address}/0 -MaxBodyBytes 1000").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
    }

    [Fact]
    public void A_menu_of_nothing_but_line_ends_runs_into_its_budget_of_entries()
    {
        using var server = ScriptedServer.Start(static client => client.SendForeverAsync("\n"));
        ErrorRecord error = Session.Run($"Get-UriContent gopher://{server.Address}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.Contains("524,288 entries", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one\r\n..two\r\n...\r\n.\r\n", "one\r\n.two\r\n..\r\n")]
    [InlineData("one\n..two\n.\n", "one\n.two\n")]
    [InlineData("one\r\n.", "one\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("", "")]
    [InlineData("one\r\n..two\r\n.\r\nthree", "one\r\n..two\r\n.\r\nthree")]
    [InlineData("one\r\n..two", "one\r\n..two")]
    [InlineData("one\r\n.two\r\n", "one\r\n.two\r\n")]
    [InlineData("a .\r\n", "a .\r\n")]
    [InlineData("one\r\n. \r\n", "one\r\n. \r\n")]
    public void A_text_ends_with_its_dot_or_with_the_stream(string sent, string text)
    {
        foreach (Delivery delivery in Enum.GetValues<Delivery>())
        {
            using ScriptedServer server = Serving(sent, delivery);
            Assert.Equal(text, Run($"Get-UriContent gopher://{server.Address}/0x").Single<UriContent>().Content);
            UriContent content = Run($"Get-UriContent gopher://{server.Address}/0x -OutFile $file").Single<UriContent>();
            Assert.Equal(text, File.ReadAllText(content.OutFile!));
            Assert.Single(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public void A_server_that_stays_behind_the_dot_is_not_waited_for()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadLineAsync();
            await client.SendAsync("text\r\n.\r\n");
            await client.StayAsync();
        });
        Assert.Equal("text\r\n", Run($"Get-UriContent gopher://{server.Address}/0x -IdleTimeoutSec 100").Single<UriContent>().Content);
    }

    [Theory]
    [InlineData("/9x.zip", "application/zip")]
    [InlineData("/gx", "image/gif")]
    [InlineData("/Ix.png", "image/png")]
    [InlineData("/hx", "text/html; charset=utf-8")]
    [InlineData("/5x", "application/octet-stream")]
    public void Bytes_are_left_as_they_are(string path, string type)
    {
        using ScriptedServer server = Serving("a\0b\r\n..c\r\n.\r\n");
        UriContent content = Run($"Get-UriContent gopher://{server.Address}{path}").Single<UriContent>();
        Assert.Equal("a\0b\r\n..c\r\n.\r\n"u8.ToArray(), content.Bytes);
        Assert.Equal(new[] { type }, content.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("/0x")]
    [InlineData("/9x")]
    public void An_error_in_place_of_content_is_ReplyRejected(string path)
    {
        using ScriptedServer server = Serving("3'x' does not exist\t\terror.host\t1\r\n.\r\n");
        ErrorRecord error = Session.Run($"Get-UriContent gopher://{server.Address}{path} -OutFile $file").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("'x' does not exist", error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["file"]));
    }

    [Fact]
    public void What_begins_like_an_error_is_content_where_it_is_none()
    {
        using ScriptedServer server = Serving("3 apples\r\n.\r\n");
        Assert.Equal("3 apples\r\n", Run($"Get-UriContent gopher://{server.Address}/0x").Single<UriContent>().Content);
    }

    [Fact]
    public void A_reset_is_no_end()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadLineAsync();
            await client.SendAsync("text");
            client.Reset();
        });
        ErrorRecord error = Session.Run($"Get-UriContent gopher://{server.Address}/0x").Errors.Single();
        Assert.StartsWith("ConnectionReset,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Gophernicus_menu_to_item_to_text()
    {
        using var server = new GophernicusServer();
        server.Serve("about.txt", "Hello\n..dots\n.\nafter\n"u8.ToArray());
        byte[] bytes = new byte[300_000];
        new Random(3).NextBytes(bytes);
        server.Serve("bytes.zip", bytes);
        UriContent menu = Run($"$menu = Get-UriContent {server.Uri}; $menu").Single<UriContent>();
        Assert.Contains(menu.Items.Cast<GopherItem>(), static i => i.Type == GopherType.Information && i.Uri is null);

        // It neither doubles dots nor ends a text with one: nothing of the text may be lost.
        UriContent text = Run("$menu.Items | Where-Object Type -eq Text | Get-UriContent").Single<UriContent>();
        Assert.Equal("Hello\n..dots\n.\nafter\n", text.Content.Replace("\r", "", StringComparison.Ordinal));
        UriContent zip = Run("$menu.Items | Where-Object { $_.Uri -and $_.Type -ne 'Text' } | Get-UriContent").Single<UriContent>();
        Assert.Equal(bytes, zip.Bytes);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private ScriptedServer Serving(string reply, Delivery delivery = Delivery.Whole) => ScriptedServer.Start(async client =>
    {
        if (await client.ReadLineAsync() is string selector)
        {
            _asked.Add(selector);
            await client.SendAsync(reply, delivery);
        }
    });
}
