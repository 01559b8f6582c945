using System.Management.Automation;
using System.Net;
using System.Security.Cryptography;
using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Proxies;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>ftp URIs, with vsftpd and pyftpdlib.</summary>
public class FtpServerTests : TlsTest
{
    private const int Large = 24 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public FtpServerTests(Certificates certificates)
        : base(certificates) => Session["file"] = _folder["file"];

    [Theory]
    [InlineData("", false)]
    [InlineData("-Tls -CertificateAuthority $ca -ServerName $name", false)]
    [InlineData("", true)]
    [InlineData("-Tls -CertificateAuthority $ca -ServerName $name", true)]
    public void Vsftpd_a_listing_then_what_is_in_it(string parameters, bool onlyOldPassive)
    {
        using var server = new VsftpdServer(Certificates, onlyOldPassive);
        Session["name"] = server.Name;
        File.WriteAllText(Path.Combine(server.Files, "héllo #1.txt"), "hello\n");
        File.WriteAllText(Path.Combine(server.Files, "sub dir", "deep.html"), "<p>");
        UriContent root = Run($"Get-UriContent {server.Uri} {parameters}").Single<UriContent>();
        Assert.Equal(new[] { "héllo #1.txt", "incoming/", "sub dir/" }, root.Items.Select(static i => i.ToString()).Order(StringComparer.Ordinal));
        Session["root"] = root;
        UriContent file = Run($"$root.Items | Where-Object {{ $_.Name -like '*.txt' }} | Get-UriContent {parameters}").Single<UriContent>();
        Assert.Equal("hello\n", file.Content);
        Assert.Equal(new[] { "6" }, file.Headers["Content-Length"]);
        Assert.Equal(new[] { File.GetLastWriteTimeUtc(Path.Combine(server.Files, "héllo #1.txt")).ToString("R", null) }, file.Headers["Last-Modified"]);
        UriContent deep = Run($"($root.Items | Where-Object Name -eq 'sub dir' | Get-UriContent {parameters}).Items | Get-UriContent {parameters}").Single<UriContent>();
        Assert.Equal("<p>", deep.Content);
        Assert.Equal(new[] { "text/html; charset=utf-8" }, deep.Headers["Content-Type"]);
        ErrorRecord missing = Session.Run($"Get-UriContent {server.Uri}nothing {parameters}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("550", missing.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Tls -CertificateAuthority $ca -ServerName $name")]
    public void Vsftpd_a_large_file_in_two_goes(string parameters)
    {
        using var server = new VsftpdServer(Certificates);
        Session["name"] = server.Name;
        byte[] bytes = new byte[Large];
        new Random(1).NextBytes(bytes);
        string source = Path.Combine(server.Files, "large");
        File.WriteAllBytes(source, bytes);
        File.SetLastWriteTimeUtc(source, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Session.Run($"Get-UriContent {server.Uri}large -OutFile $file -MaxBodyBytes {Large / 2} {parameters}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        long came = new FileInfo(_folder["file.part"]).Length;
        Assert.InRange(came, 1, Large / 2);

        var result = Run($"Get-UriContent {server.Uri}large -OutFile $file -Resume -Verbose {parameters}");
        Assert.Contains($"> REST {came}", result.Verbose);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(File.ReadAllBytes(_folder["file"])));

        // The same length, and another version: nothing of the first may be left in it.
        Session.Run($"Get-UriContent {server.Uri}large -OutFile $file -MaxBodyBytes {Large / 2} {parameters}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Array.Reverse(bytes);
        File.WriteAllBytes(source, bytes);
        File.SetLastWriteTimeUtc(source, new DateTime(2020, 1, 2, 3, 4, 6, DateTimeKind.Utc));
        Run($"Get-UriContent {server.Uri}large -OutFile $file -Resume {parameters}");
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(File.ReadAllBytes(_folder["file"])));
    }

    [Fact]
    public void Vsftpd_a_certificate_that_is_not_trusted()
    {
        using var server = new VsftpdServer(Certificates);
        Session["name"] = server.Name;
        Session.Run($"Get-UriContent {server.Uri} -Tls").SingleError("CertificateRejected", ErrorCategory.SecurityError);
        Run($"Get-UriContent {server.Uri} -Tls -SkipCertificateCheck -ServerName $name").Single<UriContent>();
    }

    [Theory]
    [InlineData("socks5")]
    [InlineData("socks5h")]
    public void Vsftpd_through_a_proxy_data_too(string scheme)
    {
        using var proxy = new MicrosocksServer();
        using var server = new VsftpdServer(Certificates, onlyOldPassive: true);
        Session["name"] = server.Name;
        File.WriteAllText(Path.Combine(server.Files, "x.txt"), "hello");
        var result = Run($"Get-UriContent {server.Uri}x.txt -Tls -CertificateAuthority $ca -ServerName $name -Proxy {scheme}://127.0.0.1:{proxy.Port} -Verbose");
        Assert.Equal("hello", result.Single<UriContent>().Content);
        Assert.Equal(2, result.Verbose.Count(static l => l.StartsWith("Proxy ", StringComparison.Ordinal)));
        Assert.Equal(2, result.Verbose.Count(static l => l.StartsWith("TLS: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Vsftpd_storing_by_hand()
    {
        using var server = new VsftpdServer(Certificates);
        ProgramServer.OpenToAll(Path.Combine(server.Files, "incoming"), writable: true);
        byte[] bytes = new byte[1_000_000];
        new Random(2).NextBytes(bytes);
        Session["bytes"] = bytes;
        Run($$"""
            $c = New-SocketConnection localhost {{server.Port}} -ReplyFormat Ftp
            $null = Invoke-SocketCommand -Connection $c -Expect 220
            $null = 'USER anonymous', 'PASS me@', 'TYPE I', 'CWD incoming' | Invoke-SocketCommand -Connection $c -RequireSuccess
            $port = [int] ((Invoke-SocketCommand EPSV -Connection $c -Expect 229).Text -replace '.*\|(\d+)\|.*', '$1')
            $data = New-SocketConnection localhost $port
            $null = Invoke-SocketCommand 'STOR new' -Connection $c -Expect 1xx
            Send-SocketData $bytes -Connection $data
            Close-SocketConnection $data
            $null = Invoke-SocketCommand -Connection $c -Expect 226
            $null = Invoke-SocketCommand QUIT -Connection $c -Expect 221
            """);
        Adopt();
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(server.Files, "incoming", "new")));
    }

    [Fact]
    public void Pyftpdlib_a_user_and_listings_by_facts()
    {
        using var server = new PythonFtpServer();
        Session["who"] = new PSCredential("ann", new NetworkCredential("", PythonFtpServer.Password).SecurePassword);
        Directory.CreateDirectory(Path.Combine(server.Files, "sub"));
        string path = Path.Combine(server.Files, "a b.txt");
        File.WriteAllText(path, "hello");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        const string As = "-Credential $who -AllowUnencryptedAuthentication";
        var result = Run($"Get-UriContent {server.Uri} {As} -Verbose");
        Assert.Contains("> MLSD", result.Verbose);
        DirectoryItem[] items = result.Single<UriContent>().Items.Cast<DirectoryItem>().OrderBy(static i => i.Name, StringComparer.Ordinal).ToArray();
        Assert.Equal(new[] { "a b.txt", "sub/" }, items.Select(static i => i.ToString()));
        Assert.Equal((5L, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)), (items[0].Length, items[0].LastModified?.ToUniversalTime()));
        Session["items"] = items;
        Assert.Equal("hello", Run($"$items[0] | Get-UriContent {As}").Single<UriContent>().Content);
        Session.Run($"Get-UriContent {server.Uri}").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
    }

    [Fact]
    public void Proftpd_names_of_any_bytes_and_an_empty_directory()
    {
        Assert.SkipUnless(Environment.UserName == "root", "proftpd serves anonymous users only where it is started as root.");
        using var server = new ProftpdServer();
        FetchesNamesOfAnyBytes(server.Uri, server.Files, "");
    }

    [Fact]
    public void Pure_ftpd_names_of_any_bytes_and_an_empty_directory()
    {
        Assert.SkipUnless(Environment.UserName == "root", "pure-ftpd serves only where it is started as root.");
        using var server = new PureFtpdServer();
        Session["who"] = new PSCredential("ann", new NetworkCredential("", PureFtpdServer.Password).SecurePassword);
        FetchesNamesOfAnyBytes(server.Uri, server.Files, "-Credential $who -AllowUnencryptedAuthentication");
    }

    [Fact]
    public void Vsftpd_by_its_address_has_no_session_to_resume()
    {
        using var server = new VsftpdServer(Certificates);
        File.WriteAllText(Path.Combine(server.Files, "a"), "hello");
        string uri = $"ftp://127.0.0.1:{server.Port}/a";
        ErrorRecord lost = Session.Run($"Get-UriContent {uri} -Tls -CertificateAuthority $ca").SingleError("TlsFailed", ErrorCategory.SecurityError);
        Assert.Contains("522", lost.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-ServerName", lost.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("hello", Run($"Get-UriContent {uri} -Tls -CertificateAuthority $ca -ServerName {server.Name}").Single<UriContent>().Content);
    }

    [Fact]
    public void Vsftpd_names_of_any_bytes_and_an_empty_directory()
    {
        using var server = new VsftpdServer(Certificates);
        Directory.CreateDirectory(Path.Combine(server.Files, "empty"));
        FetchesNamesOfAnyBytes(server.Uri, server.Files, "");
    }

    // Byte FF begins a command of telnet, whose rules the control connection has: some servers want it doubled, others as it is.
    private void FetchesNamesOfAnyBytes(string uri, string files, string parameters)
    {
        string[] names = { "a%FFb", "c%FF%FBd", "e%FF", "%20lead", "trail%20", "d;x%C3%A4%E4" };
        foreach (string name in names)
        {
            ProgramServer.RunToEnd("bash", "bash", "-c", $"f='{files}'/$(printf '{name.Replace("%", "\\x", StringComparison.Ordinal)}_'); f=\"${{f%_}}\"; printf '%s' '{name}' > \"$f\"; chmod 644 \"$f\"");
        }

        try
        {
            UriContent root = Run($"Get-UriContent {uri} {parameters}").Single<UriContent>();
            Assert.Equal(
                names.Select(name => uri + name.Replace("%FF", "%ff", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase),
                root.Items.Where(static i => i is DirectoryItem { IsDirectory: false }).Select(static i => i.Uri!.OriginalString.Replace("%3B", ";", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase);
            foreach (string name in names)
            {
                Assert.Equal(name, Run($"Get-UriContent '{uri}{name}' {parameters}").Single<UriContent>().Content);
            }

            Assert.Empty(Run($"Get-UriContent {uri}empty/ {parameters}").Single<UriContent>().Items);
        }
        finally
        {
            // .NET cannot name them.
            ProgramServer.RunToEnd("bash", "bash", "-c", $"find '{files}' -maxdepth 1 -type f -delete");
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
