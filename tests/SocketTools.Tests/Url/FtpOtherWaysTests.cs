using System.Management.Automation;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>FTP servers that do it another way: the first digit of a code decides, and behind a no the next way is tried.</summary>
public class FtpOtherWaysTests : EngineTest
{
    [Theory]
    [InlineData("greeting", "200 Hi\r\n")]
    [InlineData("USER", "200 Logged in\r\n")]
    [InlineData("USER", "230 Logged in\r\n")]
    [InlineData("USER", "332 Account too\r\n")]
    [InlineData("PASS", "200 In\r\n")]
    [InlineData("PASS", "202 Superfluous\r\n")]
    [InlineData("PASS", "220 In\r\n")]
    [InlineData("TYPE", "250 Fine\r\n")]
    [InlineData("SIZE", "200 5\r\n")]
    [InlineData("SIZE", "213 Size is 5\r\n")]
    [InlineData("SIZE", "550 Could not get file size.\r\n")]
    [InlineData("MDTM", "502 No\r\n")]
    public void A_file_comes_whatever_the_code(string verb, string reply)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = reply } };
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a").Single<UriContent>().Content);
        Assert.Equal(verb == "USER" && reply[0] == '2', !server.Heard.Contains("PASS anonymous@"));
    }

    [Theory]
    [InlineData("200 Done\r\n")]
    [InlineData("250 Done\r\n")]
    [InlineData("150 Still at it\r\n226 Done\r\n")]
    public void A_transfer_is_whole_behind_any_2xx(string after)
    {
        using var server = new ScriptedFtp("hello") { After = after };
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a").Single<UriContent>().Content);
    }

    [Theory]
    [InlineData("USER", "530 No\r\n")]
    [InlineData("PASS", "332 Account too\r\n")]
    [InlineData("PASS", "421 Bye\r\n")]
    [InlineData("TYPE", "504 No\r\n")]
    [InlineData("TYPE", "350 What now\r\n")]
    public void Another_digit_is_a_no(string verb, string reply)
    {
        using var server = new ScriptedFtp("hello") { Replies = { [verb] = reply } };
        Session.Run($"Get-UriContent {server.Uri}a").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.DoesNotContain("RETR a", server.Heard);
    }

    [Theory]
    [InlineData("200 Command okay\r\n", true)]
    [InlineData("421 No such luck\r\n", true)]
    [InlineData("500 EPSV\r\n", true)]
    [InlineData("227 Entering Passive Mode (127,0,0,1,{0},{1}).\r\n", false)]
    [InlineData("200 Fine (|||{2}|)\r\n", false)]
    [InlineData("229 Extended Passive |||{2}|\r\n", false)]
    [InlineData("229 OK (extended) (|||{2}|)\r\n", false)]
    public void EPSV_names_a_port_or_PASV_does(string reply, bool leadsToPasv)
    {
        using var server = new ScriptedFtp("hello");
        server.Replies["EPSV"] = string.Format(null, reply, server.DataPort / 256, server.DataPort % 256, server.DataPort);
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a").Single<UriContent>().Content);
        Assert.Equal(leadsToPasv, server.Heard.Contains("PASV"));
    }

    [Theory]
    [InlineData("200 ({0},{1},{2})\r\n")]
    [InlineData("227 {0},{1},{2}\r\n")]
    [InlineData("227-listen socket created\r\n227 ({0},{1},{2})\r\n")]
    [InlineData("229 Entering Extended Passive Mode (|||{3}|)\r\n")]
    public void PASV_names_its_port_in_many_ways(string reply)
    {
        using var server = new ScriptedFtp("hello") { Replies = { ["EPSV"] = "502 No\r\n" } };
        server.Replies["PASV"] = string.Format(null, reply, "10,1,2,3", server.DataPort / 256, server.DataPort % 256, server.DataPort);
        Assert.Equal("hello", Run($"Get-UriContent {server.Uri}a").Single<UriContent>().Content);
    }

    [Fact]
    public void A_port_of_EPSV_that_is_closed_leads_to_PASV()
    {
        using var closed = new RefusingPort();
        using var server = new ScriptedFtp("hello") { Replies = { ["EPSV"] = $"229 (|||{closed.Port}|)\r\n" } };
        EngineResult result = Run($"Get-UriContent {server.Uri}a -Verbose");
        Assert.Equal("hello", result.Single<UriContent>().Content);
        Assert.Contains("> PASV", result.Verbose);
    }

    [Fact]
    public void Neither_port_is_an_error_of_that_port()
    {
        using var closed = new RefusingPort();
        using var server = new ScriptedFtp("hello") { Replies = { ["EPSV"] = $"229 (|||{closed.Port}|)\r\n" } };
        using var other = new RefusingPort();
        server.Replies["PASV"] = $"227 (127,0,0,1,{other.Port / 256},{other.Port % 256})\r\n";
        ErrorRecord error = Session.Run($"Get-UriContent {server.Uri}a").SingleError("ConnectFailed", ErrorCategory.ConnectionError);
        Assert.Contains($":{other.Port}", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("450 No files found\r\n")]
    [InlineData("450 Requested file action not taken\r\n")]
    [InlineData("550 No files found\r\n")]
    [InlineData("550 No such file or directory\r\n")]
    [InlineData("226 Transfer complete (empty)\r\n")]
    public void An_empty_directory_has_no_items(string reply)
    {
        using var server = new ScriptedFtp("") { Replies = { ["FEAT"] = "502 No\r\n", ["CWD"] = "250 There\r\n", ["LIST"] = reply } };
        UriContent content = Run($"Get-UriContent {server.Uri}d/").Single<UriContent>();
        Assert.Empty(content.Items);
        Assert.Empty(content.Bytes);
    }

    [Theory]
    [InlineData("450 Permission denied\r\n")]
    [InlineData("550 Permission denied\r\n")]
    [InlineData("550 Failed to open directory\r\n")]
    [InlineData("421 Bye\r\n")]
    [InlineData("500 What?\r\n")]
    public void A_directory_that_cannot_be_read_is_not_empty(string reply)
    {
        using var server = new ScriptedFtp("") { Replies = { ["FEAT"] = "502 No\r\n", ["CWD"] = "250 There\r\n", ["LIST"] = reply } };
        Session.Run($"Get-UriContent {server.Uri}d/").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
    }

    [Theory]
    [InlineData("500 MLSD not understood\r\n")]
    [InlineData("502 Not implemented\r\n")]
    [InlineData("550 No files found\r\n")]
    public void MLSD_that_was_promised_and_is_refused_leads_to_LIST(string reply)
    {
        using var server = new ScriptedFtp("-rw-r--r-- 1 u g 5 Jan  3 2020 a.txt\r\n") { Replies = { ["CWD"] = "250 There\r\n", ["MLSD"] = reply } };
        UriContent content = Run($"Get-UriContent {server.Uri}d/").Single<UriContent>();
        Assert.Equal(new[] { "a.txt" }, content.Items.Cast<DirectoryItem>().Select(static i => i.Name));
    }
}
