using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>ftp URIs, with servers that do what the test says.</summary>
public class FtpTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();

    public FtpTests() => Session["file"] = File_;

    private string File_ => _folder["file"];

    private string Part => File_ + ".part";

    [Theory]
    [InlineData("Whole")]
    [InlineData("Halves")]
    [InlineData("ByteByByte")]
    public void A_file_comes_as_anonymous_however_it_is_delivered(string delivery)
    {
        using var server = new ScriptedFtp("hello") { Delivery = Enum.Parse<Delivery>(delivery) };
        UriContent content = Run($"Get-UriContent {server.Uri}a/b%20c.txt").Single<UriContent>();
        Assert.Equal("hello", content.Content);
        Assert.Equal(new[] { "text/plain; charset=utf-8" }, content.Headers["content-type"]);
        Assert.Equal(new[] { "5" }, content.Headers["Content-Length"]);
        Assert.Equal(new[] { "Thu, 02 Jan 2020 03:04:05 GMT" }, content.Headers["Last-Modified"]);
        Assert.Empty(content.Items);
        Assert.Equal(
            new[] { "USER anonymous", "PASS anonymous@", "TYPE I", "SIZE a/b c.txt", "MDTM a/b c.txt", "EPSV", "RETR a/b c.txt" },
            server.Heard.Take(7));
        Assert.True(content.Timing.Total >= content.Timing.FirstByte && content.Timing.FirstByte >= content.Timing.RequestSent);
    }

    [Theory]
    [InlineData("%2Fetc/x", "/etc/x")]
    [InlineData("/etc/x", "/etc/x")]
    [InlineData("h%C3%A9;type=i", "hé")]
    [InlineData("hé", "hé")]
    [InlineData("a%3Btype=d", "a;type=d")]
    [InlineData("a#b", "a")]
    public void Paths_are_decoded(string path, string asked)
    {
        using var server = new ScriptedFtp("hello");
        Run($"Get-UriContent '{server.Uri}{path}'");
        Assert.Contains("RETR " + asked, server.Heard);
    }

    [Theory]
    [InlineData("a%0D%0ADELE%20b")]
    [InlineData("a%0Ab")]
    [InlineData("a%00")]
    [InlineData("a%09")]
    [InlineData("a%zz")]
    [InlineData("a;type=x")]
    public void What_is_no_path_is_refused_before_anybody_is_called(string path)
    {
        using var server = new ScriptedFtp("hello");
        Session.Run($"Get-UriContent '{server.Uri}{path}'").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    [Theory]
    [InlineData("500 EPSV not understood\r\n", "10.1.2.3")]
    [InlineData("522 Network protocol not supported\r\n", "8.8.8.8")]
    [InlineData("425 No\r\n", "0.0.0.0")]
    public void Without_EPSV_it_is_PASV_and_its_address_is_not_used(string refusal, string address)
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["EPSV"] = refusal } };
        server.Replies["PASV"] = server.Passive(address);
        EngineResult result = Run($"Get-UriContent {server.Uri}a -Verbose");
        Assert.Equal("hello", result.Single<UriContent>().Content);
        Assert.Contains(result.Verbose, line => line.StartsWith($"The address {address} is not used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EPSV", "229 Extended\r\n")]
    [InlineData("EPSV", "229 Extended (|||0|)\r\n")]
    [InlineData("EPSV", "229 Extended (|||65536|)\r\n")]
    [InlineData("EPSV", "229 Extended (|||12\r\n")]
    [InlineData("EPSV", "229 (||1|21|)\r\n")]
    [InlineData("PASV", "227 Entering\r\n")]
    [InlineData("PASV", "227 (1,2,3,4,5)\r\n")]
    [InlineData("PASV", "227 (1,2,3,4,256,1)\r\n")]
    [InlineData("PASV", "227 (1,2,3,4,0,0)\r\n")]
    [InlineData("greeting", "SSH-2.0-OpenSSH\r\n")]
    [InlineData("SIZE", "HTTP/1.1 400\r\n")]
    public void What_is_no_FTP_is_a_violation(string verb, string reply)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = reply } };
        if (verb == "PASV")
        {
            server.Replies["EPSV"] = "500 No\r\n";
        }

        Session.Run($"Get-UriContent {server.Uri}a").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
    }

    [Theory]
    [InlineData("greeting", "421 Too many\r\n", "421 Too many")]
    [InlineData("USER", "530 No anonymous\r\n", "530 No anonymous")]
    [InlineData("PASS", "530 Wrong\r\n", "530 Wrong")]
    [InlineData("RETR", "550 No such file\r\n", "550 No such file")]
    [InlineData("RETR", "450 Busy\r\n", "450 Busy")]
    [InlineData("RETR", "226 Already\r\n", "226 Already")]
    public void The_servers_no_is_ReplyRejected_with_its_words(string verb, string reply, string words)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = reply } };
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anonymous@", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_greeting_that_asks_for_patience_is_waited_out()
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["greeting"] = "120 Soon\r\n220-Welcome\r\n 220 is not the end\r\n220 ready\r\n" } };
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a").Single<UriContent>().Content);
    }

    [Theory]
    [InlineData("426 Aborted\r\n", false)]
    [InlineData("451 Disk\r\n", false)]
    [InlineData("451-Disk\r\n451-full\r\n451 today\r\n", false)]
    [InlineData("", true)]
    public void Without_226_it_is_Truncated_even_where_all_bytes_came(string after, bool hangs)
    {
        using var server = new ScriptedFtp("hello") { After = after, Hangs = hangs };
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("hello", Assert.IsType<UriContent>(((SocketToolsException)error.Exception).Partial).Content);
        Assert.All(after.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line.Substring(4), error.Exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Short_of_SIZE_it_is_Truncated_even_with_226()
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["SIZE"] = "213 10\r\n" } };
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Contains("5 of 10 bytes", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("hello", Assert.IsType<UriContent>(((SocketToolsException)error.Exception).Partial).Content);
    }

    [Fact]
    public void Endless_replies_and_endless_data_run_into_budgets()
    {
        using (var server = new ScriptedFtp("hello") { Replies = { ["greeting"] = "endless" } })
        {
            Session.Run($"Get-UriContent {server.Uri}a").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        }

        using var data = new ScriptedFtp("", static client => client.SendForeverAsync("more"));
        data.Replies["RETR"] = "150 Here\r\n";
        Session.Run($"Get-UriContent {data.Uri}a -MaxBodyBytes 100000").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        data.Replies["MLSD"] = "150 Here\r\n";
        data.Replies["CWD"] = "250 There\r\n";
        ErrorRecord error = Session.Run($"Get-UriContent {data.Uri}a/").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.Contains("16,777,216", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("greeting", "-IdleTimeoutSec 0.2", "ReceiveTimeout")]
    [InlineData("SIZE", "-TimeoutSec 1", "ReceiveTimeout")]
    [InlineData("RETR", "-IdleTimeoutSec 0.2", "ReceiveTimeout")]
    public void The_clocks_run(string verb, string clock, string id)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = "" } };
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a {clock}").SingleError(id, ErrorCategory.OperationTimeout);
        Assert.Contains(clock.Split(' ')[0], error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kept", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_needs_protection_or_leave()
    {
        using var server = new ScriptedFtp("hello");
        Session["who"] = new PSCredential("ann", new System.Net.NetworkCredential("", "sesame").SecurePassword);
        Session.Run($"Get-UriContent {server.Uri}a -Credential $who").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());

        EngineResult result = Run($"Get-UriContent {server.Uri}a -Credential $who -AllowUnencryptedAuthentication -Verbose");
        Assert.Equal(new[] { "USER ann", "PASS sesame" }, server.Heard.Take(2));
        Assert.DoesNotContain(result.Verbose, static line => line.Contains("sesame", StringComparison.Ordinal));
        Assert.Contains("> PASS ********", result.Verbose);
    }

    [Fact]
    public void A_password_with_a_line_end_is_refused()
    {
        using var server = new ScriptedFtp("hello");
        Session["who"] = new PSCredential("ann", new System.Net.NetworkCredential("", "a\r\nDELE b").SecurePassword);
        Session.Run($"Get-UriContent {server.Uri}a -Credential $who -AllowUnencryptedAuthentication").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    [Fact]
    public void A_user_name_in_the_URI_is_left_out_and_told()
    {
        using var server = new ScriptedFtp("hello");
        UriContent content = Run($"Get-UriContent ftp://ann:sesame@{server.Address}/a -WarningVariable w; $w").Output.OfType<UriContent>().Single();
        Assert.Equal("USER anonymous", server.Heard[0]);
        Assert.Equal(server.Uri + "a", content.Uri.OriginalString);
    }

    [Fact]
    public void TLS_that_is_refused_sends_nothing_else()
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["AUTH"] = "534 No\r\n" } };
        Session.Run($"Get-UriContent {server.Uri}a -Tls").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Equal(new[] { "AUTH TLS" }, server.Heard.Where(static l => l != "QUIT"));
    }

    [Fact]
    public void Plaintext_behind_the_consent_to_TLS_is_refused()
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["AUTH"] = "234 Go\r\n230 Welcome, whoever you are\r\n" } };
        Session.Run($"Get-UriContent {server.Uri}a -Tls").SingleError("PlaintextInjected", ErrorCategory.SecurityError);
    }

    [Fact]
    public void What_was_cut_off_is_continued_where_it_is_the_same_file()
    {
        Fail();
        using var server = new ScriptedFtp("0123456789");
        EngineResult result = Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal(File_, result.Single<UriContent>().OutFile);
        Assert.Equal("0123456789", File.ReadAllText(File_));
        Assert.False(File.Exists(Part) || File.Exists(Part + ".validator"));
        int retr = server.Heard.ToList().IndexOf("RETR a");
        Assert.Equal("REST 5", server.Heard[retr - 1]);
    }

    [Theory]
    [InlineData("MDTM", "213 20200102030406\r\n")]
    [InlineData("MDTM", "500 What?\r\n")]
    [InlineData("REST", "502 No\r\n")]
    public void Anything_else_is_fetched_anew(string verb, string reply)
    {
        Fail();
        using var server = new ScriptedFtp("abcdefghij") { Replies = { [verb] = reply } };
        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("abcdefghij", File.ReadAllText(File_));
    }

    [Fact]
    public void Another_length_or_another_URI_is_another_file()
    {
        Fail();
        using var server = new ScriptedFtp("abcdefghijk");
        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("abcdefghijk", File.ReadAllText(File_));
        Fail();
        server.Content = "ABCDEFGHIJ"u8.ToArray();
        Run($"Get-UriContent ftp://127.0.0.1:1/b -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("ABCDEFGHIJ", File.ReadAllText(File_));
    }

    [Fact]
    public void A_file_that_changed_within_the_last_minute_is_not_continued()
    {
        string now = DateTime.UtcNow.ToString("yyyyMMddHHmmss", null);
        Fail(now);
        using var server = new ScriptedFtp("0123456789") { Replies = { ["MDTM"] = $"213 {now}\r\n" } };
        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.DoesNotContain(server.Heard, static l => l.StartsWith("REST", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_there_already_is_not_fetched_again()
    {
        Fail();
        File.WriteAllText(Part, "0123456789");
        using var server = new ScriptedFtp("0123456789");
        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("0123456789", File.ReadAllText(File_));
        Assert.DoesNotContain("RETR a", server.Heard);
    }

    [Fact]
    public void Other_schemes_leave_nothing_that_ftp_would_continue()
    {
        Fail();
        using (var gopher = ScriptedServer.Start(static async client =>
        {
            await client.ReadLineAsync();
            await client.SendAsync("gophe");
            await client.SendAsync(new byte[64]);
        }))
        {
            Session.Run($"Get-UriContent gopher://{gopher.Address}/9x -OutFile $file -MaxBodyBytes 20").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        }

        using var server = new ScriptedFtp("0123456789");
        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("0123456789", File.ReadAllText(File_));
    }

    [Fact]
    public void What_was_left_and_cannot_be_read_is_an_error_of_that_file()
    {
        Fail();
        using var server = new ScriptedFtp("0123456789");
        using (new FileStream(Part + ".validator", FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Session.Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        }

        Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file -Resume");
        Assert.Equal("0123456789", File.ReadAllText(File_));
    }

    [Fact]
    public void A_listing_by_facts_gives_items_with_URIs()
    {
        using var server = new ScriptedFtp(
            "type=cdir;modify=20200101000000; .\r\ntype=pdir; ..\r\nType=dir;Modify=20200102030405; sub dir\r\ntype=file;size=12;modify=20200102030405.123; a;b #1?.txt\r\nnonsense\r\n")
        { Replies = { ["SIZE"] = "550 Not a file\r\n", ["CWD"] = "250 There\r\n" } };
        UriContent content = Run($"Get-UriContent '{server.Uri}%2Fpub'").Single<UriContent>();
        DirectoryItem[] items = content.Items.Cast<DirectoryItem>().ToArray();
        Assert.Equal(new[] { "sub dir", "a;b #1?.txt", "nonsense" }, items.Select(static i => i.Name));
        Assert.Equal(new long?[] { null, 12, null }, items.Select(static i => i.Length));
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), items[0].LastModified?.ToUniversalTime());
        Assert.True(items[0].IsDirectory);
        Assert.Equal(new[] { server.Uri + "%2Fpub/sub%20dir/", server.Uri + "%2Fpub/a%3Bb%20%231%3F.txt", null }, items.Select(static i => i.Uri?.OriginalString));
        Assert.Contains("CWD /pub", server.Heard);
        Assert.Contains("MLSD", server.Heard);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    // A fetch that was cut off after five of ten bytes.
    private void Fail(string modified = "20200102030405")
    {
        using var server = new ScriptedFtp("01234") { Replies = { ["SIZE"] = "213 10\r\n", ["MDTM"] = $"213 {modified}\r\n" } };
        ErrorRecord error = Session.Run($"Get-UriContent ftp://127.0.0.1:1/a -ConnectTo {server.Address} -OutFile $file").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal("01234", File.ReadAllText(Part));
        Assert.Equal(modified == "20200102030405", error.Exception.Message.Contains("-Resume", StringComparison.Ordinal));
    }
}
