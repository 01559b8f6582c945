using System.Text.Json;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>Sessions with real servers, recorded, and what tshark, a HAR's schema and the module itself read in the files made of them.</summary>
public sealed class RecordedSessionTests : TlsTest
{
    private readonly TemporaryFolder _folder = new();

    public RecordedSessionTests(Certificates certificates)
        : base(certificates)
    {
        ProgramServer.OpenToAll(_folder.Path);
    }

    [Fact]
    public void Mail_sent_to_exim_with_STARTTLS_and_AUTH()
    {
        using var exim = new EximServer(Certificates, MailFolder());
        Session["plain"] = new System.Net.NetworkCredential("", Base64($"\0{EximServer.User}\0{EximServer.Password}")).SecurePassword;
        using Exported session = Record(exim.Port, "-ReplyFormat Smtp", $$"""
            $c | Invoke-SocketCommand -Expect 220
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand STARTTLS -Connection $c -Expect 220
            Protect-SocketConnection $c -CertificateAuthority $ca
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand 'AUTH PLAIN' -SecureArgument $plain -Connection $c -Expect 235
            Invoke-SocketCommand 'MAIL FROM:<anna@mail.test>', 'RCPT TO:<bert@mail.test>' -Connection $c -Expect 250
            Invoke-SocketCommand DATA -Connection $c -Expect 354
            'Subject: Hi', '', 'Grüße', '.hidden' | Send-SocketLine -DotTerminated -Connection $c
            Invoke-SocketCommand -Connection $c -Expect 250
            Invoke-SocketCommand QUIT -Connection $c -Expect 221
            """);
        session.IsTheSameReadBack("txt", "jsonl", "pcapng");
        string packets = string.Join('\n', session.AsTsharkReadsIt(exim.Port, "smtp"));
        Assert.Contains("SMTP", packets, StringComparison.Ordinal);
        Assert.Matches(@"C: STARTTLS(.|\n)*C: EHLO client\.test(.|\n)*C: MAIL FROM:<anna@mail\.test>", packets);
        Assert.Matches(@"C: AUTH PLAIN \*{8}", packets);
        Assert.Equal(new[] { "Hi" }, Exported.Tshark("-r", session.File("pcapng"), "-d", $"tcp.port=={exim.Port},smtp", "-Y", "imf", "-T", "fields", "-e", "imf.subject"));
        Assert.Equal(Fault.InvalidRequest, Assert.Throws<SocketToolsException>(() => session.AsHar()).Fault);
    }

    [Fact]
    public void Mail_looked_at_in_dovecot_by_IMAP_with_literals_both_ways()
    {
        // tshark takes no literal for a name: LOGIN goes in one line here.
        using var dovecot = new DovecotServer(Certificates, MailFolder());
        Session["password"] = new System.Net.NetworkCredential("", DovecotServer.Password).SecurePassword;
        using Exported session = Record(dovecot.Port, "-ReplyFormat Imap", """
            $null = Invoke-SocketCommand -Connection $c -Expect OK
            Invoke-SocketCommand 'LOGIN bert' -SecureArgument $password -Connection $c -Expect OK
            Invoke-SocketCommand 'APPEND INBOX (\Seen)' -Argument ([byte[]](65, 58, 32, 66, 13, 10, 13, 10, 67, 255, 13, 10)) -Connection $c -Expect OK
            Invoke-SocketCommand 'SELECT INBOX', 'FETCH 1 BODY.PEEK[]', 'FETCH 9 FLAGS', 'LOGOUT' -Connection $c
            """);
        session.IsTheSameReadBack("txt", "jsonl", "pcapng");
        string packets = string.Join('\n', session.AsTsharkReadsIt(dovecot.Port, "imap"));
        Assert.Matches(@"IMAP .*Request: \S+ LOGIN \*{8} \*{8}", packets);
        Assert.Matches(@"IMAP .*Request: \S+ SELECT INBOX", packets);
        Assert.Contains("FETCH", Exported.Tshark("-r", session.File("pcapng"), "-d", $"tcp.port=={dovecot.Port},imap", "-Y", "imap.request", "-T", "fields", "-e", "imap.request.command"));
    }

