using System.Diagnostics.CodeAnalysis;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;
using SocketTools.Tests.Framing;

namespace SocketTools.Tests.Dialogues;

/// <summary>Replies of every format, whole, in halves, byte by byte, and cut at random.</summary>
[SuppressMessage("Usage", "xUnit1051", Justification = "Nothing here waits.")]
public class ReplyParserTests
{
    public static TheoryData<ReplyFormat, string?, string, string> Replies => new()
    {
        { ReplyFormat.Line, "x", "any thing\r\n", "+ . [any thing]" },
        { ReplyFormat.Line, "x", "\n", "+ . []" },
        { ReplyFormat.Smtp, "NOOP", "250 2.0.0 fine\r\n", "+ 250 2.0.0 [2.0.0 fine]" },
        { ReplyFormat.Smtp, "NOOP", "250\r\n", "+ 250 []" },
        { ReplyFormat.Smtp, "EHLO me", "250-one\r\n250-\r\n250-SIZE 5\r\n250 HELP\n", "+ 250 [one//SIZE 5/HELP]" },
        { ReplyFormat.Smtp, "RCPT", "550-5.1.1 no\r\n550 5.1.1 such user\r\n", "- 550 5.1.1 [5.1.1 no/5.1.1 such user]" },
        { ReplyFormat.Smtp, "RCPT", "550 2.1.1 no\r\n", "- 550 [2.1.1 no]" },
        { ReplyFormat.Smtp, "RCPT", "550 5.1.1234 no\r\n", "- 550 [5.1.1234 no]" },
        { ReplyFormat.Smtp, "DATA", "354 go\r\n", "+… 354 [go]" },
        { ReplyFormat.Lmtp, "LHLO x", "250-a\r\n250 b\r\n", "+ 250 [a/b]" },
        { ReplyFormat.Ftp, "STAT", "211-Status\r\n Connected\r\n250 is no end\r\n211-nor this\r\n211 End\r\n", "+ 211 [Status/ Connected/250 is no end/nor this/End]" },
        { ReplyFormat.Ftp, "RETR x", "150 Opening\r\n", "+… 150 [Opening]" },
        { ReplyFormat.Ftp, "CWD 5.1.1", "550 5.1.1 none\r\n", "- 550 [5.1.1 none]" },
        { ReplyFormat.Nntp, "GROUP a.b", "211 3 1 3 a.b\r\n", "+ 211 [3 1 3 a.b]" },
        { ReplyFormat.Nntp, "LISTGROUP a.b", "211 2 1 2 a.b\r\n1\r\n2\r\n.\r\n", "+ 211 [1/2] = <1~2~>" },
        { ReplyFormat.Nntp, "ARTICLE 1", "220 1 <x@y>\r\nSubject: a\r\n\r\n..dot\r\n...\r\n.\r\n", "+ 220 [Subject: a//.dot/..] = <Subject: a~~.dot~..~>" },
        { ReplyFormat.Nntp, "BODY 1", "222 1 <x@y>\r\n.\r\n", "+ 222 [] = <>" },
        { ReplyFormat.Nntp, "CAPABILITIES", "101 list\r\nVERSION 2\r\n.\r\n", "+ 101 [VERSION 2] = <VERSION 2~>" },
        { ReplyFormat.Nntp, "XZHDR(M)", "290 odd\r\nx\r\n.\r\n", "+ 290 [x] = <x~>" },
        { ReplyFormat.Nntp, "XZHDR(M)", "430 none\r\n", "- 430 [none]" },
        { ReplyFormat.Nntp, "DATE", "111 20260101000000\r\n", "+ 111 [20260101000000]" },
        { ReplyFormat.Nntp, "POST", "340 go\r\n", "+… 340 [go]" },
        { ReplyFormat.Pop3, "STAT", "+OK 2 320\r\n", "+ +OK [2 320]" },
        { ReplyFormat.Pop3, "STAT", "+OK\r\n", "+ +OK []" },
        { ReplyFormat.Pop3, "RETR 1", "+OK 12 octets\r\na\r\n..\r\n.x\r\n.\r\n", "+ +OK [a/./x] = <a~.~x~>" },
        { ReplyFormat.Pop3, "RETR 9", "-ERR no such message\r\n", "- -ERR [no such message]" },
        { ReplyFormat.Pop3, "LIST", "+OK\r\n1 120\r\n.\r\n", "+ +OK [1 120] = <1 120~>" },
        { ReplyFormat.Pop3, "LIST 1", "+OK 1 120\r\n", "+ +OK [1 120]" },
        { ReplyFormat.Pop3, "LANG", "+OK\r\nen English\r\n.\r\n", "+ +OK [en English] = <en English~>" },
        { ReplyFormat.Pop3, "LANG en", "+OK en\r\n", "+ +OK [en]" },
        { ReplyFormat.Pop3, "XTND(M)", "+OK\r\nx\r\n.\r\n", "+ +OK [x] = <x~>" },
        { ReplyFormat.Pop3, "AUTH PLAIN", "+ \r\n", "+… + []" },
        { ReplyFormat.Pop3, "RETR 1", "+OK\r\nfirst\r\nlf\n.\nstays\r\n.\r\n", "+ +OK [first/lf/./stays] = <first~lf\n.\nstays~>" },
        { ReplyFormat.Pop3, "RETR 1", "+OK\nall\n..bare\n.\n", "+ +OK [all/.bare] = <all\n.bare\n>" },
        { ReplyFormat.Imap, "NOOP", "a1 OK done\r\n", "+ OK [done]" },
        { ReplyFormat.Imap, "NOOP", "* 3 EXISTS\r\n* OK [X] text {5}\r\na1 ok\r\n", "+ OK [3 EXISTS/OK [X] text {5}/]" },
        { ReplyFormat.Imap, "SELECT x", "a1 NO [NONEXISTENT] no\r\n", "- NO [[NONEXISTENT] no]" },
        { ReplyFormat.Imap, "FETCH 1 (BODY[])", "* 1 FETCH (BODY[] {9}\r\na1 OK\r\n.\n UID 7)\r\na1 OK fetched\r\n", "+ OK [1 FETCH (BODY[] {9} UID 7)/fetched] = <a1 OK~.\n>" },
        { ReplyFormat.Imap, "FETCH 1 x", "* 1 FETCH (A {1}\r\nx B {0}\r\n)\r\na1 OK .\r\n", "+ OK [1 FETCH (A {1} B {0})/.] = <x>" },
        { ReplyFormat.Imap, "UID FETCH 17 x", "* 9 FETCH (UID 17 BODY[] {12}\r\nhello world.\r\n)\r\na1 OK done\r\n", "+ OK [9 FETCH (UID 17 BODY[] {12})/done] = <hello world.>" },
        { ReplyFormat.Imap, "LIST", "* LIST (\\X) \"(\" {1}\r\nx\r\na1 OK done\r\n", "+ OK [LIST (\\X) \"(\" {1}/done] = <x>" },
        { ReplyFormat.Imap, "LIST", "* LIST (\\X) \"/\" {1}\r\nx\r\n\r\n* 1 EXISTS\r\na1 OK done\r\n", "+ OK [LIST (\\X) \"/\" {1}/1 EXISTS/done] = <x>" },
        { ReplyFormat.Imap, "FETCH 1 x", "* 1 FETCH (A {1}\r\nx)\r\n\r\n* 2 EXISTS\r\n\r\na1 OK done\r\n", "+ OK [1 FETCH (A {1})/2 EXISTS/done] = <x>" },
        { ReplyFormat.Imap, "X", "* X {0}\r\n\r\n\r\na1 NO done\r\n", "- NO [X {0}/done] = <>" },
        { ReplyFormat.Imap, "IDLE", "+ idling\r\n", "+… + [idling]" },
        { ReplyFormat.Imap, "IDLE", "* 1 EXISTS\r\n+ idling\r\n", "+… + [1 EXISTS/idling]" },
        { ReplyFormat.Imap, null, "* OK IMAP4rev1 ready\r\n", "+ OK [OK IMAP4rev1 ready]" },
        { ReplyFormat.Imap, null, "* BYE go away\r\n", "- BYE [BYE go away]" },
        { ReplyFormat.Imap, null, "* 3 EXISTS\r\n", "+ . [3 EXISTS]" },
        { ReplyFormat.Sieve, null, "\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK\r\n", "+ OK [\"SIEVE\" \"fileinto\"/\"STARTTLS\"/]" },
        { ReplyFormat.Sieve, "GETSCRIPT \"x\"", "{6}\r\nkeep;\n\r\nOK \"Getscript \\\"x\\\"\"\r\n", "+ OK [{6}/Getscript \"x\"] = <keep;\n>" },
        { ReplyFormat.Sieve, "PUTSCRIPT \"x\"", "NO (QUOTA) {8}\r\ntoo\r\nbig\r\n", "- NO [(QUOTA) too\r\nbig] = <too~big>" },
        { ReplyFormat.Sieve, "PUTSCRIPT \"x\"", "NO (QUOTA) {8} \r\n", "- NO [(QUOTA) {8}]" },
        { ReplyFormat.Sieve, "LISTSCRIPTS", "\"a\" ACTIVE\r\n\"OK\"\r\nOK\r\n", "+ OK [\"a\" ACTIVE/\"OK\"/]" },
        { ReplyFormat.Sieve, "AUTHENTICATE \"X\"", "\"Y2hhbGxlbmdl\"\r\n", "+… . [\"Y2hhbGxlbmdl\"]" },
        { ReplyFormat.Sieve, "AUTHENTICATE \"X\"", "{3}\r\nabc\r\n", "+… . [{3}] = <abc>" },
        { ReplyFormat.Redis, "PING", "+PONG\r\n", "+ . [PONG] = 'PONG'" },
        { ReplyFormat.Redis, "x", "-WRONGTYPE not that\r\n", "- WRONGTYPE [WRONGTYPE not that] = WRONGTYPE not that" },
        { ReplyFormat.Redis, "x", "-ERR first\nsecond\r\n", "- ERR [ERR first\nsecond] = ERR first\nsecond" },
        { ReplyFormat.Redis, "x", "+a\nb\r\n", "+ . [a/b] = 'a\nb'" },
        { ReplyFormat.Redis, "x", "%3\r\n$1\r\n\xE9\r\n:1\r\n$2\r\n\xC3\xA9\r\n:2\r\n+a\r\n:3\r\n", "+ . [\u00E9: 1/\u00E9: 2/a: 3] = {\u00E9:1,'\u00E9':2,'a':3}" },
        { ReplyFormat.Redis, "x", "%3\r\n_\r\n:1\r\n+(null)\r\n:2\r\n+(null)\r\n:3\r\n", "+ . [(null): 1/(null): 2/(null): 3] = {(null):1,'(null)':2,(null):3}" },
        { ReplyFormat.Redis, "SUBSCRIBE a", "*3\r\n+message\r\n+b\r\n+x\r\n*3\r\n+subscribe\r\n+a\r\n:2\r\n", "+ . [subscribe/a/2] = ('subscribe','a',2) pushed (('message','b','x'))" },
        { ReplyFormat.Redis, "UNSUBSCRIBE a", ">3\r\n+message\r\n+a\r\n+x\r\n>3\r\n+unsubscribe\r\n+a\r\n:0\r\n", "+ . [unsubscribe/a/0] = ('unsubscribe','a',0) pushed (('message','a','x'))" },
        { ReplyFormat.Redis, "PING", "*3\r\n+message\r\n+b\r\n+x\r\n*2\r\n+pong\r\n$0\r\n\r\n", "+ . [pong/] = ('pong','') pushed (('message','b','x'))" },
        { ReplyFormat.Redis, "LRANGE l 0 -1", "*3\r\n+message\r\n+b\r\n+x\r\n", "+ . [message/b/x] = ('message','b','x')" },
        { ReplyFormat.Redis, "RESET", "+1339518083.107412 [0 127.0.0.1:60866] \"PING\"\r\n+RESET\r\n", "+ . [RESET] = 'RESET' pushed ('1339518083.107412 [0 127.0.0.1:60866] \"PING\"')" },
        { ReplyFormat.Memcached, "shutdown", "ERROR: shutdown not enabled\r\n", "- ERROR [ERROR: shutdown not enabled]" },
        { ReplyFormat.Memcached, "cache_memlimit 1", "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 64m\r\n", "- MEMLIMIT_TOO_SMALL [MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 64m]" },
        { ReplyFormat.Memcached, "watch fetchers", "WATCHER_TOO_MANY log watcher limit reached\r\n", "- WATCHER_TOO_MANY [WATCHER_TOO_MANY log watcher limit reached]" },
        { ReplyFormat.Memcached, "lru_crawler crawl all", "NOTSTARTED no items to crawl\r\n", "- NOTSTARTED [NOTSTARTED no items to crawl]" },
        { ReplyFormat.Memcached, "lru_crawler mgdump all", "mg a\r\nmg b\r\nEN\r\n", "+ EN [mg a/mg b/EN]" },
        { ReplyFormat.Redis, "INCR n", ":-42\r\n", "+ . [-42] = -42" },
        { ReplyFormat.Redis, "x", ":-9223372036854775808\r\n", "+ . [-9223372036854775808] = -9223372036854775808" },
        { ReplyFormat.Redis, "GET n", "$-1\r\n", "+ . []" },
        { ReplyFormat.Redis, "GET n", "$0\r\n\r\n", "+ . [] = ''" },
        { ReplyFormat.Redis, "GET n", "$5\r\na\r\nb\n\r\n", "+ . [a/b] = 'a\r\nb\n'" },
        { ReplyFormat.Redis, "GET n", "$2\r\n\xFF\xFE\r\n", "+ . [(2 bytes)] = <\xFF\xFE>" },
        { ReplyFormat.Redis, "x", "*-1\r\n", "+ . []" },
        { ReplyFormat.Redis, "x", "*0\r\n", "+ . [] = ()" },
        { ReplyFormat.Redis, "x", "*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n-ERR inside\r\n", "+ . [1/[a, []]/ERR inside] = (1,('a',()),ERR inside)" },
        { ReplyFormat.Redis, "x", "*2\r\n$-1\r\n_\r\n", "+ . [(null)/(null)] = (null,null)" },
        { ReplyFormat.Redis, "x", "%2\r\n+a\r\n:1\r\n$1\r\nb\r\n#t\r\n", "+ . [a: 1/b: True] = {'a':1,'b':true}" },
        { ReplyFormat.Redis, "x", "%1\r\n*1\r\n:1\r\n_\r\n", "+ . [[1]: (null)] = {'[1]':null}" },
        { ReplyFormat.Redis, "x", "~2\r\n,1.5\r\n,-inf\r\n", "+ . [1.5/-Infinity] = (1.5d,-Infinityd)" },
        { ReplyFormat.Redis, "x", "(123456789012345678901234567890\r\n", "+ . [123456789012345678901234567890] = 123456789012345678901234567890n" },
        { ReplyFormat.Redis, "x", "=8\r\ntxt:text\r\n", "+ . [text] = 'text'" },
        { ReplyFormat.Redis, "x", "!9\r\nERR it\nis\r\n", "- ERR [ERR it\nis] = ERR it\nis" },
        { ReplyFormat.Redis, "x", "|1\r\n+ttl\r\n:5\r\n*1\r\n|1\r\n+k\r\n*0\r\n#f\r\n", "+ . [False] = (false)" },
        { ReplyFormat.Redis, "GET n", ">2\r\n+invalidate\r\n*0\r\n+v\r\n", "+ . [v] = 'v' pushed (('invalidate',()))" },
        { ReplyFormat.Redis, "SUBSCRIBE c", ">3\r\n+subscribe\r\n+c\r\n:1\r\n", "+ . [subscribe/c/1] = ('subscribe','c',1)" },
        { ReplyFormat.Redis, null, ">1\r\n+message\r\n", "+ . [message] = ('message')" },
        { ReplyFormat.Memcached, "get a b", "VALUE a 5 3\r\nx\r\n\r\nVALUE b 0 1 77\r\ny\r\nEND\r\n", "+ END [x\r\n/y] = (a:5::x\r\n,b:0:77:y)" },
        { ReplyFormat.Memcached, "get a", "END\r\n", "+ END [] = ()" },
        { ReplyFormat.Memcached, "set a 0 0|x", "STORED\r\n", "+ STORED [STORED]" },
        { ReplyFormat.Memcached, "set a 0 0|x", "SERVER_ERROR out of memory storing object\r\n", "- SERVER_ERROR [SERVER_ERROR out of memory storing object]" },
        { ReplyFormat.Memcached, "delete a", "NOT_FOUND\r\n", "- NOT_FOUND [NOT_FOUND]" },
        { ReplyFormat.Memcached, "incr a 1", "18\r\n", "+ . [18] = 18" },
        { ReplyFormat.Memcached, "stats", "STAT pid 7\r\nSTAT version 1.6.18\r\nEND\r\n", "+ END [STAT pid 7/STAT version 1.6.18] = {'pid':'7','version':'1.6.18'}" },
        { ReplyFormat.Memcached, "version", "VERSION 1.6.18\r\n", "+ VERSION [VERSION 1.6.18]" },
        { ReplyFormat.Memcached, "mg a v k c", "VA 3 ka c9\r\nEN\n\r\n", "+ VA [EN\n] = (a:ka c9:9:EN\n)" },
        { ReplyFormat.Memcached, "mg a", "HD\r\n", "+ HD [HD]" },
        { ReplyFormat.Memcached, "mg a v", "EN\r\n", "- EN [EN]" },
        { ReplyFormat.Memcached, "stats cachedump 1 9", "ITEM a [1 b; 0 s]\r\nITEM b [2 b; 0 s]\r\nEND\r\n", "+ END [ITEM a [1 b; 0 s]/ITEM b [2 b; 0 s]] = ()" },
        { ReplyFormat.Memcached, "stats detail dump", "PREFIX a get 1 hit 1 set 0 del 0\r\nEND\r\n", "+ END [PREFIX a get 1 hit 1 set 0 del 0] = ()" },
        { ReplyFormat.Memcached, "lru_crawler metadump all", "key=a exp=1\r\nkey=b exp=2\r\nEND\r\n", "+ END [key=a exp=1/key=b exp=2] = ()" },
    };

