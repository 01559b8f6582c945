using SocketTools.Playing;

namespace SocketTools.Tests.Cuts;

/// <summary>One exchange for each reply format, body framing, way of reading and way of opening.</summary>
internal static class Exchanges
{
    private const string Open = "$c = New-SocketConnection 127.0.0.1 $port -IdleTimeoutSec $idle;";
    private const string Web = "http://127.0.0.1:$port/";
    private const string Clocks = "-IdleTimeoutSec $idle";

    internal static IEnumerable<Exchange> Lines => new[]
    {
        InLines("a line", "one\r\n", "Receive-SocketLine $c") with { AnswersFrom = 1 },
        InLines("two lines", "one\r\ntwo\r\n", "Receive-SocketLine $c -Count 2") with { AnswersFrom = 6 },
        InLines("all lines", "one\ntwo\r\nthree", "Receive-SocketLine $c -All") with { AnswersFrom = 0, ReadsToEnd = true },
        InLines("all lines in batches", "one\ntwo\r\nthree", "Receive-SocketLine $c -All -ReadCount 2 | ForEach-Object { $_ }") with { AnswersFrom = 0, ReadsToEnd = true },
        InLines("lines until", "250-a\r\n250 b\r\n", "Receive-SocketLine $c -Until '^250 '") with { AnswersFrom = 11 },
        InLines("a delimiter", "one;two;", "Receive-SocketLine $c -Count 2 -Delimiter ';'") with { AnswersFrom = 5 },
        InLines("bytes above 127", "gr\u00FC\u00DFe\r\n", "Receive-SocketLine $c -Encoding latin1") with { AnswersFrom = 1 },
        InLines("the method ReceiveLine", "one\r\n", "$c.ReceiveLine()") with { AnswersFrom = 1 },
        Reading("a dot block", "a\r\n..b\r\n.\r\n", "Receive-SocketLine $c -DotTerminated"),
        Reading("the method ReceiveBytes", "12345", "$c.ReceiveBytes(5)"),
        Reading("so many bytes", "12345", "Receive-SocketData $c -Count 5"),
        Reading("a peek", "12345", "Receive-SocketData $c -Count 5 -Peek"),
        Reading("bytes to the end", "12345", "Receive-SocketData $c -ToEnd") with { AnswersFrom = 0, ReadsToEnd = true, HandsOutAll = true },
        Reading("a pattern", "hello login: ", "Wait-SocketPattern $c 'login: $'") with { HasNoMessage = true },
        Reading("a text", "hello login: ", "Wait-SocketPattern $c -SimpleMatch 'login: '") with { HasNoMessage = true },
        InLines("at the keyboard, in a pipe", "one\ntwo\r\nthree", "") with { Script = "'go' | Enter-SocketConnection 127.0.0.1 $port -IdleTimeoutSec $idle", AnswersFrom = 0, ReadsToEnd = true },
    };

