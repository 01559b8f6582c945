using System.Management.Automation;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>file URIs and paths.</summary>
public class FileUriTests : EngineTest
{
    private readonly TemporaryFolder _folder = new();

    public FileUriTests()
    {
        File.WriteAllText(_folder["a b #1?.txt"], "hello\n");
        Directory.CreateDirectory(_folder["sub"]);
        Session["folder"] = _folder.Path;
        Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");
    }

    [Theory]
    [InlineData("./a b #1?.txt")]
    [InlineData("file:a%20b%20%231%3F.txt")]
    [InlineData("file:./sub/../a%20b%20%231%3F.txt#fragment")]
    [InlineData("FOLDER/a b #1?.txt")]
    [InlineData("file://FOLDER/a%20b%20%231%3F.txt")]
    [InlineData("file://localhostFOLDER/a%20b%20%231%3F.txt")]
    [InlineData("file:FOLDER/a%20b%20%231%3F.txt")]
    public void A_file_is_found_relative_and_absolute(string uri)
    {
        Session["uri"] = uri.Replace("FOLDER", _folder.Path.Replace('\\', '/'), StringComparison.Ordinal);
        UriContent content = Run("Get-UriContent $uri").Single<UriContent>();
        Assert.Equal("hello\n", content.Content);
        Assert.Equal(new[] { "text/plain; charset=utf-8" }, content.Headers["Content-Type"]);
        Assert.Equal(new[] { "6" }, content.Headers["Content-Length"]);
        Assert.Equal(File.GetLastWriteTimeUtc(_folder["a b #1?.txt"]).ToString("R", null), content.Headers["Last-Modified"]![0]);
        Assert.EndsWith("/a%20b%20%231%3F.txt", content.Uri.OriginalString, StringComparison.Ordinal);
        Session["uri"] = content.Uri;
        Assert.Equal("hello\n", Run("$uri | Get-UriContent").Single<UriContent>().Content);
    }

    [Fact]
    public void Without_a_scheme_and_not_like_a_path_it_is_a_host_as_everywhere() => Assert.Equal("http", UriReference.Parse("sub/../x").Scheme);

    [Fact]
    public void A_directory_is_a_listing_whose_items_can_be_got()
    {
        UriContent content = Run("Get-UriContent .").Single<UriContent>();
        Assert.Equal("a b #1?.txt\nsub/\n", content.Content);
        DirectoryItem[] items = content.Items.Cast<DirectoryItem>().ToArray();
        Assert.Equal(new[] { ("a b #1?.txt", (long?)6, false), ("sub", null, true) }, items.Select(static i => (i.Name, i.Length, i.IsDirectory)));
        Assert.Equal(new[] { "inode/directory" }, content.Headers["Content-Type"]);
        Session["items"] = items;
        Assert.Equal(new[] { "hello\n", "" }, Run("$items | Get-UriContent").Output.Cast<UriContent>().Select(static c => c.Content));
    }

    [Theory]
    [InlineData("file:nothing")]
    [InlineData("./no/such/folder/file")]
    [InlineData("/no/such/file")]
    public void What_is_not_there_is_ReplyRejected(string uri)
    {
        ErrorRecord error = Session.Run($"Get-UriContent {uri}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.StartsWith("There is no '", error.Exception.Message, StringComparison.Ordinal);

        // No server has said so.
        Assert.Equal("Check the path.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_drive_where_a_machine_is_named_is_told_by_its_third_slash() => Assert.StartsWith(
        "'C:' is a drive, and stands where the name of a machine does: write file:///C:/path",
        Session.Run("Get-UriContent file://C:/t/a.txt").SingleError("InvalidRequest", ErrorCategory.InvalidArgument).Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void What_may_not_be_read_is_AccessDenied()
    {
        // Root may read everything, but not this: it is there to be written to.
        string forbidden = Environment.UserName == "root" ? "/proc/sys/vm/compact_memory" : _folder["forbidden"];
        if (Environment.UserName != "root")
        {
            File.WriteAllText(forbidden, "");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(forbidden, UnixFileMode.None);
            }
        }

        Session.Run($"Get-UriContent {forbidden}").SingleError("AccessDenied", ErrorCategory.PermissionDenied);
    }

    [Fact]
    public void It_is_copied_to_a_file_and_budgets_count()
    {
        UriContent content = Run("Get-UriContent './a b #1?.txt' -OutFile copy").Single<UriContent>();
        Assert.Equal(_folder["copy"], content.OutFile);
        Assert.Equal("hello\n", File.ReadAllText(_folder["copy"]));
        Session.Run("Get-UriContent './a b #1?.txt' -OutFile other -MaxBodyBytes 5").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Session.Run("Get-UriContent './a b #1?.txt' -MaxBodyBytes 5").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.False(File.Exists(_folder["other"]));
        Run("Get-UriContent './a b #1?.txt' -MaxBodyBytes 6");
        Session.Run("Get-UriContent /dev/zero -MaxBodyBytes 1000000").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
    }

    [Fact]
    public void A_file_onto_itself_stays_as_it_is()
    {
        Run("Get-UriContent './a b #1?.txt' -OutFile './a b #1?.txt'");
        Assert.Equal("hello\n", File.ReadAllText(_folder["a b #1?.txt"]));
    }

    [Theory]
    [InlineData("hé", "; charset=utf-8")]
    [InlineData("h\u00FF", "")]
    [InlineData("\u00FF\u00FEh\0", "; charset=utf-16")]
    [InlineData("\u00FE\u00FF\0h", "; charset=utf-16BE")]
    [InlineData("", "; charset=utf-8")]
    public void The_charset_is_told_where_it_is_certain(string text, string charset)
    {
        File.WriteAllBytes(_folder["x.txt"], text == "hé" ? "hé"u8.ToArray() : Encoding.Latin1.GetBytes(text));
        Assert.Equal("text/plain" + charset, Run("Get-UriContent ./x.txt").Single<UriContent>().Headers["Content-Type"]![0]);
        Assert.Equal("text/plain; charset=iso-8859-1", Run("Get-UriContent ./x.txt -Encoding latin1").Single<UriContent>().Headers["Content-Type"]![0]);
    }

    [Theory]
    [InlineData("utf8", "hé")]
    [InlineData("latin1", "hÃ©")]
    public void Text_is_decoded_as_asked(string encoding, string text)
    {
        File.WriteAllBytes(_folder["x"], "hé"u8.ToArray());
        Assert.Equal(text, Run($"Get-UriContent ./x -Encoding {encoding}").Single<UriContent>().Content);
        Assert.Equal("hé", Run("Get-UriContent ./x").Single<UriContent>().Content);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
