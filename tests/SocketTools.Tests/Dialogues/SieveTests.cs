using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;
using SocketTools.Tests.Tls;

namespace SocketTools.Tests.Dialogues;

/// <summary>Mail filters by hand, with dovecot's ManageSieve.</summary>
public sealed class SieveTests : TlsTest
{
    private readonly TemporaryFolder _folder = new();

    public SieveTests(Certificates certificates)
        : base(certificates)
    {
        ProgramServer.OpenToAll(_folder.Path, writable: true);
        Session["plain"] = new System.Net.NetworkCredential("", Convert.ToBase64String(Encoding.UTF8.GetBytes("\0anna\0" + DovecotServer.Password))).SecurePassword;
    }

    [Theory]
    [InlineData("-StartTls Sieve -CertificateAuthority $ca", "")]
    [InlineData("-ReplyFormat Sieve", "Invoke-SocketCommand STARTTLS -Connection $c -Expect OK; Protect-SocketConnection $c -CertificateAuthority $ca")]
    public void Each_reply_is_its_command_s_behind_STARTTLS_too(string open, string protect)
    {
        using var server = new DovecotServer(Certificates, sieveFolder: _folder.Path);
        SocketReply[] replies = Run($$"""
            $c = New-SocketConnection 127.0.0.1 {{server.SievePort}} {{open}}
            {{protect}}
            Invoke-SocketCommand 'NOOP "one"', BADCOMMAND, 'NOOP "two"' -Connection $c
            Invoke-SocketCommand 'AUTHENTICATE "PLAIN"' -SecureArgument $plain -Connection $c -Expect OK
            Invoke-SocketCommand 'PUTSCRIPT "a"' -Argument "# LOGOUT`r`nLOGOUT`r`n" -Connection $c
            Invoke-SocketCommand 'PUTSCRIPT "b \"quoted\""' -Argument "keep;`r`n" -Connection $c
            Invoke-SocketCommand 'GETSCRIPT "b \"quoted\""', 'LISTSCRIPTS', 'LOGOUT' -Connection $c
            """).Output.Cast<SocketReply>().SkipWhile(static r => r.Command == "STARTTLS").ToArray();
        Adopt();
        Assert.Equal(new object?[] { "OK", "NO", "OK", "OK", "NO", "OK", "OK", "OK", "OK" }, replies.Select(static r => r.Code));
        Assert.Contains(replies[0].Greeting!.Lines, static line => line.StartsWith("\"SASL\"", StringComparison.Ordinal));
        Assert.Contains("one", replies[0].Text, StringComparison.Ordinal);
        Assert.Contains("two", replies[2].Text, StringComparison.Ordinal);
        Assert.Equal("keep;\r\n", Encoding.ASCII.GetString((byte[])replies[6].Data!));
        Assert.Equal(0, Connection.Available);
    }

    [Fact]
    public void A_script_for_which_nobody_has_logged_in_is_no_command()
    {
        using var server = new DovecotServer(Certificates, sieveFolder: _folder.Path);
        foreach (string pipelined in new[] { "", "-Pipelined" })
        {
            Run($"$c = New-SocketConnection 127.0.0.1 {server.SievePort} -ReplyFormat Sieve");
            Adopt();
            Session.Run($"Invoke-SocketCommand 'PUTSCRIPT \"a\"' -Argument \"LOGOUT`r`nNOOP`r`n\" -Connection $c {pipelined}").SingleError("InvalidRequest", System.Management.Automation.ErrorCategory.InvalidArgument);
            Assert.Contains("mine", Run("(Invoke-SocketCommand 'NOOP \"mine\"' -Connection $c).Text").Single<string>(), StringComparison.Ordinal);
            Connection.Dispose();
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