    internal static IEnumerable<Exchange> Replies => new[]
    {
        new Exchange("Line", "C: a\nS: one\nC: b\nS: two", Chat("Line", "Invoke-SocketCommand a, b -Connection $c")),
        new Exchange(
            "Smtp",
            "S: 220-hi\nS: 220 there\nC: EHLO me\nS: 250-me\nS: 250 HELP\nC: DATA\nS: 354 go\nC: x\nC: .\nS: 250 2.0.0 ok",
            Chat("Smtp", "Invoke-SocketCommand 'EHLO me', DATA -Connection $c; 'x' | Send-SocketLine -DotTerminated -Connection $c; Invoke-SocketCommand -Connection $c")),
        new Exchange(
            "Smtp sent ahead",
            "S: 220 hi\nC: MAIL\nC: RCPT\nS: 250 m\nS: 550-no\nS: 550 such\nC: QUIT\nS: 221 bye",
            Chat("Smtp", "Invoke-SocketCommand MAIL, RCPT -Pipelined -Connection $c; Invoke-SocketCommand QUIT -Connection $c")) with { Between = new[] { "250 m\r\n" } },
        new Exchange(
            "Lmtp",
            "S: 220 hi\nC: LHLO me\nS: 250 l\nC: MAIL\nS: 250 m\nC: RCPT 1\nS: 250 r\nC: RCPT 2\nS: 250 r\nC: DATA\nS: 354 go\nC: x\nC: .\nS: 250 one\nS: 452 two",
            Chat("Lmtp", "Invoke-SocketCommand 'LHLO me', MAIL, 'RCPT 1', 'RCPT 2', DATA -Connection $c; 'x' | Send-SocketLine -DotTerminated -Connection $c; Invoke-SocketCommand -Connection $c; Invoke-SocketCommand -Connection $c")) with { Between = new[] { "250 one\r\n" } },
        new Exchange(
            "Ftp",
            "S: 220-hi\nS:  220 no end\nS: 220 ready\nC: RETR x\nS: 150 begins\nS: 226 done\nC: NOOP\nS: 200 ok",
            Chat("Ftp", "Invoke-SocketCommand 'RETR x', NOOP -Connection $c")) with { Between = new[] { "150 begins\r\n" } },
        new Exchange("Nntp", "S: 200 hi\nC: ARTICLE 1\nS: 220 1 here\nS: A: b\nS:\nS: ..x\nS: .\nC: DATE\nS: 111 now", Chat("Nntp", "Invoke-SocketCommand 'ARTICLE 1', DATE -Connection $c")),
        new Exchange("Pop3", "S: +OK hi\nC: LIST\nS: +OK 2\nS: 1 20\nS: .\nC: NOOP\nS: -ERR no", Chat("Pop3", "Invoke-SocketCommand LIST, NOOP -Connection $c")),
        new Exchange(
            "Imap with a literal",
            "S: * OK hi\nC: a1 FETCH 1 BODY[]\nS. \"* 1 FETCH (BODY[] {5}\\r\\na\\r\\nbc)\\r\\n\"\nS: * 2 EXISTS\nS: a1 OK done\nC: a2 NOOP\nS: a2 BAD no",
            Chat("Imap", "Invoke-SocketCommand -Connection $c; Invoke-SocketCommand 'FETCH 1 BODY[]', NOOP -Connection $c")),
        new Exchange(
            "Sieve",
            "S: \"SIEVE\" \"a\"\nS: OK\nC: GETSCRIPT \"x\"\nS. \"{6}\\r\\nkeep;\\n\\r\\n\"\nS: OK \"here\"\nC: NOOP\nS: NO (QUOTA) {3}\nS: no!",
            Chat("Sieve", "Invoke-SocketCommand 'GETSCRIPT \"x\"', NOOP -Connection $c")),
        new Exchange(
            "Redis, RESP2",
            "C. \"*1\\r\\n$4\\r\\nPING\\r\\n\"\nS: +PONG\nC. \"*2\\r\\n$4\\r\\nKEYS\\r\\n$1\\r\\n*\\r\\n\"\nS. \"*3\\r\\n$3\\r\\na\\r\\n\\r\\n$-1\\r\\n:12\\r\\n\"\nC. \"*1\\r\\n$1\\r\\nX\\r\\n\"\nS: -ERR no",
            Chat("Redis", "Invoke-SocketCommand PING, 'KEYS *', X -Connection $c")),
        new Exchange(
            "Redis, RESP3",
            "C. \"*1\\r\\n$4\\r\\nINFO\\r\\n\"\nS. \"%2\\r\\n+a\\r\\n,1.5\\r\\n$1\\r\\nb\\r\\n=7\\r\\ntxt:abc\\r\\n\"\nC. \"*1\\r\\n$1\\r\\nY\\r\\n\"\nS. \">2\\r\\n+push\\r\\n#t\\r\\n~2\\r\\n_\\r\\n(123\\r\\n\"\nC. \"*1\\r\\n$1\\r\\nX\\r\\n\"\nS. \"!3\\r\\nERR\\r\\n\"",
            Chat("Redis", "Invoke-SocketCommand INFO, Y, X -Connection $c")),
        new Exchange(
            "Redis sent ahead",
            "C. \"*1\\r\\n$1\\r\\nA\\r\\n*1\\r\\n$1\\r\\nB\\r\\n\"\nS: +a\nS: +b",
            Chat("Redis", "Invoke-SocketCommand A, B -Pipelined -Connection $c")) with { Between = new[] { "+a\r\n" } },
        new Exchange(
            "Memcached",
            "C: get a b\nS. \"VALUE a 0 5\\r\\n1\\r\\n23\\r\\nVALUE b 0 0\\r\\n\\r\\nEND\\r\\n\"\nC: mg a v\nS. \"VA 2\\r\\nhi\\r\\n\"\nC: stats\nS: STAT pid 1\nS: END\nC: delete a\nS: NOT_FOUND",
            Chat("Memcached", "Invoke-SocketCommand 'get a b', 'mg a v', stats, 'delete a' -Connection $c")),
        new Exchange(
            "Http",
            "C. \"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi\"",
            Chat("Http", "Invoke-SocketCommand 'GET / HTTP/1.1' -Connection $c")) with { Order = ReplayOrder.Any },
    };

