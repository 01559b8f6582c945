using System.Diagnostics;
using SocketTools.Connections;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;
using SocketTools.Tests.Url;

namespace SocketTools.Tests.Playing;

/// <summary>Real clients with real servers, through a relay that records them; and the same clients again, twice at once, with a replay of the
/// file that the recording became: they say the same words.</summary>
public sealed class RealClientTests : TlsTest
{
    private const string Message = "From: anna@mail.test\nSubject: Hi\n\nGrüße\n.hidden\n.\nthe end\n";

    private readonly TemporaryFolder _folder = new();

    public RealClientTests(Certificates certificates)
        : base(certificates)
    {
        ProgramServer.OpenToAll(_folder.Path);
        Directory.CreateDirectory(Mail);
        ProgramServer.OpenToAll(Mail, writable: true);
        Deliver("bert", Message);
        File.WriteAllText(_folder["message"], Message);
    }

    private string Mail => _folder["mail"];

    [Fact]
    public async Task Curl_fetches_two_pages_on_one_connection()
    {
        WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path, Certificates.GoodFile);
        await PlaysAgainAsync(nginx.Port, static port => Curl($"http://127.0.0.1:{port}/lines.txt", $"http://127.0.0.1:{port}/chunked/65536", "--compressed"));
    }

    [Fact]
    public async Task Curl_fetches_over_TLS_that_ends_in_the_relay()
    {
        WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path, Certificates.GoodFile);
        Session["own"] = Certificates.Good;
        await PlaysAgainAsync(
            nginx.SecurePort,
            port => Curl($"https://localhost:{port}/lines.txt", "--cacert", Certificates.AuthorityFile),
            "-ListenTls -ListenCertificate $own -ToTls -CertificateAuthority $ca",
            "-Tls -Certificate $own");
    }

    [Fact]
    public async Task Curl_sends_mail()
    {
        using var exim = new EximServer(Certificates, Mail);
        await PlaysAgainAsync(exim.Port, port => Curl(
            $"smtp://127.0.0.1:{port}/client.test", "--mail-from", "anna@mail.test", "--mail-rcpt", "bert@mail.test", "--upload-file", _folder["message"], "--crlf",
            "--user", $"{EximServer.User}:{EximServer.Password}"));
    }

    [Fact]
    public async Task Curl_fetches_mail_by_POP3()
    {
        using var dovecot = new DovecotServer(Certificates, Mail);
        await PlaysAgainAsync(dovecot.Pop3Port, static port => Curl($"pop3://127.0.0.1:{port}/1", "--user", "bert:" + DovecotServer.Password));
    }

    [Fact]
    public async Task Curl_fetches_mail_by_IMAP()
    {
        using var dovecot = new DovecotServer(Certificates, Mail);
        await PlaysAgainAsync(dovecot.Port, static port => Curl($"imap://127.0.0.1:{port}/INBOX;MAILINDEX=1", "--user", "bert:" + DovecotServer.Password));
    }

    [Fact]
    public async Task Redis_cli_counts()
    {
        using var redis = new RedisServer();
        await PlaysAgainAsync(redis.Port, static port => Start("redis-cli", "redis-tools", "-p", $"{port}", "-r", "3", "INCR", "n"));
    }

    [Fact]
    public async Task Python_sends_mail()
    {
        using var exim = new EximServer(Certificates, Mail);
        await PlaysAgainAsync(exim.Port, static port => Python(port, EximServer.User, EximServer.Password, """
            import smtplib, sys
            server = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), local_hostname='client.test')
            server.set_debuglevel(0)
            print(server.ehlo(), server.login(sys.argv[2], sys.argv[3]))
            print(server.sendmail('anna@mail.test', ['bert@mail.test'], 'Subject: Hi\n\n.hidden\n.\n'))
            print(server.verify('nobody'), server.quit())
            """));
    }

    [Fact]
    public async Task Python_reads_a_mailbox_with_tags_that_are_others_each_time()
    {
        using var dovecot = new DovecotServer(Certificates, Mail);
        await PlaysAgainAsync(dovecot.Port, static port => Python(port, "bert", DovecotServer.Password, """
            import imaplib, sys
            server = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
            print(server.login(sys.argv[2], sys.argv[3]), server.select('INBOX', readonly=True))
            print(server.fetch('1', '(BODY.PEEK[])'), server.search(None, 'ALL'))
            print(server.append('Other', '', None, b'Subject: x\r\n\r\ny\r\n')[0])
            print(server.logout()[0])
            """));
    }

    [Fact]
    public async Task Openssl_begins_TLS_in_the_middle_of_mail()
    {
        // A relay passes the handshake on and cannot see into what follows: the recording is one of our own.
        using var exim = new EximServer(Certificates, Mail);
        Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{exim.Port}} -ReplyFormat Smtp -Transcript
            $null = Invoke-SocketCommand 'EHLO client.test', STARTTLS -Connection $c
            Protect-SocketConnection $c -CertificateAuthority $ca
            $null = Invoke-SocketCommand 'EHLO client.test', QUIT -Connection $c
            $null = Receive-SocketLine $c -All
            Close-SocketConnection $c
            Export-SocketTranscript '{{_folder["talk.txt"]}}' $c
            """);
        Session["own"] = Certificates.Good;
        string[] said = await TwiceAsync(
            "-Certificate $own",
            port => Start("openssl", "openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-starttls", "smtp", "-name", "client.test", "-crlf", "-quiet", "-CAfile", Certificates.AuthorityFile),
            input: "EHLO client.test\nQUIT\n");
        Assert.All(said, static output => Assert.Matches(@"250-mail\.test (.|\n)*221 mail\.test", output));
    }

    [Fact]
    public async Task Curl_sends_mail_inside_TLS_that_is_followed()
    {
        using var exim = new EximServer(Certificates, Mail);
        await FollowsAsync(EximServer.Password, exim.Port, port => Curl(
            "--ssl-reqd", "--cacert", Certificates.AuthorityFile,
            $"smtp://127.0.0.1:{port}/client.test", "--mail-from", "anna@mail.test", "--mail-rcpt", "bert@mail.test", "--upload-file", _folder["message"], "--crlf",
            "--user", $"{EximServer.User}:{EximServer.Password}"));
    }

    [Fact]
    public async Task Python_sends_mail_inside_TLS_that_is_followed()
    {
        using var exim = new EximServer(Certificates, Mail);
        await FollowsAsync(EximServer.Password, exim.Port, port => Python(port, EximServer.User, EximServer.Password, $"""
            import smtplib, ssl, sys
            server = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), local_hostname='client.test')
            print(server.starttls(context=ssl.create_default_context(cafile='{Certificates.AuthorityFile}')))
            print(server.login(sys.argv[2], sys.argv[3]))
            print(server.sendmail('anna@mail.test', ['bert@mail.test'], 'Subject: Hi\n\n.hidden\n.\n'), server.quit())
            """));
    }

    [Fact]
    public async Task Curl_fetches_mail_inside_TLS_that_is_followed()
    {
        using var dovecot = new DovecotServer(Certificates, Mail);
        await FollowsAsync(DovecotServer.Password, dovecot.Pop3Port, port => Curl($"pop3://127.0.0.1:{port}/1", "--ssl-reqd", "--cacert", Certificates.AuthorityFile, "--user", "bert:" + DovecotServer.Password));
        await FollowsAsync(DovecotServer.Password, dovecot.Port, port => Curl($"imap://127.0.0.1:{port}/INBOX;MAILINDEX=1", "--ssl-reqd", "--cacert", Certificates.AuthorityFile, "--user", "bert:" + DovecotServer.Password));
    }

    [Fact]
    public async Task Python_reads_a_mailbox_inside_TLS_that_is_followed()
    {
        using var dovecot = new DovecotServer(Certificates, Mail);
        await FollowsAsync(DovecotServer.Password, dovecot.Port, port => Python(port, "bert", DovecotServer.Password, $"""
            import imaplib, ssl, sys
            server = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
            print(server.starttls(ssl.create_default_context(cafile='{Certificates.AuthorityFile}')))
            print(server.login(sys.argv[2], sys.argv[3])[0], server.select('INBOX', readonly=True))
            print(server.fetch('1', '(BODY.PEEK[])'), server.logout()[0])
            """));
    }

    [Fact]
    public async Task Openssl_manages_scripts_inside_TLS_that_is_followed()
    {
        string scripts = _folder["sieve"];
        Directory.CreateDirectory(scripts);
        ProgramServer.OpenToAll(scripts, writable: true);
        using var dovecot = new DovecotServer(Certificates, Mail, scripts);
        await FollowsAsync(
            DovecotServer.Password,
            dovecot.SievePort,
            port => Start("openssl", "openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-starttls", "sieve", "-crlf", "-quiet", "-CAfile", Certificates.AuthorityFile),
            input: $"AUTHENTICATE \"PLAIN\" \"{Convert.ToBase64String(Encoding.UTF8.GetBytes("\0bert\0" + DovecotServer.Password))}\"\nLISTSCRIPTS\nLOGOUT\n");
    }

    [Theory]
    [InlineData("--ssl-reqd")]
    [InlineData("--ftp-ssl-control")]
    public async Task Curl_lists_and_fetches_by_FTP_inside_TLS_that_is_followed(string how)
    {
        using var server = new VsftpdServer(Certificates);
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), Message);
        Session["own"] = server.Certificate;
        await FollowsAsync(
            "s3cret-word",
            server.Port,
            port => Curl($"ftp://{server.Name}:{port}/", $"ftp://{server.Name}:{port}/a.txt", "--resolve", $"{server.Name}:{port}:127.0.0.1", "--user", "anonymous:s3cret-word", how, "--cacert", Certificates.AuthorityFile),
            $"-Ftp -ServerName {server.Name}",
            "-DataTranscript $data");
    }

    [Fact]
    public async Task Psql_asks_inside_TLS_that_is_followed()
    {
        using var server = new PostgresServer(Certificates);
        ProcessStartInfo Ask(int port) => Start("psql", "postgresql-client", "-X", "-At", "-c", "select 6 * 7", $"host=127.0.0.1 port={port} user=postgres dbname=postgres sslmode=verify-full sslrootcert={Certificates.AuthorityFile}");
        await FollowsAsync("", server.Port, Ask);
    }

    [Fact]
    public async Task Curl_fetches_what_tcpdump_saw_it_fetch()
    {
        WebSite.Fill(_folder.Path);
        using var nginx = new NginxServer(_folder.Path, Certificates.GoodFile);
        using (Tcpdump tcpdump = await Tcpdump.StartAsync(_folder["talk.pcap"], nginx.Port))
        {
            ProgramServer.RunToEnd(Curl($"http://127.0.0.1:{nginx.Port}/lines.txt"));
            tcpdump.End();
        }

        Run($"Import-SocketTranscript '{_folder["talk.pcap"]}' -Stream 0 | Export-SocketTranscript '{_folder["talk.txt"]}'");
        string[] said = await TwiceAsync("", static port => Curl($"http://127.0.0.1:{port}/lines.txt"));
        Assert.All(said, output => Assert.Equal(File.ReadAllText(_folder["lines.txt"]), output));
    }

    [Fact]
    public async Task Curl_fetches_what_a_browser_has_saved()
    {
        // The browser kept no body of its PUT: in any order, that counts for nothing.
        File.Copy(Path.Combine(EngineSession.Root, "tests/SocketTools.Tests/Tracing/Browser/browser.har"), _folder["talk.har"]);
        string[] said = await TwiceAsync("-Order Any", static port => Curl($"http://127.0.0.1:{port}/form", "--data", "a=b", "--next", "--silent", $"http://127.0.0.1:{port}/", $"http://127.0.0.1:{port}/moved?a=1&b=%20", "-L"), "talk.har");
        Assert.All(said, static output => Assert.Matches("(?s)^one two\n<!doctype html>.*</script>one two\n$", output));
    }

    [Theory]
    [InlineData("--disable-epsv")]
    [InlineData("--no-eprt")]
    public async Task Curl_lists_and_fetches_by_FTP_over_data_connections_of_its_own(string how)
    {
        using var server = new VsftpdServer(Certificates);
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), Message);
        await PlaysAgainAsync(server.Port, port => Curl($"ftp://127.0.0.1:{port}/", $"ftp://127.0.0.1:{port}/a.txt", how), "-Ftp", "-DataTranscript $data");
    }

    [Fact]
    public async Task Curl_stores_by_FTP()
    {
        using var server = new VsftpdServer(Certificates);
        await PlaysAgainAsync(server.Port, port => Curl("--upload-file", _folder["message"], $"ftp://127.0.0.1:{port}/incoming/new"), "-Ftp", "-DataTranscript $data");
    }

    [Fact]
    public async Task Python_lists_stores_and_fetches_by_FTP()
    {
        using var server = new PythonFtpServer();
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), Message);
        await PlaysAgainAsync(
            server.Port,
            static port => Python(port, "ann", PythonFtpServer.Password, """
                import ftplib, io, sys
                server = ftplib.FTP(encoding='utf-8')
                server.connect('127.0.0.1', int(sys.argv[1]))
                print(server.getwelcome(), server.login(sys.argv[2], sys.argv[3]))
                print(server.nlst(), server.storbinary('STOR b.bin', io.BytesIO(bytes(range(256)) * 500)))
                got = []
                print(server.retrbinary('RETR b.bin', got.append), len(b''.join(got)))
                print(server.delete('b.bin'), server.quit())
                """),
            "-Ftp",
            "-DataTranscript $data");
    }

    protected override void Dispose(bool disposing)
    {
        (Session["relay"] as SocketListener)?.Dispose();
        (Session["replay"] as SocketListener)?.Dispose();
        base.Dispose(disposing);
        _folder.Dispose();
    }

    // Real first: what the client prints then, it prints with the replay.
    private async Task PlaysAgainAsync(int server, Func<int, ProcessStartInfo> client, string relaying = "", string replaying = "", string? input = null)
    {
        Run($"$relay = Start-SocketRelay 127.0.0.1:{server} {relaying}");
        var relay = (SocketListener)Session["relay"]!;
        string real = ProgramServer.RunToEnd(client(relay.Port), input);
        Assert.NotEqual("", relay.Requests[0].Text);
        RunningScript.Until(() => relay.Transcripts[0].Entries.Any(static e => e.IsEvent("close") || e.IsEvent("half-close")), "the end of the recording");
        Run($"Export-SocketTranscript '{_folder["talk.txt"]}' $relay.Transcripts[0]");
        Run($"$data = @($relay.Transcripts | Select-Object -Skip 1 | ForEach-Object {{ $i++; Export-SocketTranscript '{_folder["data"]}$i.txt' $_; '{_folder["data"]}$i.txt' }})".Replace("'", "\"", StringComparison.Ordinal));
        Assert.All(await TwiceAsync(replaying, client, input: input), output => Assert.Equal(real, output));
    }

    // What is said inside is recorded, without the password, and plays.
    private async Task FollowsAsync(string password, int server, Func<int, ProcessStartInfo> client, string relaying = "", string replaying = "", string? input = null)
    {
        Session["own"] ??= Certificates.Good;
        await PlaysAgainAsync(server, client, $"-FollowStartTls -ListenCertificate $own -CertificateAuthority $ca {relaying}", $"-Certificate $own {replaying}", input);
        string talk = File.ReadAllText(_folder["talk.txt"]);
        Assert.Matches(@"\* protected tls=1\.3.*\n(.|\n)*\nC[:.] (.|\n)*\nS[:.] ", talk);
        if (password.Length > 0)
        {
            Assert.DoesNotContain(password, talk, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)).TrimEnd('='), talk, StringComparison.Ordinal);
            Assert.Contains("********", talk, StringComparison.Ordinal);
        }
    }

    private async Task<string[]> TwiceAsync(string replaying, Func<int, ProcessStartInfo> client, string file = "talk.txt", string? input = null)
    {
        Run($"$replay = Start-SocketReplay '{_folder[file]}' {replaying}");
        int port = ((SocketListener)Session["replay"]!).Port;
        string Play()
        {
            try
            {
                return ProgramServer.RunToEnd(client(port), input);
            }
            catch (Xunit.Sdk.XunitException failed)
            {
                throw new InvalidOperationException(string.Join("; ", Session.Run("$replay.Mismatches").Texts), failed);
            }
        }

        string[] said = await Task.WhenAll(Task.Run(Play), Task.Run(Play));
        Assert.Empty(Run("$replay.Mismatches").Output);
        return said;
    }

    private void Deliver(string name, string message)
    {
        string folder = Path.Combine(Mail, name);
        foreach (string part in new[] { "", "new", "cur", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
            ProgramServer.OpenToAll(Path.Combine(folder, part), writable: true);
        }

        File.WriteAllText(Path.Combine(folder, "cur", "1.M1P1.mail.test:2,S"), message);
    }

    private static ProcessStartInfo Start(string program, string package, params string[] arguments) => new(ProgramServer.Find(program, package), arguments);

    private static ProcessStartInfo Curl(params string[] arguments) => Start("curl", "curl", arguments.Concat(new[] { "--silent", "--show-error" }).ToArray());

    private static ProcessStartInfo Python(int port, string user, string password, string script) => Start("python3", "python3", "-c", script, $"{port}", user, password);
}