    [Fact]
    public void Values_in_redis()
    {
        using var redis = new RedisServer();
        using Exported session = Record(redis.Port, "-ReplyFormat Redis", """
            Invoke-SocketCommand 'HELLO 3', 'SET greeting "hello world"', 'GET greeting', 'HSET h a 1 b 2', 'HGETALL h', 'NOSUCH' -Connection $c
            Invoke-SocketCommand 'SET bytes' -Argument ([byte[]](0, 13, 10, 255)) -Connection $c
            Invoke-SocketCommand 'GET bytes', 'QUIT' -Connection $c
            """);
        session.IsTheSameReadBack("txt", "jsonl", "pcapng");
        Assert.Contains(session.AsTsharkReadsIt(redis.Port, "resp"), static packet => packet.Contains("RESP", StringComparison.Ordinal));
        Assert.Contains("hello world", string.Join('\n', Exported.Tshark("-r", session.File("pcapng"), "-d", $"tcp.port=={redis.Port},resp", "-T", "fields", "-e", "resp.bulk_string.value")
            .SelectMany(static line => line.Split(',')).Select(static hex => Encoding.Latin1.GetString(Convert.FromHexString(hex)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_nginx_over_TLS_compressed_and_chunked_on_one_connection()
    {
        Http.WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path, Certificates.GoodFile);
        using Exported session = Record(nginx.SecurePort, "-Tls -CertificateAuthority $ca", """
            $base = "https://127.0.0.1:$($c.Port)"
            Invoke-RawHttpGet "$base/lines.txt?a=1&b=%20" -Decompress -Connection $c
            Invoke-RawHttpGet "$base/chunked/65536" -Connection $c
            Invoke-RawHttpRequest "$base/moved" -Method POST -Body 'x=1' -Headers @{ 'Content-Type' = 'application/x-www-form-urlencoded'; Cookie = 'sid=hunter2' } -Connection $c
            Invoke-RawHttpRequest "$base/plain/1" -Method HEAD -Connection $c
            Invoke-RawHttpGet "$base/none" -Connection $c
            """);
        session.IsTheSameReadBack("txt", "jsonl", "pcapng");
        string packets = string.Join('\n', session.AsTsharkReadsIt(nginx.SecurePort, "http"));
        Assert.Matches(@"GET /lines\.txt\?a=1&b=%20 HTTP/1\.1(.|\n)*HTTP/1\.1 200 OK(.|\n)*HTTP/1\.1 302 (.|\n)*HEAD /plain/1(.|\n)*HTTP/1\.1 404", packets);

        JsonElement log = session.AsHar();
        session.IsTheSameReadBack("har");
        JsonElement[] entries = log.GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(new[] { 200, 200, 302, 200, 404 }, entries.Select(static e => e.GetProperty("response").GetProperty("status").GetInt32()));
        JsonElement content = entries[0].GetProperty("response").GetProperty("content");
        Assert.Equal(File.ReadAllText(_folder["lines.txt"]), content.GetProperty("text").GetString());
        Assert.Equal(content.GetProperty("size").GetInt32(), entries[0].GetProperty("response").GetProperty("bodySize").GetInt32() + content.GetProperty("compression").GetInt32());
        Assert.Equal(File.ReadAllBytes(_folder["65536"]), entries[1].GetProperty("response").GetProperty("content").GetProperty("text").GetBytesFromBase64());
        Assert.Equal("x=1", entries[2].GetProperty("request").GetProperty("postData").GetProperty("text").GetString());
        JsonElement timings = entries[0].GetProperty("timings");
        Assert.True(timings.GetProperty("ssl").GetDouble() > 0 && timings.GetProperty("connect").GetDouble() > timings.GetProperty("ssl").GetDouble());
        Assert.All(entries, static entry =>
        {
            JsonElement parts = entry.GetProperty("timings");
            string[] names = { "blocked", "dns", "connect", "send", "wait", "receive" };
            Assert.True(names[3..].All(name => parts.GetProperty(name).GetDouble() >= 0));
            Assert.True(parts.GetProperty("wait").GetDouble() > 0);
            Assert.Equal(entry.GetProperty("time").GetDouble(), names.Sum(name => Math.Max(0, parts.GetProperty(name).GetDouble())), 6);
        });
        Assert.True(entries.Zip(entries.Skip(1)).All(static pair => Started(pair.First) < Started(pair.Second)));
    }

    [Fact]
    public void A_script_of_a_mail_session_does_the_same_again()
    {
        using var exim = new EximServer(Certificates, MailFolder());
        Session["plain"] = new System.Net.NetworkCredential("", Base64($"\0{EximServer.User}\0{EximServer.Password}")).SecurePassword;
        using Exported session = Record(exim.Port, "-ReplyFormat Smtp", """
            $c | Invoke-SocketCommand -Expect 220
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            'MAIL FROM:<anna@mail.test>', 'RCPT TO:<bert@mail.test>', 'RSET' | Invoke-SocketCommand -Connection $c -Pipelined
            Invoke-SocketCommand 'VRFY "a $b''c`"' -Connection $c
            Invoke-SocketCommand QUIT -Connection $c -Expect 221
            """);
        SameAgain("$c", @"\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}");
    }

    [Fact]
    public void A_script_of_a_session_that_begins_TLS_on_the_way_does_the_same_again()
    {
        using var exim = new EximServer(Certificates, MailFolder());
        using Exported session = Record(exim.Port, "-ReplyFormat Smtp", """
            $c | Invoke-SocketCommand -Expect 220
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand STARTTLS -Connection $c -Expect 220
            Protect-SocketConnection $c -CertificateAuthority $ca
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand QUIT -Connection $c -Expect 221
            """);
        SameAgain("$c", @"\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}");
    }

    [Fact]
    public void A_script_of_a_redis_dialogue_does_the_same_again()
    {
        using var redis = new RedisServer();
        using Exported session = Record(redis.Port, "-ReplyFormat Redis", """
            Invoke-SocketCommand 'SET greeting "hello $world ''x''"', 'GET greeting', 'NOSUCH' -Connection $c
            Invoke-SocketCommand 'SET bytes' -Argument ([byte[]](0, 13, 10, 255)) -Connection $c
            Invoke-SocketCommand 'GET bytes', 'QUIT' -Connection $c
            """);
        SameAgain("$c", "^$");
    }

    [Fact]
    public void A_script_of_a_fetch_with_its_redirect_does_the_same_again()
    {
        Http.WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path, Certificates.GoodFile);
        Session["url"] = $"https://127.0.0.1:{nginx.SecurePort}/moved";
        Run("$response = Invoke-RawHttpGet $url -MaximumRedirection 3 -CertificateAuthority $ca -Transcript");
        SameAgain("$response", "^Date: .*");
    }

    [Theory]
    [InlineData("C: GET /x HTTP/1.0\nC:\n")]
    [InlineData("C: GET /<x>://y HTTP/1.1\nC: Host: a b\nC:\n")]
    [InlineData("C: CONNECT h:443 HTTP/1.1\nC: Host: h:443\nC:\nS: HTTP/1.1 200 OK\nS:\n")]
    [InlineData("C: POST /x HTTP/1.1\nC: Host: h\nC: Content-Length: 2\nC: Cookie: a=b\nC:\nC. \"\\xFF\\0\"\nS: HTTP/1.1 100 Continue\nS:\nS: HTTP/1.1 204 No Content\nS: Set-Cookie: a=b\nS:\n")]
    [InlineData("C: GET http://[::1]:80/a?b=c&d&=e HTTP/1.1\nC: Host: [::1]\nC:\nS: HTTP/1.1 200 OK\nS: Content-Length: 9\nS:\nS. \"ab\"\nS* reset\n")]
    [InlineData("* connected\nC: GET / HTTP/1.1\nC: Host: h\nC:\nS: HTTP/1.1 302\nS: Location: /b\nS: Content-Length: 0\nS:\n@ 90000.5\nC: GET /b HTTP/1.1\nC: Host: h\nC:\nS: HTTP/1.1 200 OK\nS:\nS. \"\\x80\"\nS* close\n")]
    public void A_HAR_has_what_its_schema_asks_for_whatever_is_known(string said)
    {
        using var session = new Exported(SocketTranscript.Parse(said));
        session.AsHar();
        SocketTranscript read = Assert.Single(TranscriptFile.Read(session.File("har"), null, static _ => { }));
        Assert.Equal(SocketTranscript.Parse(said).BytesOf(TranscriptSide.Client), read.BytesOf(TranscriptSide.Client));
        Assert.Equal(SocketTranscript.Parse(said).BytesOf(TranscriptSide.Server), read.BytesOf(TranscriptSide.Server));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static DateTimeOffset Started(JsonElement entry) => entry.GetProperty("startedDateTime").GetDateTimeOffset();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // A session in $c to its end, in which nothing goes wrong.
    private Exported Record(int port, string parameters, string script)
    {
        Run($"$c = New-SocketConnection 127.0.0.1 {port} {parameters} -Transcript");
        Adopt();
        Run(script);
        Run("Close-SocketConnection $c");
        return new Exported(Connection.Transcript!);
    }

    // The certificates of the tests are nobody's: the script's own switch takes them.
    private void SameAgain(string recorded, string ignored)
    {
        string script = Run($"ConvertTo-SocketScript {recorded}").Single<string>();
        Session["script"] = script;
        string trusting = script.StartsWith("param", StringComparison.Ordinal) ? "-SkipCertificateCheck" : "";
        EngineResult ran = Session.Run($". ([scriptblock]::Create($script)) {trusting}; $again = $connection");
        Assert.True(ran.Terminating is null && ran.Errors.Count == 0, script + string.Join('\n', ran.Errors) + ran.Terminating);
        EngineResult compared = Session.Run($"Compare-SocketTranscript $again {recorded} -Ignore '{ignored}'").WithoutErrors();
        Assert.True(compared.Output.Count == 0, script + string.Join('\n', compared.Texts) + Session.Run("\"$($again.Transcript)\"").Texts[0]);
    }

    private string MailFolder()
    {
        string mail = _folder["mail"];
        Directory.CreateDirectory(mail);
        ProgramServer.OpenToAll(mail, writable: true);
        return mail;
    }
}
