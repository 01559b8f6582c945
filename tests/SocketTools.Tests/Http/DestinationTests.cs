using System.Globalization;
using System.Management.Automation;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Http;

/// <summary>What -OutFile may lead to: nobody's file is taken, no link followed, no mode widened, no name too long; what is no file is written to.</summary>
public class DestinationTests : EngineTest
{
    private const string Whole = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nnew";
    private const string Cut = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nne";

    private readonly TemporaryFolder _folder = new();

    public DestinationTests() => Session["file"] = File_;

    private string File_ => _folder["file"];

    private string Part => File_ + ".part";

    private string Pipe => _folder["pipe"];

    [Theory]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $file")]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $file -Resume")]
    [InlineData("Get-UriContent {0} -OutFile $file")]
    public void A_users_own_part_is_left_alone(string script)
    {
        File.WriteAllText(Part, "my notes");
        Get(script, Cut, "Truncated");
        Assert.Equal("ne", File.ReadAllText(File_ + ".1.part"));

        // And what is ours is found behind it, and continued.
        RawHttpResponse response = Get("Invoke-RawHttpGet {0} -OutFile $file -Resume", "HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 2-2/3\r\nContent-Length: 1\r\n\r\nw")!;
        Assert.Equal(206, response.StatusCode);
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.Equal("my notes", File.ReadAllText(Part));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.validator")]
    [InlineData(".part", ".part.validator")]
    public void A_link_in_the_parts_place_is_not_followed(params string[] ends)
    {
        Assert.SkipWhen(TlsTest.IsNetStandard, ".NET Framework does not know links.");
        foreach (string end in ends)
        {
            File.WriteAllText(_folder["victim" + end], "precious");
            File.CreateSymbolicLink(File_ + end, _folder["victim" + end]);
        }

        File.CreateSymbolicLink(File_ + ".1.part", _folder["nowhere"]);
        Get("Invoke-RawHttpGet {0} -OutFile $file", Cut, "Truncated");
        Get("Invoke-RawHttpGet {0} -OutFile $file -Resume", Whole);
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.All(ends, end => Assert.Equal("precious", File.ReadAllText(_folder["victim" + end])));
        Assert.False(File.Exists(_folder["nowhere"]));
        Assert.Null(new FileInfo(File_).LinkTarget);
    }

    [Fact]
    public void A_part_with_another_name_is_not_written_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux and macOS tell how many names a file has.");
        File.WriteAllText(_folder["victim"], "precious");
        ProgramServer.RunToEnd("ln", "coreutils", _folder["victim"], Part);
        File.WriteAllText(Part + ".validator", "\"a\"");
        Get("Invoke-RawHttpGet {0} -OutFile $file -Resume", Whole);
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.Equal("precious", File.ReadAllText(_folder["victim"]));
    }

    [Fact]
    public void A_part_is_never_open_to_more_than_the_file_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || TlsTest.IsNetStandard, "Neither Windows nor .NET Framework knows file modes.");
        const string Private = "600";
        File.WriteAllText(File_, "old secret");
        ProgramServer.CloseToOthers(File_);
        using (var server = ScriptedServer.Start(static async client =>
        {
            await client.ReadUntilBlankLineAsync();
            await client.SendAsync(Cut);
            await client.StayAsync();
        }))
        {
            using RunningScript running = Session.Begin($"Invoke-RawHttpGet {server.Url} -OutFile $file -IdleTimeoutSec 0");
            RunningScript.Until(() => File.Exists(Part) && new FileInfo(Part).Length == 2, "the part");
            Assert.Equal((Private, Private), (Stat("%a", Part), Stat("%a", Part + ".validator")));
            running.Stop();
            running.End();
        }

        Assert.Equal(Private, Stat("%a", Part));

        // And one that was made before the file was closed to others is closed as well.
        ProgramServer.OpenToAll(Part);
        Get("Invoke-RawHttpGet {0} -OutFile $file", Cut, "Truncated");
        Assert.Equal(Private, Stat("%a", Part));
    }

    [Fact]
    public void Other_names_of_a_file_lead_to_the_new_content_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux and macOS tell how many names a file has.");
        File.WriteAllText(File_, "old and longer");
        ProgramServer.RunToEnd("ln", "coreutils", File_, _folder["other"]);
        Get("Invoke-RawHttpGet {0} -OutFile $file", Cut, "Truncated");
        Assert.Equal("old and longer", File.ReadAllText(_folder["other"]));
        Get("Invoke-RawHttpGet {0} -OutFile $file", Whole);
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.Equal("new", File.ReadAllText(_folder["other"]));
        Assert.Equal("2", Stat("%h", File_));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_file_keeps_its_owner()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can make files for others.");
        Assert.SkipWhen(TlsTest.IsNetStandard, ".NET Framework does not tell what root may do.");
        File.WriteAllText(File_, "old");
        ProgramServer.RunToEnd("chown", "coreutils", "1000:1001", File_);
        Get("Invoke-RawHttpGet {0} -OutFile $file", Whole);
        Assert.Equal("new", File.ReadAllText(File_));
        Assert.Equal("1000:1001", Stat("%u:%g", File_));
    }

    [Theory]
    [InlineData(240)]
    [InlineData(241)]
    [InlineData(255)]
    public void Every_name_that_the_file_system_takes(int length)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths have limits of their own.");
        string target = _folder[new string('x', length)];
        File.WriteAllText(_folder[new string('x', 240) + "y"], "another name that begins alike");
        Session["file"] = target;
        Get("Invoke-RawHttpGet {0} -OutFile $file", Cut, "Truncated");
        Assert.False(File.Exists(target));
        Get("Invoke-RawHttpGet {0} -OutFile $file -Resume", "HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes 2-2/3\r\nContent-Length: 1\r\n\r\nw");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        Session["file"] = _folder[string.Concat(Enumerable.Repeat("ä", length / 2))];
        Get("Invoke-RawHttpGet {0} -OutFile $file", Whole);
        Assert.Equal("new", File.ReadAllText((string)Session["file"]!));
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $pipe")]
    [InlineData("Get-UriContent {0} -OutFile $pipe")]
    [InlineData("Get-UriContent $file -OutFile $pipe")]
    [InlineData("$c = New-SocketConnection {1}; Receive-SocketData $c -OutFile $pipe")]
    [InlineData("$c = New-SocketConnection {1}; Send-SocketLine 'GET / HTTP/1.0', '' -Connection $c; $null = Receive-RawHttpResponse $c -OutFile $pipe")]
    public async Task A_pipe_is_written_to_and_stays(string script)
    {
        MakePipe();
        File.WriteAllText(File_, "new");
        using var server = ScriptedServer.Answering(Whole);
        using var raw = ScriptedServer.Start(static async client =>
        {
            await client.SendAsync("HTTP/1.0 200 OK\r\n\r\nnew");
            client.CloseSend();
        });
        Task<string> read = Task.Run(() => File.ReadAllText(Pipe));
        Run(string.Format(CultureInfo.InvariantCulture, script, server.Url, raw.Address));
        Assert.EndsWith("new", await read.InTime(), StringComparison.Ordinal);
        Assert.Equal("fifo", Stat("%F", Pipe));
        (Session["c"] as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData("-IdleTimeoutSec 0.2")]
    [InlineData("-TimeoutSec 0.2")]
    public async Task A_pipe_that_nobody_reads_is_waited_for_under_the_clocks_and_before_anybody_is_asked(string clock)
    {
        MakePipe();
        using var server = ScriptedServer.Answering(Whole);
        ErrorRecord error = Session.Run($"Invoke-RawHttpRequest {server.Url} POST -Body x -OutFile $pipe {clock}").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains(Pipe, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Count());
        using RunningScript running = Session.Begin($"'begun'; Invoke-RawHttpGet {server.Url} -OutFile $pipe -IdleTimeoutSec 0");
        await running.OutputAsync(1);
        running.StopsAtOnce();
        Assert.Equal(0, server.Count());
    }

    [Fact]
    public void A_reader_that_takes_nothing_runs_into_the_clock()
    {
        MakePipe();
        using var reader = new FileStream(Pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        File.WriteAllBytes(File_, new byte[1_000_000]);
        Session.Run("Get-UriContent $file -OutFile $pipe -IdleTimeoutSec 0.2").SingleError("SendTimeout", ErrorCategory.OperationTimeout);
    }

    [Theory]
    [InlineData("/no/such/folder/file")]
    [InlineData("/")]
    [InlineData("/dev/null/x")]
    [InlineData("a\0b")]
    public void A_request_goes_out_only_where_its_answer_can_be_put_away(string path)
    {
        Session["file"] = path;
        using var server = ScriptedServer.Answering(Whole);
        Session.Run($"Invoke-RawHttpRequest {server.Url} POST -Body x -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Get-UriContent {server.Url} -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Get-UriContent ftp://{server.Address}/a -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Session.Run($"Get-UriContent gopher://{server.Address}/0a -OutFile $file").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    [Theory]
    [InlineData("bytes 2-2/3", "-Resume")]
    [InlineData("bytes 2-2/3", "")]
    [InlineData("bytes 0-1/3", "-Resume")]
    [InlineData("bytes 0-0/*", "-Resume")]
    [InlineData("nonsense", "-Resume")]
    public void A_part_that_comes_as_if_it_were_the_whole_is_refused(string range, string resume)
    {
        Get("Invoke-RawHttpGet {0} -OutFile $file", Cut, "Truncated");
        Failing($"Invoke-RawHttpGet {{0}} -OutFile $file {resume}", $"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Range: {range}\r\nContent-Length: 1\r\n\r\nw", "ProtocolViolation");
        Assert.False(File.Exists(File_));
        Assert.Equal("ne", File.ReadAllText(Part));
    }

    [Fact]
    public void A_whole_that_says_it_is_one_is_taken()
    {
        Get("Invoke-RawHttpGet {0} -OutFile $file", "HTTP/1.1 200 OK\r\nContent-Range: bytes 0-2/3\r\nContent-Length: 3\r\n\r\nnew");
        Assert.Equal("new", File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $file", "ETag: \"a\"", true)]
    [InlineData("Invoke-RawHttpGet {0} -OutFile $file", "X: no validator", false)]
    [InlineData("Invoke-RawHttpRequest {0} POST -Body x -OutFile $file", "ETag: \"a\"", false)]
    [InlineData("Get-UriContent {0} -OutFile $file", "ETag: \"a\"", true)]
    [InlineData("Get-UriContent {0} -OutFile $file", "ETag: W/\"a\"", false)]
    public void Resume_is_advised_where_it_can_work(string script, string field, bool advised)
    {
        ErrorRecord error = Failing(script, $"HTTP/1.1 200 OK\r\n{field}\r\nContent-Length: 3\r\n\r\nne", "Truncated");
        Assert.Contains(Part, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(advised, error.Exception.Message.Contains("-Resume", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_decoded_is_never_continued()
    {
        Failing("Invoke-RawHttpGet {0} -OutFile $file -Decompress", "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Encoding: deflate\r\nContent-Length: 99\r\n\r\n", "Truncated");
        var asked = new List<string>();
        using var server = ScriptedServer.Start(async client =>
        {
            asked.AddRange(await client.ReadUntilBlankLineAsync());
            await client.SendAsync(Whole);
        });
        Run($"Invoke-RawHttpGet {server.Url} -OutFile $file -Resume");
        Assert.DoesNotContain(asked, static line => line.StartsWith("Range", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_GET_is_continued()
    {
        using var server = ScriptedServer.Answering(Whole);
        Session.Run($"Invoke-RawHttpRequest {server.Url} POST -Body x -OutFile $file -Resume").SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(0, server.Count());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static string Stat(string format, string path) => ProgramServer.RunToEnd("stat", "coreutils", "-c", format, path).Trim();

    private void MakePipe()
    {
        ProgramServer.RunToEnd("mkfifo", "coreutils", Pipe);
        Session["pipe"] = Pipe;
    }

    private RawHttpResponse? Get(string script, string answer, string? error = null)
    {
        if (error is not null)
        {
            Failing(script, answer, error);
            return null;
        }

        using var server = ScriptedServer.Answering(answer);
        return Run(string.Format(CultureInfo.InvariantCulture, script, server.Url)).Output.OfType<RawHttpResponse>().SingleOrDefault();
    }

    private ErrorRecord Failing(string script, string answer, string error)
    {
        using var server = ScriptedServer.Answering(answer);
        return Session.Run(string.Format(CultureInfo.InvariantCulture, script, server.Url)).SingleError(error, error == "Truncated" ? ErrorCategory.InvalidData : ErrorCategory.ProtocolError);
    }
}
