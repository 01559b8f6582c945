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
    [InlineData("04-06-22  09:43AM                  123  two spaces", " two spaces", 123L, "2022-04-06 09:43", false)]
    [InlineData("04-06-22  09:43AM       <DIR>            two", "  two", null, "2022-04-06 09:43", true)]
    [InlineData("04-06-2022  13:43       <DIR>          trail ", "trail ", null, "2022-04-06 13:43", true)]
    [InlineData("06.04.2022  13:43    <JUNCTION>     there", "there", null, "2022-04-06 13:43", true)]
    [InlineData("drwxrwxr-x    1 robertja Domain Users        0 Nov 10  2020 c", "c", null, "2020-11-10 00:00", true)]
    [InlineData("-rw-r--r--    1 my own user Domain Users 1234 Jan 23  2014  lead", " lead", 1234L, "2014-01-23 00:00", false)]
    [InlineData("-rw-r--r--+   1 o g 1,234 Jan 23 2014 trail ", "trail ", 1234L, "2014-01-23 00:00", false)]
    [InlineData("lrwxrwxrwx 1 a b 6 Jan 23  2014 x -> y -> z", "x", 6L, "2014-01-23 00:00", false)]
    [InlineData("lrwxrwxrwx 1 a b 1 Jan 23  2014 x -> y -> z", "x -> y", 1L, "2014-01-23 00:00", false)]
    [InlineData("-rw-r--r-- 1 a b 1 Jan 23  2014 x -> y", "x -> y", 1L, "2014-01-23 00:00", false)]
    [InlineData("crw-rw-rw- 1 root root 1, 3 Jan 23  2014 null", "null", null, "2014-01-23 00:00", false)]
    [InlineData("d [R----F--] supervisor            512       Jan 16 18:53    login", "   login", null, "2026-01-16 18:53", true)]
    [InlineData("drwxrwxr-x               folder        2 May 10  1996 network", "network", null, "1996-05-10 00:00", true)]
    [InlineData("-rw-r--r-- 1 o g 7 Feb 29 12:34 leap", "leap", 7L, "2024-02-29 12:34", false)]
    [InlineData("-rw-r--r-- 1 o g 7 Nov 22 19:03:07 2020 bsd", "bsd", 7L, "2020-11-22 19:03", false)]
    [InlineData("-rw-r--r-- 1 o g 7 22 Nov 2020 turned", "turned", 7L, "2020-11-22 00:00", false)]
    [InlineData("-rw-r--r-- 1 o g 7 12. Okt 2020 german", "german", 7L, "2020-10-12 00:00", false)]
    [InlineData("-rw-r--r-- 1 o g 7 Mär 12  2020 utf-8", "utf-8", 7L, "2020-03-12 00:00", false)]
    [InlineData("-rw-r--r-- 1 o g 7 déc. 3 2020 french", "french", 7L, "2020-12-03 00:00", false)]
    [InlineData("-rw-r--r-- 1 o g 7 11月 22 2020 japanese", "japanese", 7L, "2020-11-22 00:00", false)]
    [InlineData("-rw-r--r-- 1 o g 7 Xxx 12 2020 who knows", "who knows", 7L, null, false)]
    [InlineData("-rw-r--r-- 1 o g 7 2024-05-06 07:08:09.123456789 +0200 full iso", "full iso", 7L, "2024-05-06 05:08", false)]
    [InlineData("-rw-r--r-- 1 o g 7 02-06 07:08 iso", "iso", 7L, "2026-02-06 07:08", false)]
    [InlineData("+i8388621.29609,m824255902,/,\tdev", "dev", null, "1996-02-13 23:58", true)]
    [InlineData("+i8388621.44468,m839956783,r,s10376,\tRFCEPLF", "RFCEPLF", 10376L, "1996-08-13 17:19", false)]
    [InlineData("INDEX.HTM;7      2/4     23-NOV-1999 10:11 [ANON] (RWED,RE,,RE)", "INDEX.HTM", null, "1999-11-23 10:11", false)]
    [InlineData("CORE.DIR;1          1  8-SEP-1996 16:09 [SYSTEM] (RWE,RWE,RE,RE)", "CORE", null, "1996-09-08 16:09", true)]
    [InlineData("QSYS            77824 02/23/00 15:09:55 *DIR       QDLS/", "QDLS", null, "2000-02-23 15:09", true)]
    public void A_line_is_read(string line, string name, long? length, string? modified, bool isDirectory)
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
    [InlineData("LONG_NAME.TXT;12\r\n                 5/8  3-JAN-2001 1:02  [ANON]  (RWED,RE,,RE)\r\n", "LONG_NAME.TXT", false)]
    [InlineData("LONG_NAME.DIR;1\r\n                 1  3-JAN-2001 1:02  [ANON]  (RWED,RE,,RE)\r\n", "LONG_NAME", true)]
    public void A_name_of_VMS_that_has_a_line_to_itself_is_read_with_the_next(string listing, string name, bool isDirectory)
    {
        const string Other = "OTHER.TXT;1   1  3-JAN-2001 1:02  [ANON]  (RWED,RE,,RE)\r\n";
        DirectoryItem[] items = Parse("ALONE.TXT;1\r\n" + listing + Other + "LAST.TXT;2", isFacts: false).ToArray();
        Assert.Equal(new[] { "ALONE.TXT;1", name, "OTHER.TXT", "LAST.TXT;2" }, items.Select(static i => i.Name));
        Assert.Equal((isDirectory, "2001-01-03 01:02"), (items[1].IsDirectory, items[1].LastModified?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", null)));
        Assert.Equal(listing.TrimEnd().Replace("\r\n", "\n", StringComparison.Ordinal), items[1].Line);
        Assert.NotNull(items[1].Uri);
    }

    [Theory]
    [InlineData("\r\nDirectory DISK$USER:[ANON]\r\n\r\nTotal of 3 files, 8/16 blocks.\r\n", false)]
    [InlineData("total 12\r\n\r\ndrwxr-xr-x 2 o g 4096 Feb 28 19:03 .\r\ndrwxr-xr-x 2 o g 4096 Feb 28 19:03 ..\r\n", false)]
    [InlineData("total 4.0K\r\n", false)]
    [InlineData("total 132M\r\n", false)]
    [InlineData("Type=cdir;Modify=20200101000000; /here\r\ntype=PDIR; /\r\ntype=dir; ..\r\n", true)]
    public void What_is_no_entry_is_left_out(string listing, bool isFacts) => Assert.Empty(Parse(listing, isFacts));

    [Theory]
    [InlineData("modify=20220808123000;size=5;type=file;UNIX.groupname=domain users;UNIX.mode=0777;UNIX.ownername=a b; testfile", "testfile", 5L, false)]
    [InlineData("size=5;type=file;x=1; a; b.txt", "a; b.txt", 5L, false)]
    [InlineData("type=dir;  lead", " lead", null, true)]
    [InlineData("type=file;size=1; trail ", "trail ", 1L, false)]
    [InlineData("type=file;size=1;  ", " ", 1L, false)]
    [InlineData("type=file;size=12 no last semicolon", "no last semicolon", 12L, false)]
    [InlineData(" no facts", "no facts", null, false)]
    public void A_line_of_facts_is_read(string line, string name, long? length, bool isDirectory)
    {
        DirectoryItem item = Assert.Single(Parse(line + "\r\n", isFacts: true));
        Assert.Equal((name, length, isDirectory), (item.Name, item.Length, item.IsDirectory));
        Assert.NotNull(item.Uri);
    }

    [Fact]
    public void A_month_in_Latin_1_is_one_too() =>
        Assert.Equal(3, Assert.Single(Parse(Encoding.Latin1.GetBytes("-rw-r--r-- 1 u g 17 M\u00E4r 12 2020 x\r\n"), isFacts: false)).LastModified?.ToUniversalTime().Month);

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
    [InlineData("OK (extended) (|||7|)", 7)]
    [InlineData("Extended Passive |||8|", 8)]
    public void EPSV_names_a_port(string reply, int port) => Assert.Equal(port, FtpText.ExtendedPort(reply));

    [Theory]
    [InlineData("Entering Passive Mode (127,0,0,1,4,1).", "127.0.0.1", 1025)]
    [InlineData("Entering Passive Mode. 10,1,2,3,255,255", "10.1.2.3", 65535)]
    [InlineData("=10,1,2,3,0,21", "10.1.2.3", 21)]
    [InlineData("2 ways: 1,2 or 1,2,3,4,5,6", "1.2.3.4", 1286)]
    [InlineData("Passive (1, 2, 3, 4, 5, 6)", "1.2.3.4", 1286)]
    [InlineData("Extended, all the same (|||21|)", null, 21)]
    public void PASV_names_a_port(string reply, string? address, int port) => Assert.Equal((address, port), FtpText.PassivePort(reply));

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
