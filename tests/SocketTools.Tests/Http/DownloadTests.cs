using System.Globalization;
using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Http;

/// <summary>-OutFile and -Resume: a file carries its name only when it is whole, and is never made of two versions.</summary>
public class DownloadTests : EngineTest
{
    private const string Content = "0123456789";

    private readonly TemporaryFolder _folder = new();
    private readonly List<IReadOnlyList<string>> _asked = new();

    public DownloadTests() => Session["file"] = File_;

    private string File_ => _folder["file"];

    private string Part => File_ + ".part";

    private string Validator => Part + ".validator";

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + Content)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n" + Content)]
    public void A_success_is_written_and_nothing_else_is_left(string wire)
    {
        using var server = ScriptedServer.Answering(wire, Delivery.Halves);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").Single<RawHttpResponse>();
        Assert.Equal(File_, response.OutFile);
        Assert.Empty(response.Body);
        Assert.Equal(Content, File.ReadAllText(File_));
        Assert.Equal(new[] { File_ }, Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet {0}1, {0}2 -OutFile $file")]
    [InlineData("'{0}1', '{0}2' | Invoke-RawHttpGet -OutFile $file")]
    [InlineData("Get-UriContent {0}1, {0}2 -OutFile $file")]
    public void A_second_fetch_does_not_take_the_place_of_the_first(string script)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
        EngineResult result = Session.Run(string.Format(CultureInfo.InvariantCulture, script, server.Url));
        ErrorRecord error = result.SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains(server.Url + "1", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(result.Output);
        Assert.Equal(1, server.Count());
        Assert.Equal("one", File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", 404)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nnone", 302)]
    public void What_is_no_success_writes_no_file(string wire, int status)
    {
        File.WriteAllText(File_, "old");
        using var server = ScriptedServer.Answering(wire);
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").Single<RawHttpResponse>();
        Assert.Equal((status, "none", null), (response.StatusCode, response.Content, response.OutFile));
        Assert.Equal("old", File.ReadAllText(File_));
        Assert.Equal(new[] { File_ }, Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\n\r\n01234", "Truncated", "01234")]
    [InlineData("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456", "Truncated", "0123456")]
    [InlineData("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\nx\r\n", "ProtocolViolation", "0123")]
    [InlineData("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n", "Truncated", Content)]
    public void A_failed_one_never_looks_whole(string wire, string id, string part)
    {
        File.WriteAllText(File_, "old");
        using var server = ScriptedServer.Answering(wire);
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").SingleError(id, id == "Truncated" ? ErrorCategory.InvalidData : ErrorCategory.ProtocolError);
        Assert.Contains(Part, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(File_));
        Assert.Equal(part, File.ReadAllText(Part));
    }

    [Fact]
    public void Ctrl_C_leaves_the_part()
    {
        using var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 10\r\n\r\n01234");
            await client.StayAsync();
        });
        using RunningScript running = Session.Begin($"Invoke-RawHttpGet {server.Url} -OutFile $file -IdleTimeoutSec 0");
        RunningScript.Until(() => File.Exists(Part) && new FileInfo(Part).Length == 5, "the part");
        running.Stop();
        Assert.IsAssignableFrom<PipelineStoppedException>(running.End().Terminating);
        Assert.False(File.Exists(File_));
        Assert.Equal("01234", File.ReadAllText(Part));
    }

    [Theory]
    [InlineData("ETag: \"a\"", "\"a\"")]
    [InlineData("Date: Sun, 06 Nov 1994 08:51:37 GMT\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT")]
    public void What_is_missing_is_asked_for_if_it_is_still_the_same(string fields, string validator)
    {
        Fail(fields);
        using ScriptedServer server = Serving($"HTTP/1.1 206 Partial\r\n{fields}\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789");
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").Single<RawHttpResponse>();
        Assert.Equal(206, response.StatusCode);
        Assert.Equal(new[] { "Range: bytes=5-", "If-Range: " + validator }, _asked.Single().Where(static l => l.Contains("Range", StringComparison.Ordinal)));
        Assert.Equal(Content, File.ReadAllText(File_));
        Assert.Equal(new[] { File_ }, Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_is_no_validator_any_more_does_not_stand_in_the_way()
    {
        Fail("ETag: \"a\"");
        File.WriteAllText(Validator, "\"a\"\r\nX: y");
        using ScriptedServer server = Serving("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.DoesNotContain(_asked.Single(), static l => l.Contains("Range", StringComparison.Ordinal) || l.StartsWith("X:", StringComparison.Ordinal));
        Assert.Equal("new", File.ReadAllText(File_));
    }

    [Fact]
    public void A_file_that_has_changed_is_fetched_anew()
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 200 OK\r\nETag: \"b\"\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.Equal(new[] { File_ }, Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_new_version_that_fails_too_is_continued_as_that_version()
    {
        Fail("ETag: \"a\"");
        using (var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nETag: \"b\"\r\nContent-Length: 10\r\n\r\nabc"))
        {
            Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").SingleError("Truncated", ErrorCategory.InvalidData);
        }

        using ScriptedServer again = Serving("HTTP/1.1 206 Partial\r\nETag: \"b\"\r\nContent-Range: bytes 3-9/10\r\nContent-Length: 7\r\n\r\ndefghij");
        Run($"Invoke-RawHttpGet {again.Url} -OutFile $file -Resume");
        Assert.Contains("If-Range: \"b\"", _asked.Single());
        Assert.Equal("abcdefghij", File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("ETag: W/\"a\"")]
    [InlineData("ETag: \"a")]
    [InlineData("ETag: \"")]
    [InlineData("X: no validator")]
    [InlineData("ETag: \"a\"\r\nETag: \"b\"")]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT")]
    public void Without_a_strong_validator_nothing_is_continued(string fields)
    {
        Fail(fields);
        using ScriptedServer server = Serving("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcdefghij");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.DoesNotContain(_asked.Single(), static l => l.Contains("Range", StringComparison.Ordinal));
        Assert.Equal("abcdefghij", File.ReadAllText(File_));
    }

    [Fact]
    public void Without_being_asked_to_it_begins_again()
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file");
        Assert.DoesNotContain(_asked.Single(), static l => l.Contains("Range", StringComparison.Ordinal));
        Assert.Equal("new", File.ReadAllText(File_));
    }

    [Fact]
    public void With_nothing_to_resume_it_is_a_download()
    {
        using ScriptedServer server = Serving("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.Equal("new", File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("Content-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789")]
    [InlineData("Content-Range: bytes 0-9/10\r\nContent-Length: 10\r\n\r\n" + Content)]
    [InlineData("Content-Range: bytes 50-54/60\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Range: bytes 5-x/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Range: bytes 5-9\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Range: bytes 5-4/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Range: lines 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Range: bytes 5-9/10\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Length: 5\r\n\r\n56789")]
    [InlineData("ETag: \"b\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("ETag: W/\"a\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("ETag: a\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("ETag: \"a\"\r\nETag: \"b\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789")]
    [InlineData("Content-Type: multipart/byteranges; boundary=x\r\nContent-Length: 5\r\n\r\n56789")]
    public void A_part_that_does_not_continue_here_is_refused_and_nothing_written(string rest)
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 206 Partial\r\n" + rest);
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.False(File.Exists(File_));
        Assert.Equal("01234", File.ReadAllText(Part));
    }

    [Theory]
    [InlineData("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", true)]
    [InlineData("X: none is told", true)]
    [InlineData("Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT", false)]
    [InlineData("Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT\r\nDate: Sun, 06 Nov 1994 09:49:37 GMT", false)]
    [InlineData("Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT\r\nETag: W/\"a\"", false)]
    public void A_part_of_another_time_is_refused(string fields, bool isTheSame)
    {
        Fail("Date: Mon, 07 Nov 1994 08:49:37 GMT\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT");
        using ScriptedServer server = Serving($"HTTP/1.1 206 Partial\r\n{fields}\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789");
        EngineResult result = Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.Equal(isTheSame ? 0 : 1, result.Errors.Count);
        Assert.Equal(isTheSame ? Content : "01234", File.ReadAllText(isTheSame ? File_ : Part));
    }

    [Theory]
    [InlineData("bytes 5-7/10", "Content-Length: 3\r\n\r\n567", "01234567")]
    [InlineData("bytes 5-9/10", "Transfer-Encoding: chunked\r\n\r\n3\r\n567\r\n0\r\n\r\n", "01234567")]
    [InlineData("bytes 5-9/10", "Content-Length: 3\r\n\r\n567", "01234567")]
    [InlineData("bytes 5-9/*", "Content-Length: 5\r\n\r\n56789", Content)]
    public void A_part_that_is_not_the_rest_completes_nothing(string range, string rest, string part)
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving($"HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: {range}\r\n{rest}");
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.False(File.Exists(File_));
        Assert.Equal(part, File.ReadAllText(Part));

        // The next try goes on from there.
        using ScriptedServer again = Serving($"HTTP/1.1 206 Partial\r\nContent-Range: bytes {part.Length}-9/10\r\nContent-Length: {10 - part.Length}\r\n\r\n{Content[part.Length..]}");
        if (part.Length < 10)
        {
            Run($"Invoke-RawHttpGet {again.Url} -OutFile $file -Resume");
            Assert.Equal(Content, File.ReadAllText(File_));
        }
    }

    [Fact]
    public void A_part_that_goes_too_far_completes_nothing()
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 7\r\n\r\n56789xy");
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.False(File.Exists(File_));
    }

    [Fact]
    public void A_part_that_nobody_asked_for_is_refused()
    {
        using ScriptedServer server = Serving("HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-4/10\r\nContent-Length: 5\r\n\r\n01234");
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_range_that_goes_past_the_end_says_that_all_is_there()
    {
        Fail("ETag: \"a\"", Content, announced: 12);
        using ScriptedServer server = Serving("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */10\r\nContent-Length: 0\r\n\r\n");
        RawHttpResponse response = Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume -RequireSuccess:$false").Single<RawHttpResponse>();
        Assert.Equal((416, File_), (response.StatusCode, response.OutFile));
        Assert.Equal(Content, File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("Content-Range: bytes */3\r\n")]
    [InlineData("Content-Range: bytes */*\r\n")]
    [InlineData("")]
    public void A_range_that_does_not_exist_is_an_error(string fields)
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving($"HTTP/1.1 416 Range Not Satisfiable\r\n{fields}Content-Length: 0\r\n\r\n");
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Equal(416, Assert.IsType<RawHttpResponse>(((SocketToolsException)error.Exception).Partial).StatusCode);
        Assert.False(File.Exists(File_));
    }

    [Fact]
    public async Task It_goes_on_over_a_given_connection_too()
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789");
        await ConnectAsync(server);
        Run($"Invoke-RawHttpGet {server.Url} -Connection $c -OutFile $file -Resume");
        Assert.Equal(Content, File.ReadAllText(File_));
    }

    [Fact]
    public void The_budget_counts_the_whole_file()
    {
        Fail("ETag: \"a\"");
        using ScriptedServer server = Serving("HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789");
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume -MaxBodyBytes 9").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.False(File.Exists(File_));
    }

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-OutFile $file -Resume -Decompress")]
    [InlineData("-OutFile $file -ThrottleLimit 2")]
    public void Parameters_that_do_not_go_together_are_refused(string parameters)
    {
        using var server = ScriptedServer.Start();
        Session.Run($"Invoke-RawHttpGet {server.Url} {parameters}").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    [Theory]
    [InlineData("/no/such/folder/file")]
    [InlineData("/")]
    public void A_file_that_cannot_be_written_is_an_error(string path)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Session["file"] = path;
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public void A_disk_that_is_full_is_one_error_and_the_others_go_on()
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        EngineResult result = Session.Run($"'{server.Url}a', '{server.Url}b' | Invoke-RawHttpGet -OutFile /dev/full");
        Assert.Null(result.Terminating);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, static e => Assert.StartsWith("InvalidRequest,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Errors, static e => Assert.DoesNotContain("can still be received", e.Exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_downloads_never_make_one_file_of_both()
    {
        using var slow = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
            await client.StayAsync();
        });
        using var quick = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        using RunningScript running = Session.Begin($"Invoke-RawHttpGet {slow.Url} -OutFile $file -IdleTimeoutSec 0");
        RunningScript.Until(() => File.Exists(Part) && new FileInfo(Part).Length == 5, "the part");
        using var other = new EngineSession();
        other["file"] = File_;
        ErrorRecord error = other.Run($"Invoke-RawHttpGet {quick.Url} -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Contains(Part, error.Exception.Message, StringComparison.Ordinal);
        running.Stop();
        running.End();
        Assert.False(File.Exists(File_));
        Assert.Equal("01234", File.ReadAllText(Part));
    }

    [Fact]
    public void A_file_that_was_private_stays_so()
    {
        File.WriteAllText(File_, "old");
        ProgramServer.CloseToOthers(File_);
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file");
        Assert.Equal("new", File.ReadAllText(File_));
        if (OperatingSystem.IsWindows() || Tls.TlsTest.IsNetStandard)
        {
            Assert.Skip("Neither Windows nor .NET Framework knows file modes.");
        }
        else
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File_));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_a_link_the_file_it_leads_to_is_written_and_the_link_stays(bool targetIsThere)
    {
        Assert.SkipWhen(Tls.TlsTest.IsNetStandard, ".NET Framework does not know links.");
        Directory.CreateDirectory(_folder["there"]);
        string target = Path.Combine(_folder["there"], "real");
        if (targetIsThere)
        {
            File.WriteAllText(target, "old");
        }

        File.CreateSymbolicLink(File_, Path.Combine("there", "real"));
        using (var cut = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nne"))
        {
            Session.Run($"Invoke-RawHttpGet {cut.Url} -OutFile $file").SingleError("Truncated", ErrorCategory.InvalidData);
            Assert.Equal("ne", File.ReadAllText(target + ".part"));
            Assert.Equal(targetIsThere, File.Exists(target));
        }

        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(Path.Combine("there", "real"), new FileInfo(File_).LinkTarget);
        Assert.Equal(new[] { target }, Directory.GetFiles(_folder["there"]));
        using var raw = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(raw);
        await peer.SendAsync("raw");
        Run("Receive-SocketData $c -Count 3 -OutFile $file");
        Assert.Equal("raw", File.ReadAllText(target));
        Assert.Equal(Path.Combine("there", "real"), new FileInfo(File_).LinkTarget);
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $file")]
    [InlineData("Get-UriContent {0} -OutFile $file")]
    [InlineData("Get-UriContent {1} -OutFile $file")]
    public void A_read_only_file_is_not_replaced_and_nothing_is_fetched(string script)
    {
        File.WriteAllText(File_, "old");
        File.WriteAllText(_folder["source"], "new");
        File.SetAttributes(File_, FileAttributes.ReadOnly);
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Session.Run(string.Format(CultureInfo.InvariantCulture, script, server.Url, _folder["source"])).SingleError("AccessDenied", ErrorCategory.PermissionDenied);
        Assert.Equal(0, server.Count());
        Assert.Equal("old", File.ReadAllText(File_));
        Assert.False(File.Exists(Part));
        File.SetAttributes(File_, FileAttributes.Normal);
    }

    [Fact]
    public async Task By_hand_neither()
    {
        File.WriteAllText(File_, "old");
        File.SetAttributes(File_, FileAttributes.ReadOnly);
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("raw");
        Session.Run("Receive-SocketData $c -Count 3 -OutFile $file").SingleError("AccessDenied", ErrorCategory.PermissionDenied);
        Assert.Equal("raw", Run("Receive-SocketData $c -Count 3 -AsText").Single<string>());
        File.SetAttributes(File_, FileAttributes.Normal);
    }

    [Fact]
    public async Task The_answer_to_HEAD_replaces_no_file()
    {
        File.WriteAllText(File_, "old");
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        Session.Run($"Invoke-RawHttpRequest {server.Url} HEAD -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        await ConnectAsync(server);
        Assert.Null(Run($"$c | Send-RawHttpRequest {server.Url} -Method HEAD -PassThru | Receive-RawHttpResponse -OutFile $file").Single<RawHttpResponse>().OutFile);
        Assert.Equal("old", File.ReadAllText(File_));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    // A download that was cut off: what came of it, and how to tell whether it is still the same.
    private void Fail(string fields, string came = "01234", int announced = 10)
    {
        using var server = ScriptedServer.Answering($"HTTP/1.1 200 OK\r\n{fields}\r\nContent-Length: {announced.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{came}");
        Session.Run($"Invoke-RawHttpGet {server.Url} -OutFile $file").SingleError("Truncated", ErrorCategory.InvalidData);
        Assert.Equal(came, File.ReadAllText(Part));
        Assert.True(File.Exists(Validator));
    }

    private ScriptedServer Serving(string answer) => ScriptedServer.Start(async client =>
    {
        while (await client.ReadUntilBlankLineAsync() is { Count: > 0 } lines)
        {
            _asked.Add(lines);
            await client.SendAsync(answer);
        }
    });
}
