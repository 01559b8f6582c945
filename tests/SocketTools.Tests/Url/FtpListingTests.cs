using SocketTools.Faults;
using SocketTools.Url;

namespace SocketTools.Tests.Url;

/// <summary>Lines of listings as servers write them.</summary>
public class FtpListingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("-rw-r--r--    1 0        0        104857600 Jan 02  2020 big.bin", "big.bin", 104857600L, "2020-01-02 00:00", false)]
    [InlineData("drwxr-xr-x    2 ftp      ftp          4096 Feb 28 19:03 a  b", "a  b", null, "2026-02-28 19:03", true)]
    [InlineData("-rw-r--r--   1 owner 123 Mar  2 11:00 tomorrow", "tomorrow", 123L, "2026-03-02 11:00", false)]
    [InlineData("-rw-r--r--   1 owner 123 Mar  3 11:00 last year", "last year", 123L, "2025-03-03 11:00", false)]
    [InlineData("-rw-r--r--   1 owner group 5 Feb 29  2024 leap", "leap", 5L, "2024-02-29 00:00", false)]
    [InlineData("lrwxrwxrwx   1 owner group 5 Dec 31 23:59 link -> to/there", "link", 5L, "2025-12-31 23:59", false)]
    [InlineData("-rw-r--r--   1 owner group 7 2024-05-06 07:08 iso name", "iso name", 7L, "2024-05-06 07:08", false)]
    [InlineData("-rw-r--r--   1 may group 7 May 06 07:08 may 06 2001", "may 06 2001", 7L, "2025-05-06 07:08", false)]
    [InlineData("-rw-r--r--   1 o g 7 May 06 2001  leading space", " leading space", 7L, "2001-05-06 00:00", false)]
    [InlineData("11-22-26  07:03PM       <DIR>          old files", "old files", null, "2026-11-22 19:03", true)]
    [InlineData("01-02-2020  12:04AM            123,456 read me.txt", "read me.txt", 123456L, "2020-01-02 00:04", false)]
    public void A_line_is_read(string line, string name, long? length, string modified, bool isDirectory)
    {
        DirectoryItem item = Assert.Single(Parse(line + "\r\n", isFacts: false));
        Assert.Equal((name, length, isDirectory), (item.Name, item.Length, item.IsDirectory));
        Assert.Equal(modified, item.LastModified?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", null));
        Assert.Equal(line, item.Line);
        Assert.NotNull(item.Uri);
    }

    [Theory]
    [InlineData("what a line")]
    [InlineData("-rw-r--r-- 1 o g 7 May 99 07:08 name")]
    [InlineData("-rw-r--r-- 1 o g 7 Feb 30 2020 name")]
    [InlineData("-rw-r--r-- 1 o g 7 May 06 07:08")]
    [InlineData("11-22-26  07:03PM  <DIR>")]
    [InlineData("11-22-26  07:03PM  many name")]
    [InlineData("-")]
    public void A_line_that_nobody_can_read_is_kept(string line)
    {
        DirectoryItem item = Assert.Single(Parse(line, isFacts: false));
        Assert.Equal((line, null, null, null), (item.Name, item.Length, item.LastModified, item.Uri?.OriginalString));
    }

    [Theory]
    [InlineData("total 12\r\n\r\ndrwxr-xr-x 2 o g 4096 Feb 28 19:03 .\r\ndrwxr-xr-x 2 o g 4096 Feb 28 19:03 ..\r\n", false)]
    [InlineData("Type=cdir;Modify=20200101000000; /here\r\ntype=PDIR; /\r\ntype=dir; ..\r\n", true)]
    public void What_is_no_entry_is_left_out(string listing, bool isFacts) => Assert.Empty(Parse(listing, isFacts));

    [Fact]
    public void Names_of_any_bytes_have_URIs_of_those_bytes()
    {
        DirectoryItem item = Assert.Single(Parse(Encoding.Latin1.GetBytes("type=file; a\u00E9/..\u001B[2J\r\n"), isFacts: true));
        Assert.Equal("ftp://example.org:2121/pub/a%E9%2F..%1B%5B2J", item.Uri!.OriginalString);
    }

    [Theory]
    [InlineData("Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("(!!!1!)", 1)]
    [InlineData("x (|||65535|) y", 65535)]
    public void EPSV_names_a_port(string reply, int port) => Assert.Equal(port, FtpText.ExtendedPort(reply));

    [Theory]
    [InlineData("Entering Passive Mode (127,0,0,1,4,1).", "127.0.0.1", 1025)]
    [InlineData("Entering Passive Mode. 10,1,2,3,255,255", "10.1.2.3", 65535)]
    [InlineData("=10,1,2,3,0,21", "10.1.2.3", 21)]
    [InlineData("2 ways: 1,2 or 1,2,3,4,5,6", "1.2.3.4", 1286)]
    public void PASV_names_a_port(string reply, string address, int port) => Assert.Equal((address, port), FtpText.PassivePort(reply));

    [Theory]
    [InlineData("")]
    [InlineData("(|||)")]
    [InlineData("(|||-1|)")]
    [InlineData("(||| 1|)")]
    [InlineData("(|||99999999999999|)")]
    public void EPSV_without_a_port_is_a_violation(string reply) =>
        Assert.Equal(Fault.ProtocolViolation, Assert.Throws<SocketToolsException>(() => FtpText.ExtendedPort(reply)).Fault);

    private static IReadOnlyList<DirectoryItem> Parse(string listing, bool isFacts) => Parse(Encoding.UTF8.GetBytes(listing), isFacts);

    private static IReadOnlyList<DirectoryItem> Parse(byte[] listing, bool isFacts) =>
        new FtpListing(FtpRequest.Of(UriReference.Parse("ftp://example.org:2121/pub")).DirectoryUri, Encoding.UTF8, s_now).Parse(listing, isFacts);
}