    internal static IEnumerable<Exchange> Bodies => new[]
    {
        Http("of a fixed length", @"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        Http("in chunks, with trailers", @"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: 1\r\nU: 2\r\n\r\n"),
        Http("until the close", @"HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello") with { AnswersFrom = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n".Length, ReadsToEnd = true },
        Http("of none", @"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n"),
        Http("behind interim responses", @"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") with { Between = new[] { "Link: x\r\n\r\n" } },
        Http("compressed", @"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n" + Gzip, "-Decompress"),
        Http("compressed in chunks", @"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n19\r\n" + Gzip + @"\r\n0\r\n\r\n", "-Decompress"),
        Http("compressed until the close", @"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + Gzip, "-Decompress") with { AnswersBehind = new[] { "gzip\r\n\r\n" }, ReadsToEnd = true },
        new Exchange("HEAD", "C. \"HEAD / HTTP/1.1\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n\"", $"Invoke-RawHttpRequest {Web} -Method HEAD {Clocks}") with { Order = ReplayOrder.Any },
        new Exchange(
            "two on one connection",
            "C. \"GET /1 HTTP/1.1\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\na\"\nC. \"GET /2 HTTP/1.1\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nb\\r\\n0\\r\\n\\r\\n\"",
            Open + "'/1', '/2' | ForEach-Object { Send-RawHttpRequest \"http://127.0.0.1:$port$_\" -Connection $c; Receive-RawHttpResponse $c }") with { Order = ReplayOrder.Any },
        Http("Get-UriContent, https", @"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "") with { Script = "Get-UriContent https://localhost:$port/ -CertificateAuthority $ca -ConnectTimeoutSec $connect " + Clocks, IsTls = true },
        new Exchange("Get-UriContent, http", "C. \"GET / HTTP/1.1\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello\"", $"Get-UriContent {Web} {Clocks}") with { Order = ReplayOrder.Any },
        new Exchange(
            "Get-UriContent, ftp",
            "S: 220 hi\nC~ ^USER\nS: 331 pw\nC~ ^PASS\nS: 230-in\nS: 230 you are\nC: TYPE I\nS: 200 ok\nC: SIZE a\nS: 213 5\nC: MDTM a\nS: 213 20260101000000\nC: EPSV\nS: 229 Entering (|||32768|)\nC: RETR a\nS: 150 begins\nS: 226 done\nC: QUIT\nS* close",
            "Get-UriContent ftp://127.0.0.1:$port/a " + Clocks) with { Data = new[] { "S. \"hello\"\nS* close" }, Unconfirmed = "150 begins\r\n" },
        new Exchange("Get-UriContent, a gopher menu", "C:\nS: 0One\t/1\thost\t70\nS: iinfo\t\tx\t0\nS: .", "Get-UriContent gopher://127.0.0.1:$port/ " + Clocks) with { AnswersBehind = new[] { "\t70\r\n", "x\t0\r\n", "x\t0\r\n.", "x\t0\r\n.\r" }, ReadsToEnd = true },

        // There are many servers that end a text without the dot.
        new Exchange("Get-UriContent, a gopher text", "C: /a\nS: hello\nS: world\nS: .", "Get-UriContent gopher://127.0.0.1:$port/0/a " + Clocks) with { AnswersFrom = 0, ReadsToEnd = true },
        new Exchange("Get-UriContent, gopher bytes", "C: /b\nS. \"\\x01\\x02\\x03\"\nS* close", "Get-UriContent gopher://127.0.0.1:$port/9/b " + Clocks) with { AnswersFrom = 0, ReadsToEnd = true },
    };

    internal static IEnumerable<Exchange> Openings => new[]
    {
        StartTls("Smtp", "S: 220-hi\nS: 220 there\nC~ ^EHLO\nS: 250-me\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go"),
        StartTls("Lmtp", "S: 220 hi\nC~ ^LHLO\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go"),
        StartTls("Pop3", "S: +OK hi\nC: STLS\nS: +OK go"),
        StartTls("Imap", "S: * OK hi\nC: a1 STARTTLS\nS: * CAPABILITY IMAP4rev2\nS: a1 OK go"),
        StartTls("Ftp", "S: 220 hi\nC: AUTH TLS\nS: 234 go"),
        StartTls("Nntp", "S: 200 hi\nC: STARTTLS\nS: 382 go"),
        StartTls("Sieve", "S: \"STARTTLS\"\nS: OK\nC: STARTTLS\nS: OK \"go\"", "S: \"SIEVE\" \"a\"\nS: OK\nC: NOOP\nS: OK", "Invoke-SocketCommand NOOP -Connection $c"),
        StartTls("Irc", "S: :irc NOTICE * :hello\nC: STARTTLS\nS: :irc 670 * :go") with { Between = new[] { ":hello\r\n" } },
        StartTls("Ldap", "C. \"0\\x1D\\x02\\x01\\x01\\x77\\x18\\x80\\x161.3.6.1.4.1.1466.20037\"\nS. \"0\\x0C\\x02\\x01\\x01\\x78\\x07\\x0A\\x01\\x00\\x04\\x00\\x04\\x00\""),
        StartTls("Xmpp", "C. \"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>\"\nS. \"<stream:stream id='a'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>\"\nC. \"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\"\nS. \"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\""),
        StartTls("MySql", "S. \"\\x12\\0\\0\\0\\x0A8\\0" + @"tidtsaltsalt\0\x00\x08" + "\"\nC. \"\\x20\\0\\0\\x01\\x05\\x8A\\0\\0\\0\\0\\0\\x01\\x21" + Zeros(23) + "\""),
        StartTls("Postgres", "C. \"\\0\\0\\0\\x08\\x04\\xD2\\x16\\x2F\"\nS. \"S\""),
        new Exchange(
            "Protect-SocketConnection",
            "S: 220 hi\nC: STARTTLS\nS: 220 go\n* protected tls=1.3\nC: NOOP\nS: 250 inside",
            Chat("Smtp", "Invoke-SocketCommand STARTTLS -Connection $c; Protect-SocketConnection $c -CertificateAuthority $ca -ServerName localhost -ConnectTimeoutSec $connect; Invoke-SocketCommand NOOP -Connection $c")),
        new Exchange(
            "a proxy, http",
            "C. \"CONNECT far:25 HTTP/1.1\\r\\nHost: far\\r\\n\\r\\n\"\nS. \"HTTP/1.1 200 Yes\\r\\nA: b\\r\\n\\r\\nhi\\r\\n\"",
            "$c = New-SocketConnection far 25 -Proxy http://127.0.0.1:$port -ConnectTimeoutSec $connect -IdleTimeoutSec $idle; Receive-SocketData $c -Count 4") with { Order = ReplayOrder.Any, Making = ("ProxyRefused", "A: b\r\n\r"), Between = new[] { "A: b\r\n\r\n" } },
        new Exchange(
            "a proxy, socks5h",
            "C. \"\\x05\\x01\\x00\"\nS. \"\\x05\\x00\"\nC. \"\\x05\\x01\\x00\\x03\\x03far\\x00\\x19\"\nS. \"\\x05\\x00\\x00\\x03\\x03way\\x00\\x19hi\"",
            "$c = New-SocketConnection far 25 -Proxy socks5h://127.0.0.1:$port -ConnectTimeoutSec $connect -IdleTimeoutSec $idle; Receive-SocketData $c -Count 2") with { Making = ("ProxyRefused", "way\0"), Between = new[] { "way\0\x19" } },
        new Exchange(
            "a proxy, socks4a",
            "C. \"\\x04\\x01\\x00\\x19\\0\\0\\0\\x01\\0far\\0\"\nS. \"\\0\\x5A\\0\\0\\0\\0\\0\\0hi\"",
            "$c = New-SocketConnection far 25 -Proxy socks4a://127.0.0.1:$port -ConnectTimeoutSec $connect -IdleTimeoutSec $idle; Receive-SocketData $c -Count 2") with { Making = ("ProxyRefused", "\x5A\0\0\0\0\0"), Between = new[] { "\x5A\0\0\0\0\0\0" } },
        new Exchange(
            "Get-SocketCertificate, STARTTLS",
            "S: 220 hi\nC~ ^EHLO\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n* protected tls=1.3",
            "(Get-SocketCertificate 127.0.0.1 $port -StartTls Smtp -ConnectTimeoutSec $connect).Subject") with { EndsInHandshake = true },
        new Exchange(
            "Start-SocketReplay, as the client",
            "S: 220 hi\nC: EHLO me\nS: 250-me\nS: 250 HELP\nC: QUIT\nS: 221 bye\nS* close",
            "$t = Start-SocketReplay \"S: 220 hi`nC: EHLO me`nS: 250 me`nC: QUIT`nS: 221 bye\" -HostName 127.0.0.1:$port " + Clocks + "; ($t.Entries | Where-Object Kind -eq Received).Text -join ''"),
        new Exchange("lines over TLS", "S: one\nC: x\nS: two", "$c = New-SocketConnection localhost $port -Tls -CertificateAuthority $ca -IdleTimeoutSec $idle; Receive-SocketData $c -Count 5; $c | Send-SocketLine x; Receive-SocketData $c -Count 5") with { IsTls = true },
        Http("over TLS", @"HTTP/1.1 200 OK\r\n\r\nhello", "-CertificateAuthority $ca", "https://localhost:$port/") with { IsTls = true, AnswersFrom = "HTTP/1.1 200 OK\r\n\r\n".Length, ReadsToEnd = true },
    };

    /// <summary>The one whose TLS is cut below, in what the server puts on the wire, its handshake too. $name is
    /// another one each time, so that no session is resumed.</summary>
    internal static Exchange Cipher => Http("below TLS", @"HTTP/1.1 200 OK\r\n\r\nhello", "-CertificateAuthority $ca -ServerName $name", "https://localhost:$port/") with { IsTls = true };

    /// <summary>The same for a command that wants nothing but the handshake.</summary>
    internal static Exchange Presented => new("Get-SocketCertificate", "C: x", "(Get-SocketCertificate localhost $port -CertificateAuthority $ca -ServerName $name -ConnectTimeoutSec $connect).Subject") { IsTls = true };

    /// <summary>The one in which it is a client's side that is cut.</summary>
    internal static Exchange Accepted => new("Wait-SocketConnection", "S: hello", "$c = Wait-SocketConnection $listener -TimeoutSec $connect; Receive-SocketLine $c -IdleTimeoutSec $connect");

    // "hello" as gzip 1.13 packs it.
    private static string Gzip => @"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03\xCB\x48\xCD\xC9\xC9\x07\x00\x86\xA6\x10\x36\x05\x00\x00\x00";

    private static string Zeros(int count) => string.Concat(Enumerable.Repeat(@"\0", count));

    private static string Chat(string format, string script) => $"$c = New-SocketConnection 127.0.0.1 $port -ReplyFormat {format} -IdleTimeoutSec $idle; {script}";

    private static Exchange InLines(string name, string said, string script) => Reading(name, said, script) with { HandsOutAll = true, HasNoMessage = true };

    // The client goes first: a reset that comes with the first bytes may be the end of connecting.
    private static Exchange Reading(string name, string said, string script) => new(
        name,
        "C: go\nS. \"" + said.Replace("\r", @"\r", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal) + "\"\nS* close",
        Open + "$c | Send-SocketLine go;" + script);

    private static Exchange Http(string name, string response, string parameters = "", string uri = Web) => new(
        "a body " + name,
        $"C. \"GET / HTTP/1.1\\r\\n\\r\\n\"\nS. \"{response}\"\nS* close",
        $"Invoke-RawHttpGet {uri} {Clocks} -ConnectTimeoutSec $connect {parameters}") { Order = ReplayOrder.Any };

    private static Exchange StartTls(string protocol, string server, string inside = "C: x\nS: inside", string ask = "$c | Send-SocketLine x; Receive-SocketData $c -Count 8") => new(
        "STARTTLS, " + protocol,
        $"{server}\n* protected tls=1.3\n{inside}",
        $"$c = New-SocketConnection localhost $port -StartTls {protocol} -CertificateAuthority $ca -ConnectTimeoutSec $connect -IdleTimeoutSec $idle; {ask}");
}
