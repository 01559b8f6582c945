using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Replies;

namespace SocketTools.Tests.Dialogues;

/// <summary>Commands as bytes, and as they are shown.</summary>
public class CommandTests
{
    [Theory]
    [InlineData(ReplyFormat.Line, "hello", null, "hello\r\n", "hello")]
    [InlineData(ReplyFormat.Smtp, "EHLO me", null, "EHLO me\r\n", "EHLO me")]
    [InlineData(ReplyFormat.Smtp, "AUTH PLAIN AGEAYg==", null, "AUTH PLAIN AGEAYg==\r\n", "AUTH PLAIN ***")]
    [InlineData(ReplyFormat.Smtp, "AUTH PLAIN", "AGEAYg==", "AUTH PLAIN AGEAYg==\r\n", "AUTH PLAIN ***")]
    [InlineData(ReplyFormat.Smtp, "", "AGEAYg==", "AGEAYg==\r\n", "***")]
    [InlineData(ReplyFormat.Ftp, "pass geheim", null, "pass geheim\r\n", "pass ***")]
    [InlineData(ReplyFormat.Ftp, "PASS", "geheim", "PASS geheim\r\n", "PASS ***")]
    [InlineData(ReplyFormat.Ftp, "ADAT AGEAYg==", null, "ADAT AGEAYg==\r\n", "ADAT ***")]
    [InlineData(ReplyFormat.Smtp, "AUTH\tPLAIN AGEAYg==", null, "AUTH\tPLAIN AGEAYg==\r\n", "AUTH\tPLAIN ***")]
    [InlineData(ReplyFormat.Ftp, "AUTH TLS", null, "AUTH TLS\r\n", "AUTH TLS")]
    [InlineData(ReplyFormat.Pop3, "PASS  two words", null, "PASS  two words\r\n", "PASS ***")]
    [InlineData(ReplyFormat.Pop3, "APOP anna 0123", null, "APOP anna 0123\r\n", "APOP anna ***")]
    [InlineData(ReplyFormat.Nntp, "AUTHINFO USER anna", null, "AUTHINFO USER anna\r\n", "AUTHINFO USER anna")]
    [InlineData(ReplyFormat.Nntp, "AUTHINFO PASS geheim", null, "AUTHINFO PASS geheim\r\n", "AUTHINFO PASS ***")]
    [InlineData(ReplyFormat.Nntp, "AUTHINFO SASL PLAIN x", null, "AUTHINFO SASL PLAIN x\r\n", "AUTHINFO SASL PLAIN ***")]
    [InlineData(ReplyFormat.Imap, "LOGIN anna geheim", null, "a1 LOGIN anna geheim\r\n", "LOGIN ***")]
    [InlineData(ReplyFormat.Imap, "LOGIN anna", "a\"b\\c", "a1 LOGIN anna \"a\\\"b\\\\c\"\r\n", "LOGIN ***")]
    [InlineData(ReplyFormat.Imap, "AUTHENTICATE PLAIN x", null, "a1 AUTHENTICATE PLAIN x\r\n", "AUTHENTICATE PLAIN ***")]
    [InlineData(ReplyFormat.Sieve, "AUTHENTICATE \"PLAIN\"", "x\"y", "AUTHENTICATE \"PLAIN\" \"x\\\"y\"\r\n", "AUTHENTICATE \"PLAIN\" ***")]
    [InlineData(ReplyFormat.Sieve, "PUTSCRIPT \"a\"|keep;", null, "PUTSCRIPT \"a\" {5+}\r\nkeep;\r\n", "PUTSCRIPT \"a\" {5+}")]
    [InlineData(ReplyFormat.Redis, "SET k v", null, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n", "SET k v")]
    [InlineData(ReplyFormat.Redis, "  SET\t'a b'  \"c\\x41\\n\\\"\" ", null, "*3\r\n$3\r\nSET\r\n$3\r\na b\r\n$4\r\ncA\n\"\r\n", "  SET\t'a b'  \"c\\x41\\n\\\"\" ")]
    [InlineData(ReplyFormat.Redis, "SET k|a b", null, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\na b\r\n", "SET k a b")]
    [InlineData(ReplyFormat.Redis, "AUTH u p", null, "*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n", "AUTH ***")]
    [InlineData(ReplyFormat.Redis, "AUTH|u", "p", "*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n", "AUTH *** ***")]
    [InlineData(ReplyFormat.Redis, "HELLO 3 auth u p SETNAME x", null, "*7\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nauth\r\n$1\r\nu\r\n$1\r\np\r\n$7\r\nSETNAME\r\n$1\r\nx\r\n", "HELLO 3 auth ***")]
    [InlineData(ReplyFormat.Redis, "HELLO|3|AUTH|u|p", null, "*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n", "HELLO 3 AUTH *** ***")]
    [InlineData(ReplyFormat.Redis, "CONFIG SET requirepass p", null, "*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$11\r\nrequirepass\r\n$1\r\np\r\n", "CONFIG SET requirepass ***")]
    [InlineData(ReplyFormat.Redis, "auth\tp", null, "*2\r\n$4\r\nauth\r\n$1\r\np\r\n", "auth ***")]
    [InlineData(ReplyFormat.Redis, "'AUTH' p", null, "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n", "'AUTH' ***")]
    [InlineData(ReplyFormat.Redis, "\"AUTH\" \"two words\"", null, "*2\r\n$4\r\nAUTH\r\n$9\r\ntwo words\r\n", "\"AUTH\" ***")]
    [InlineData(ReplyFormat.Redis, "|AUTH|p", null, "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n", "AUTH ***")]
    [InlineData(ReplyFormat.Redis, "CONFIG SET a 1 requirepass p", null, "*6\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n$11\r\nrequirepass\r\n$1\r\np\r\n", "CONFIG SET a 1 requirepass ***")]
    [InlineData(ReplyFormat.Redis, "CONFIG SET 'a b' 1 masterauth p", null, "*6\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$3\r\na b\r\n$1\r\n1\r\n$10\r\nmasterauth\r\n$1\r\np\r\n", "CONFIG SET 'a b' 1 masterauth ***")]
    [InlineData(ReplyFormat.Redis, "CONFIG|SET|requirepass|p", null, "*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$11\r\nrequirepass\r\n$1\r\np\r\n", "CONFIG SET requirepass ***")]
    [InlineData(ReplyFormat.Redis, "CONFIG GET requirepass", null, "*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$11\r\nrequirepass\r\n", "CONFIG GET requirepass")]
    [InlineData(ReplyFormat.Redis, "ACL|SETUSER|u|>p", null, "*4\r\n$3\r\nACL\r\n$7\r\nSETUSER\r\n$1\r\nu\r\n$2\r\n>p\r\n", "ACL SETUSER u ***")]
    [InlineData(ReplyFormat.Redis, "ACL SETUSER u >p", null, "*4\r\n$3\r\nACL\r\n$7\r\nSETUSER\r\n$1\r\nu\r\n$2\r\n>p\r\n", "ACL SETUSER u ***")]
    [InlineData(ReplyFormat.Redis, "SENTINEL SET m auth-pass p", null, "*5\r\n$8\r\nSENTINEL\r\n$3\r\nSET\r\n$1\r\nm\r\n$9\r\nauth-pass\r\n$1\r\np\r\n", "SENTINEL SET m auth-pass ***")]
    [InlineData(ReplyFormat.Redis, "GET é", null, "*2\r\n$3\r\nGET\r\n$2\r\nÃ©\r\n", "GET é")]
    [InlineData(ReplyFormat.Memcached, "get a", null, "get a\r\n", "get a")]
    [InlineData(ReplyFormat.Memcached, "SET a 0 60|hello", null, "set a 0 60 5\r\nhello\r\n", "set a 0 60 5")]
    [InlineData(ReplyFormat.Smtp, "BDAT LAST|a\r\nb", null, "BDAT 4 LAST\r\na\r\nb", "BDAT 4 LAST")]
    [InlineData(ReplyFormat.Memcached, "set a 0 60|hello", null, "set a 0 60 5\r\nhello\r\n", "set a 0 60 5")]
    [InlineData(ReplyFormat.Memcached, "cas a 0 60 17|hello", null, "cas a 0 60 5 17\r\nhello\r\n", "cas a 0 60 5 17")]
    [InlineData(ReplyFormat.Memcached, "ms a T60|hello", null, "ms a 5 T60\r\nhello\r\n", "ms a 5 T60")]
    public void As_bytes_and_as_shown(ReplyFormat format, string text, string? secret, string bytes, string shown)
    {
        SocketCommand given = Protocols.Command(text);
        var command = new SocketCommand(given.Text) { Arguments = given.Arguments, Secret = secret };
        PreparedCommand prepared = Protocols.New(format).Prepare(command, Encoding.UTF8);
        Assert.Equal(bytes, Encoding.Latin1.GetString(Assert.Single(prepared.Parts)));
        Assert.Equal(shown, prepared.Shown);
    }

    [Fact]
    public void Literals_of_IMAP_wait_for_the_server()
    {
        var command = new SocketCommand("APPEND x") { Arguments = new object[] { "ab", new byte[] { 0, 13, 10 } }, Secret = "c\u00E9" };
        PreparedCommand prepared = Protocols.New(ReplyFormat.Imap).Prepare(command, Encoding.UTF8);
        Assert.Equal(new[] { "a1 APPEND x {2}\r\n", "ab {3}\r\n", "\0\r\n {3}\r\n", "c\u00C3\u00A9\r\n" }, prepared.Parts.Select(Encoding.Latin1.GetString));
        Assert.Equal(PipelineRule.Refused, prepared.Pipelining);
    }

    [Theory]
    [InlineData(ReplyFormat.Line, "a\rb")]
    [InlineData(ReplyFormat.Smtp, "a\nb")]
    [InlineData(ReplyFormat.Ftp, "a\0b")]
    [InlineData(ReplyFormat.Pop3, "a\r\nb")]
    [InlineData(ReplyFormat.Imap, "a\r\nb")]
    [InlineData(ReplyFormat.Sieve, "a\nb")]
    [InlineData(ReplyFormat.Redis, "a\nb")]
    [InlineData(ReplyFormat.Memcached, "a\nb")]
    [InlineData(ReplyFormat.Smtp, "DATA|text")]
    [InlineData(ReplyFormat.Ftp, "RETR|x")]
    [InlineData(ReplyFormat.Redis, "")]
    [InlineData(ReplyFormat.Redis, "GET \"a")]
    [InlineData(ReplyFormat.Redis, "GET 'a'b")]
    [InlineData(ReplyFormat.Memcached, "set a 0 60")]
    [InlineData(ReplyFormat.Memcached, "set a 0 60 5|hello")]
    [InlineData(ReplyFormat.Memcached, "set a 0|hello")]
    [InlineData(ReplyFormat.Memcached, "get a|hello")]
    [InlineData(ReplyFormat.Memcached, "delete a noreply")]
    [InlineData(ReplyFormat.Smtp, "BDAT 5")]
    [InlineData(ReplyFormat.Smtp, "BDAT 5 LAST")]
    [InlineData(ReplyFormat.Smtp, "BDAT 5 LAST|hello")]
    [InlineData(ReplyFormat.Lmtp, "BDAT 5 LAST")]
    [InlineData(ReplyFormat.Nntp, "TAKETHIS <a@b>")]
    [InlineData(ReplyFormat.Nntp, "COMPRESS DEFLATE")]
    [InlineData(ReplyFormat.Imap, "COMPRESS DEFLATE")]
    [InlineData(ReplyFormat.Imap, "LOGIN {2+}")]
    [InlineData(ReplyFormat.Sieve, "PUTSCRIPT \"a\" {5+}")]
    [InlineData(ReplyFormat.Sieve, "PUTSCRIPT \"a|keep;")]
    [InlineData(ReplyFormat.Sieve, "PUTSCRIPT a b|keep;")]
    [InlineData(ReplyFormat.Redis, "CLIENT REPLY OFF")]
    [InlineData(ReplyFormat.Redis, "client reply skip")]
    [InlineData(ReplyFormat.Redis, "CLIENT|REPLY|OFF")]
    [InlineData(ReplyFormat.Redis, "\"CLIENT\" 'REPLY' OFF")]
    [InlineData(ReplyFormat.Redis, "SYNC")]
    [InlineData(ReplyFormat.Redis, "PSYNC ? -1")]
    [InlineData(ReplyFormat.Redis, "REPLCONF ACK 1")]
    [InlineData(ReplyFormat.Memcached, "quit")]
    [InlineData(ReplyFormat.Memcached, "set a 0 0 noreply|x")]
    [InlineData(ReplyFormat.Memcached, "set a 0 0 noreply")]
    [InlineData(ReplyFormat.Memcached, "mg a v q")]
    [InlineData(ReplyFormat.Memcached, "ms a q|x")]
    [InlineData(ReplyFormat.Memcached, "md a q")]
    [InlineData(ReplyFormat.Memcached, "ma a q")]
    [InlineData(ReplyFormat.Memcached, "set \u00E9\u00E9|x")]
    [InlineData(ReplyFormat.Memcached, "set a x 0|x")]
    [InlineData(ReplyFormat.Memcached, "set a -1 0|x")]
    [InlineData(ReplyFormat.Memcached, "set a 4294967296 0|x")]
    [InlineData(ReplyFormat.Memcached, "set a 0 x|x")]
    [InlineData(ReplyFormat.Memcached, "set a 0 +1|x")]
    [InlineData(ReplyFormat.Memcached, "set a 0 2147483648|x")]
    [InlineData(ReplyFormat.Memcached, "cas a 0 0 x|x")]
    [InlineData(ReplyFormat.Memcached, "cas a 0 0 -1|x")]
    [InlineData(ReplyFormat.Memcached, "cas a 0 0 18446744073709551616|x")]
    [InlineData(ReplyFormat.Memcached, "set a\u007F 0 0|x")]
    [InlineData(ReplyFormat.Memcached, "set a\tb 0 0|x")]
    [InlineData(ReplyFormat.Memcached, "set\ta b 0 0|x")]
    [InlineData(ReplyFormat.Memcached, "ms a Tx|x")]
    [InlineData(ReplyFormat.Memcached, "ms a T1 T2|x")]
    [InlineData(ReplyFormat.Memcached, "ms a !|x")]
    [InlineData(ReplyFormat.Memcached, "ms a 5|x")]
    [InlineData(ReplyFormat.Memcached, "ms not-base64 b|x")]
    [InlineData(ReplyFormat.Memcached, "ms a O123456789012345678901234567890123|x")]
    public void Refused_before_anything_is_sent(ReplyFormat format, string text)
    {
        var fault = Assert.Throws<SocketToolsException>(() => Protocols.New(format).Prepare(Protocols.Command(text), Encoding.UTF8));
        Assert.Equal(Fault.InvalidRequest, fault.Fault);
        Assert.Contains("Nothing was sent", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set", "0 0")]
    [InlineData("add", "0 0")]
    [InlineData("cas", "0 0 1")]
    [InlineData("ms", "T0")]
    public void A_key_has_250_bytes_however_few_characters(string command, string rest)
    {
        foreach (string key in new[] { new string('k', 251), new string('\u00E9', 126) })
        {
            Refused_before_anything_is_sent(ReplyFormat.Memcached, $"{command} {key} {rest}|x");
        }

        Assert.NotNull(Protocols.New(ReplyFormat.Memcached).Prepare(Protocols.Command($"{command} {new string('\u00E9', 125)} {rest}|x"), Encoding.UTF8));
    }

    [Theory]
    [InlineData(ReplyFormat.Redis, "SUBSCRIBE a b c", 3)]
    [InlineData(ReplyFormat.Redis, "punsubscribe a b", 2)]
    [InlineData(ReplyFormat.Redis, "UNSUBSCRIBE", 1)]
    [InlineData(ReplyFormat.Redis, "SSUBSCRIBE a|b", 2)]
    [InlineData(ReplyFormat.Redis, "CLIENT REPLY ON", 1)]
    [InlineData(ReplyFormat.Redis, "GET a", 1)]
    [InlineData(ReplyFormat.Memcached, "get noreply", 1)]
    [InlineData(ReplyFormat.Smtp, "BDAT 0 LAST", 1)]
    [InlineData(ReplyFormat.Smtp, "BDAT|text", 1)]
    public void So_many_replies(ReplyFormat format, string text, int expected) =>
        Assert.Equal(expected, Protocols.New(format).Prepare(Protocols.Command(text), Encoding.UTF8).Replies);

    [Theory]
    [InlineData(250, "250", true)]
    [InlineData(250, "2xx", true)]
    [InlineData(250, "25X", true)]
    [InlineData(250, "xxx", true)]
    [InlineData(250, "3xx", false)]
    [InlineData(250, "2x", false)]
    [InlineData("OK", "ok", true)]
    [InlineData("+OK", "+OK", true)]
    [InlineData("-ERR", "+OK", false)]
    [InlineData("OK", "xx", false)]
    [InlineData(null, "PONG", true)]
    public void Expected_or_not(object? code, string pattern, bool expected) =>
        Assert.Equal(expected, new SocketReply { Code = code, Lines = new[] { "PONG it is" } }.Matches(pattern));
}
