using SocketTools.Connections;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Dialogues;

/// <summary>Mail by hand: in through exim, out of dovecot, byte for byte.</summary>
public sealed class MailTests : TlsTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _mail;

    public MailTests(Certificates certificates)
        : base(certificates)
    {
        _mail = _folder["mail"];
        Directory.CreateDirectory(_mail);
        ProgramServer.OpenToAll(_folder.Path);
        ProgramServer.OpenToAll(_mail, writable: true);
        Session["plain"] = Secret("\0" + EximServer.User + "\0" + EximServer.Password, encode: true);
        Session["password"] = Secret(DovecotServer.Password, encode: false);
    }

    private static readonly string s_body = string.Join("\r\n",
        "--edge", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", ".", "..", ".hidden", "Grüße", "", "..two dots", "a line that ends with a dot.", "",
        "--edge", "Content-Type: application/octet-stream", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=noise.bin", "",
        Convert.ToBase64String(Noise(200_000), Base64FormattingOptions.InsertLineBreaks), "--edge--", ".", "");

    [Fact]
    public void A_message_with_attachments_by_SMTP_and_back_by_POP3_and_IMAP()
    {
        using var exim = new EximServer(Certificates, _mail);
        using var dovecot = new DovecotServer(Certificates, _mail);
        File.WriteAllText(_folder["message.eml"], "From: anna@mail.test\nTo: bert@mail.test\nSubject: Noise\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=edge\n\n" + s_body.ReplaceLineEndings("\n"));
        Session["file"] = _folder["message.eml"];
        EngineResult sent = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{exim.Port}} -ReplyFormat Smtp
            $c | Invoke-SocketCommand -Expect 220
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand STARTTLS -Connection $c -Expect 220
            Protect-SocketConnection $c -CertificateAuthority $ca
            Invoke-SocketCommand 'EHLO client.test' -Connection $c -Expect 250
            Invoke-SocketCommand 'AUTH PLAIN' -SecureArgument $plain -Connection $c -Expect 235
            'MAIL FROM:<anna@mail.test>', 'RCPT TO:<bert@mail.test>', 'RCPT TO:<broken' | Invoke-SocketCommand -Connection $c -Pipelined
            Invoke-SocketCommand DATA -Connection $c -Expect 354
            Send-SocketLine -InFile $file -DotTerminated -Connection $c
            Invoke-SocketCommand -Connection $c -Expect 250
            Invoke-SocketCommand QUIT -Connection $c -Expect 221
            Close-SocketConnection $c
            """);
        SocketReply[] replies = sent.Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new object[] { 220, 250, 220, 250, 235, 250, 250, 501, 354, 250, 221 }, replies.Select(static r => r.Code));
        Assert.Contains("PIPELINING", replies[3].Lines);
        Assert.Equal("AUTH PLAIN ***", replies[4].Command);
        RunningScript.Until(() => Directory.Exists(_mail + "/bert/new") && Directory.GetFiles(_mail + "/bert/new").Length == 1, "the delivery");

        SocketReply fetched = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{dovecot.Pop3Port}} -StartTls Pop3 -CertificateAuthority $ca
            $null = Invoke-SocketCommand 'USER bert' -Connection $c -RequireSuccess
            $null = Invoke-SocketCommand PASS -SecureArgument $password -Connection $c -RequireSuccess
            $list = Invoke-SocketCommand LIST -Connection $c -RequireSuccess
            Invoke-SocketCommand 'RETR 1' -Connection $c -RequireSuccess
            Close-SocketConnection $c
            """).Single<SocketReply>();
        Assert.Equal(s_body, Body((byte[])fetched.Data!));
        Assert.Equal(new[] { "1 " + ((byte[])fetched.Data!).Length }, ((SocketReply)Session["list"]!).Lines);

        EngineResult looked = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{dovecot.Port}} -ReplyFormat Imap
            $null = Invoke-SocketCommand -Connection $c -Expect OK
            $null = Invoke-SocketCommand 'STARTTLS' -Connection $c -Expect OK
            Protect-SocketConnection $c -CertificateAuthority $ca
            Invoke-SocketCommand 'LOGIN' -Argument 'bert', '{{DovecotServer.Password}}' -Connection $c -Expect OK
            Invoke-SocketCommand 'SELECT INBOX', 'FETCH 1 BODY.PEEK[]', 'FETCH 9 FLAGS', 'SEARCH ALL' -Connection $c
            """);
        replies = looked.Output.Cast<SocketReply>().ToArray();
        Assert.Equal("LOGIN *** ***", replies[0].Command);
        Assert.Contains("1 EXISTS", replies[1].Lines);
        Assert.Equal(s_body, Body((byte[])replies[2].Data!));
        Assert.Equal(Assert.Single(replies[2].Literals), replies[2].Data);
        Assert.Equal("BAD", replies[3].Code);
        Assert.Equal("SEARCH 1", replies[4].Lines[0]);
        SocketReply[] appended = Run("""
            Invoke-SocketCommand 'APPEND INBOX (\Seen)' -Argument ([byte[]](65, 58, 32, 66, 13, 10, 13, 10, 67, 255, 13, 10)) -Connection $c -Expect OK
            Invoke-SocketCommand 'FETCH 2 BODY[TEXT]' -Connection $c -Expect OK
            Invoke-SocketCommand IDLE -Connection $c -Expect '+'
            Invoke-SocketCommand DONE -Connection $c -Expect OK
            Invoke-SocketCommand LOGOUT -Connection $c
            """).Output.Cast<SocketReply>().ToArray();
        Assert.Equal(new byte[] { 67, 255, 13, 10 }, appended[1].Data);
        Assert.Equal("OK", appended[4].Code);
        Assert.StartsWith("BYE", appended[4].Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_login_in_lines_shows_none_of_them()
    {
        using var exim = new EximServer(Certificates, _mail);
        EngineResult result = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{exim.Port}} -StartTls Smtp -CertificateAuthority $ca
            Invoke-SocketCommand 'EHLO me', 'AUTH LOGIN', '{{Base64(EximServer.User)}}', '{{Base64("wrong")}}' -Connection $c -Verbose
            Invoke-SocketCommand 'AUTH LOGIN' -Connection $c -Expect 334
            Invoke-SocketCommand '{{Base64(EximServer.User)}}' -Connection $c -Expect 334
            Invoke-SocketCommand '{{Base64(EximServer.Password)}}' -Connection $c -Expect 235
            Invoke-SocketCommand NOOP -Connection $c -Expect 250
            """);
        Assert.Equal(
            new[] { "EHLO me", "AUTH LOGIN", "***", "***", "AUTH LOGIN", "***", "***", "NOOP" },
            result.Output.Cast<SocketReply>().Select(static r => r.Command));
        Assert.Equal(new object[] { 334, 334, 535 }, result.Output.Cast<SocketReply>().Skip(1).Take(3).Select(static r => r.Code));
        Assert.DoesNotContain(result.Verbose, static line => line.Contains(Base64("wrong"), StringComparison.Ordinal));
        Adopt();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static System.Security.SecureString Secret(string text, bool encode) =>
        new System.Net.NetworkCredential("", encode ? Base64(text) : text).SecurePassword;

    private static byte[] Noise(int count)
    {
        var noise = new byte[count];
        new Random(7).NextBytes(noise);
        return noise;
    }

    private static string Body(byte[] message)
    {
        string text = Encoding.UTF8.GetString(message);
        return text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }
}