    public static TheoryData<ReplyFormat, string?, string, Fault> Gibberish => new()
    {
        { ReplyFormat.Smtp, "NOOP", "hello\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Smtp, "NOOP", "99 no\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Smtp, "NOOP", "250x\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Smtp, "NOOP", "250-a\r\n251 b\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Smtp, "NOOP", "600 what\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Ftp, "NOOP", " 200\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Pop3, "NOOP", "OK\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Imap, "NOOP", "a2 OK done\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Imap, "NOOP", "a1 WHAT\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Imap, "NOOP", "\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Imap, "NOOP", "* 1 FETCH (X {99999999999}\r\n", Fault.LimitExceeded },
        { ReplyFormat.Imap, "NOOP", "* 1 FETCH (X {99999999999999999999999999}\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Sieve, "NOOP", "WELL\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Sieve, "NOOP", "{4294967296}\r\n", Fault.LimitExceeded },
        { ReplyFormat.Redis, "x", "hello\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "$-2\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "*-5\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "%-1\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "$\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "$1e3\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "$9223372036854775807\r\n", Fault.LimitExceeded },
        { ReplyFormat.Redis, "x", "*9223372036854775807\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", ":9223372036854775808\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "$1\r\nabc\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "#x\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "_nil\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "=2\r\nab\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Redis, "x", "=5\r\nabcde\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Memcached, "get a", "VALUE a 0 -1\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Memcached, "get a", "VALUE a 0 9223372036854775807\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Memcached, "get a", "VALUE a 0 4294967296\r\n", Fault.LimitExceeded },
        { ReplyFormat.Memcached, "get a", "VALUE a 0 1\r\nxyz\r\n", Fault.ProtocolViolation },
        { ReplyFormat.Memcached, "get a", "what is it\r\n", Fault.ProtocolViolation },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_however_it_comes(ReplyFormat format, string? command, string bytes, string expected)
    {
        foreach (string way in Arrival.Ways)
        {
            SocketReply reply = Protocols.Read(format, command, bytes, way);
            Assert.Equal(expected, Protocols.Describe(reply));
        }
    }

    [Theory]
    [MemberData(nameof(Gibberish))]
    public void What_is_no_reply(ReplyFormat format, string? command, string bytes, Fault expected)
    {
        foreach (string way in Arrival.Ways)
        {
            ReplyParser parser = Protocols.New(format) is var protocol ? protocol.NewParser(protocol.Prepare(Protocols.Command(command!), Encoding.UTF8), new ReplyOptions()) : null!;
            var fault = Assert.Throws<SocketToolsException>(() => Arrival.Scan(parser, Encoding.Latin1.GetBytes(bytes), way));
            Assert.Equal(expected, fault.Fault);
        }
    }

    [Theory]
    [InlineData(ReplyFormat.Smtp, "NOOP", "250-again\r\n")]
    [InlineData(ReplyFormat.Ftp, "NOOP", "211-x\r\n")]
    [InlineData(ReplyFormat.Nntp, "ARTICLE 1", "220 x\r\n", "line\r\n")]
    [InlineData(ReplyFormat.Pop3, "RETR 1", "+OK\r\nx\r\n", ".\n")]
    [InlineData(ReplyFormat.Imap, "NOOP", "* 1 EXISTS\r\n")]
    [InlineData(ReplyFormat.Sieve, "NOOP", "\"x\"\r\n")]
    [InlineData(ReplyFormat.Redis, "x", "*1000000000\r\n", ":1\r\n")]
    [InlineData(ReplyFormat.Redis, "x", ">1\r\n:1\r\n")]
    [InlineData(ReplyFormat.Memcached, "stats", "STAT a b\r\n")]
    [InlineData(ReplyFormat.Memcached, "get a", "VALUE a 0 1\r\nx\r\n")]
    public void A_reply_without_an_end_runs_into_the_budget_and_keeps_what_came(ReplyFormat format, string command, string first, string? again = null)
    {
        ParsedProtocol protocol = Protocols.New(format);
        ReplyParser parser = protocol.NewParser(protocol.Prepare(new SocketCommand(command), Encoding.UTF8), new ReplyOptions { MaxBytes = 100_000, MaxLineLength = 1000 });
        byte[] bytes = Encoding.Latin1.GetBytes(first + string.Concat(Enumerable.Repeat(again ?? first, 100_000 / (again ?? first).Length + 1)));
        var fault = Assert.Throws<SocketToolsException>(() => parser.Scan(bytes, 0, bytes.Length));
        Assert.Equal(Fault.LimitExceeded, fault.Fault);
        Assert.Equal(again == ".\n" ? Limit.LineLength : Limit.Bytes, fault.Limit);
        Assert.NotNull(parser.Reply);
    }

    [Fact]
    public void A_million_levels_of_arrays_are_refused_at_the_129th()
    {
        ParsedProtocol protocol = Protocols.New(ReplyFormat.Redis);
        ReplyParser parser = protocol.NewParser(null, new ReplyOptions());
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 1_000_000)));
        Assert.Equal(Fault.ProtocolViolation, Assert.Throws<SocketToolsException>(() => parser.Scan(bytes, 0, bytes.Length)).Fault);
        Assert.Equal(ScanResult.NeedMore, protocol.NewParser(null, new ReplyOptions()).Scan(bytes, 0, 4 * 128));
    }

    [Fact]
    public void A_count_of_a_thousand_million_allocates_nothing_before_its_values_come()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("*1000000000\r\n:1\r\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Protocols.New(ReplyFormat.Redis).NewParser(null, new ReplyOptions()).Scan(bytes, 0, bytes.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Redis_strings_stay_bytes_where_that_is_asked_for() =>
        Assert.Equal("+ . [(1 bytes)] = <a>", Protocols.Describe(Protocols.Read(ReplyFormat.Redis, "GET a", "$1\r\na\r\n", "whole", options: new ReplyOptions { AsBytes = true })));

    [Fact]
    public void Keys_of_a_map_that_are_bytes_do_not_fall_on_each_other()
    {
        const string Map = "%3\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n$1\r\n\xFF\r\n:3\r\n";
        foreach (bool asBytes in new[] { true, false })
        {
            SocketReply reply = Protocols.Read(ReplyFormat.Redis, "HGETALL h", Map, "whole", options: new ReplyOptions { AsBytes = asBytes });
            Assert.Equal("{'a':1,'b':2,'\u00FF':3}", Protocols.Describe(reply).Split(" = ")[1]);
        }
    }

    [Fact]
    public void A_status_line_behind_something_pushed_is_there() =>
        Assert.Equal("ERR no", Protocols.Read(ReplyFormat.Redis, "GET a", ">1\r\n+invalidate\r\n-ERR no\r\n", "whole").StatusLine);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_line_ends_where_its_encoding_says(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = encoding.GetBytes("\u0A0D\u0D0A \u010A\r\nnext");
        foreach (string way in Arrival.Ways)
        {
            ReplyParser parser = Protocols.New(ReplyFormat.Line).NewParser(null, new ReplyOptions { Encoding = encoding });
            (ScanResult result, _) = Arrival.Scan(parser, bytes, way);
            Assert.Equal(bytes.Length - encoding.GetByteCount("next"), result.Consumed);
            Assert.Equal("\u0A0D\u0D0A \u010A", parser.Reply.StatusLine);
        }
    }

    [Fact]
    public void A_count_without_an_end_is_not_shown_whole()
    {
        ReplyParser parser = Protocols.New(ReplyFormat.Imap).NewParser(null, new ReplyOptions());
        byte[] bytes = Encoding.ASCII.GetBytes("* 1 FETCH (X {" + new string('9', 100_000) + "}\r\n");
        Assert.InRange(Assert.Throws<SocketToolsException>(() => parser.Scan(bytes, 0, bytes.Length)).Message.Length, 1, 300);
    }

    [Fact]
    public void Every_literal_is_there()
    {
        SocketReply reply = Protocols.Read(ReplyFormat.Imap, "FETCH 1:2 x", "* 1 FETCH (A {1}\r\nx)\r\n* 2 FETCH (A {2}\r\nyz)\r\na1 OK .\r\n", "halves");
        Assert.Equal(new[] { "x", "yz" }, reply.Literals.Select(Encoding.ASCII.GetString));
    }
}
