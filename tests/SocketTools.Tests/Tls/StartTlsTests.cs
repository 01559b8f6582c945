using System.Management.Automation;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>The upgrade to TLS in each protocol: it works, the server says no, somebody injects, nobody answers.</summary>
public class StartTlsTests : TlsTest
{
    public StartTlsTests(Certificates certificates)
        : base(certificates)
    {
    }

    public static TheoryData<StartTlsProtocol> Protocols() => new(Enum.GetValues<StartTlsProtocol>().Where(static p => p != StartTlsProtocol.None));

    [Theory]
    [MemberData(nameof(Protocols))]
    public void It_works(StartTlsProtocol protocol)
    {
        var script = StartTlsScript.Of(protocol);
        using var server = ScriptedServer.Start(async client =>
        {
            await script.BeginAsync(client);
            await client.SendAsync(script.Consent, Delivery.ByteByByte);
            await StartTlsScript.HearLastAsync(client, protocol);
            await client.ProtectAsync(Certificates.Good);
            await client.SendAsync("secret\r\n");
            Assert.Equal("safe", await client.ReadLineAsync());
            await client.SendCloseNotifyAsync();
        });
        foreach (string open in new[]
        {
            $"$c = New-SocketConnection {server.Address} -StartTls {protocol} -CertificateAuthority $ca; $c",
            $"$c = New-SocketConnection {server.Address}; Protect-SocketConnection $c -StartTls {protocol} -CertificateAuthority $ca -PassThru",
        })
        {
            using var connection = Run(open).Single<SocketConnection>();
            Assert.Equal(Certificates.Good.Thumbprint, connection.Tls!.Certificate!.Thumbprint);
            Assert.Equal("secret", Run("Receive-SocketLine $c; Send-SocketLine safe -Connection $c; Receive-SocketLine $c -All").Single<string>());
        }
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp)]
    [InlineData(StartTlsProtocol.Lmtp)]
    [InlineData(StartTlsProtocol.Pop3)]
    [InlineData(StartTlsProtocol.Imap)]
    [InlineData(StartTlsProtocol.Ftp)]
    [InlineData(StartTlsProtocol.Nntp)]
    [InlineData(StartTlsProtocol.Sieve)]
    [InlineData(StartTlsProtocol.Irc)]
    public void The_server_speaks_another_protocol(StartTlsProtocol protocol)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("SSH-2.0-OpenSSH_9.2\r\n");
            await client.StayAsync();
        });
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol}").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.Contains("SSH-2.0-OpenSSH_9.2", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replies_of_mail_that_lose_their_codes_are_no_replies()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("220-Welcome\r\nto our server\r\n");
            await client.StayAsync();
        });
        Session.Run($"New-SocketConnection {server.Address} -StartTls Smtp").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
    }

    [Theory]
    [InlineData(StartTlsProtocol.Nntp, "220 mail.test ESMTP\r\n")]
    [InlineData(StartTlsProtocol.Smtp, "200 news.test\r\n")]
    [InlineData(StartTlsProtocol.Smtp, "554-no\r\n554 really\r\n")]
    [InlineData(StartTlsProtocol.Ftp, "120 in a minute\r\n421 no\r\n")]
    [InlineData(StartTlsProtocol.Imap, "* BYE full\r\n")]
    [InlineData(StartTlsProtocol.Imap, "* \r\n")]
    [InlineData(StartTlsProtocol.Imap, "* PREAUTH come in\r\n")]
    [InlineData(StartTlsProtocol.Sieve, "BYE \"full\"\r\n")]
    public void A_greeting_that_is_none_is_a_refusal_at_once(StartTlsProtocol protocol, string greeting)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync(greeting);
            Assert.Empty(await client.ReadToEndAsync());
        });
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol} -ConnectTimeoutSec 100").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("refused to greet: '" + greeting.Split("\r\n")[greeting.StartsWith("120", StringComparison.Ordinal) ? 1 : 0], error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_server_that_is_not_ready_yet_is_waited_for()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("120 in a moment\r\n220-Welcome\r\n 220 is no end\r\n220 ready\r\n");
            Assert.Equal("AUTH TLS", await client.ReadLineAsync());
            await client.SendAsync("534 no\r\n");
        });
        Session.Run($"New-SocketConnection {server.Address} -StartTls Ftp").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
    }

    [Fact]
    public void A_greeting_of_two_replies_is_no_answer_to_EHLO()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("220 proxy\r\n220 mail\r\n");
            Assert.StartsWith("EHLO ", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.SendAsync("250 STARTTLS\r\n");
            Assert.Equal("STARTTLS", await client.ReadLineAsync());
            await client.SendAsync("454 not now\r\n");
        });
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -StartTls Smtp").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
        Assert.Contains("refused STARTTLS: '454 not now'", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp, "220-x\r\n")]
    [InlineData(StartTlsProtocol.Smtp, "220 x")]
    [InlineData(StartTlsProtocol.Pop3, "+OK x")]
    [InlineData(StartTlsProtocol.Imap, "* OK x")]
    [InlineData(StartTlsProtocol.Ftp, "220-\r\n")]
    [InlineData(StartTlsProtocol.Nntp, "200 x")]
    [InlineData(StartTlsProtocol.Sieve, "\"x\"\r\n")]
    [InlineData(StartTlsProtocol.Irc, ":irc.test NOTICE * :x\r\n")]
    [InlineData(StartTlsProtocol.Irc, "NOTICE x")]
    [InlineData(StartTlsProtocol.Xmpp, "<x>")]
    public void A_reply_without_an_end_is_not_the_protocol(StartTlsProtocol protocol, string text)
    {
        using var server = ScriptedServer.Start(async client => await client.SendForeverAsync(text));
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol}").SingleError("ProtocolViolation", ErrorCategory.ProtocolError);
        Assert.Contains(server.Address, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartTlsProtocol.MySql, "\x01\0\0\0\xFF", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.MySql, "\x05\0\0\0\xFF\x10\x04no", "ReplyRejected")]
    [InlineData(StartTlsProtocol.MySql, "\x02\0\0\0\x0A\x38", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.Postgres, "ESERROR\0", "ReplyRejected")]
    [InlineData(StartTlsProtocol.Ldap, "0\x0F\x02\x01\x01\x78\x0A\x0A\x01\x34\x04\x00\x04\x03sad", "ReplyRejected")]
    [InlineData(StartTlsProtocol.Ldap, "0\x10\x02\x01\x01\x78\x81\x0A\x0A\x01\x34\x04\x00\x04\x03sad", "ReplyRejected")]
    [InlineData(StartTlsProtocol.Ldap, "0\x0C\x02\x01\x01\x61\x07\x0A\x01\x78\x04\x00\x04\x00", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.Ldap, "0\x07\x02\xFF\x01\x78\x02\x0A\x01", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.Ldap, "0\x84\xFF\xFF\xFF\xFF", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.Ldap, "0\x80\x02\x01\x01", "ProtocolViolation")]
    [InlineData(StartTlsProtocol.Ldap, "0\x88\x02\x01\x01", "ProtocolViolation")]
    public void An_answer_in_bytes_is_a_refusal_or_gibberish(StartTlsProtocol protocol, string answer, string id)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(answer));
            await client.ReadToEndAsync();
        });
        ErrorRecord error = Assert.Single(Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol} -ConnectTimeoutSec 100").Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp, "220-ready\r\n220 a", "Truncated", ErrorCategory.InvalidData)]
    [InlineData(StartTlsProtocol.Imap, "* OK", "Truncated", ErrorCategory.InvalidData)]
    [InlineData(StartTlsProtocol.Ftp, "120 soon\r\n", "RemoteClosed", ErrorCategory.ConnectionError)]
    [InlineData(StartTlsProtocol.Smtp, "220-ready\r\nand so on\r\n", "ProtocolViolation", ErrorCategory.ProtocolError)]
    public void A_greeting_that_breaks_off_tells_nothing_of_replies_to_come(StartTlsProtocol protocol, string greeting, string id, ErrorCategory category)
    {
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync(greeting);
            client.CloseSend();
            await client.ReadToEndAsync();
        });
        ErrorRecord error = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol}").SingleError(id, category);
        Assert.DoesNotContain("out of step", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_server_says_no(StartTlsProtocol protocol)
    {
        var script = StartTlsScript.Of(protocol);
        using var server = ScriptedServer.Start(async client =>
        {
            await script.BeginAsync(client);
            await client.SendAsync(script.Refusal);
            Assert.Empty(await client.ReadToEndAsync());
        });
        foreach (string command in new[] { $"New-SocketConnection {server.Address}", $"Get-SocketCertificate {server.Address}", $"New-SocketConnection {server.Address} | Protect-SocketConnection" })
        {
            ErrorRecord error = Session.Run($"{command} -StartTls {protocol} -CertificateAuthority $ca").SingleError("ReplyRejected", ErrorCategory.InvalidResult);
            Assert.Contains(script.RefusalShown, error.Exception.Message, StringComparison.Ordinal);
            (error.TargetObject as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_line_behind_the_consent_is_refused_and_nothing_more_is_sent(StartTlsProtocol protocol)
    {
        var script = StartTlsScript.Of(protocol);
        using var server = ScriptedServer.Start(async client =>
        {
            await script.BeginAsync(client);
            await client.SendAsync(script.Consent.Concat("250 injected\r\n"u8.ToArray()).ToArray());
            await StartTlsScript.HearLastAsync(client, protocol);
            Assert.Empty(await client.ReadToEndAsync());
        });
        foreach (string command in new[] { $"New-SocketConnection {server.Address}", $"Get-SocketCertificate {server.Address}", $"New-SocketConnection {server.Address} | Protect-SocketConnection" })
        {
            EngineResult result = Session.Run($"{command} -StartTls {protocol} -CertificateAuthority $ca");
            (result.SingleError("PlaintextInjected", ErrorCategory.SecurityError).TargetObject as IDisposable)?.Dispose();
            Assert.Empty(result.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_silent_server_is_given_up_when_connecting_may_take_no_longer(StartTlsProtocol protocol)
    {
        using var server = ScriptedServer.Start(client => client.StayAsync());
        EngineResult result = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol} -ConnectTimeoutSec 0.2");
        ErrorRecord error = result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
        Assert.Contains("-ConnectTimeoutSec", error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(result.Elapsed.TotalSeconds, 0.15, 25);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void A_server_that_leaves_is_an_error(StartTlsProtocol protocol)
    {
        using var server = ScriptedServer.Start(client => Task.CompletedTask);
        EngineResult result = Session.Run($"New-SocketConnection {server.Address} -StartTls {protocol}");
        Assert.Empty(result.Output);
        Assert.Matches("^(RemoteClosed|Truncated|ConnectionReset),", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_server_that_drips_its_greeting_for_ever_is_given_up_too()
    {
        using var server = ScriptedServer.Start(async client =>
        {
            while (true)
            {
                await client.SendAsync("220-and more\r\n");

                // A drop at a time, often enough for the idle clock to begin anew each time: only the other clock can end it.
                await Task.Delay(20);
            }
        });
        EngineResult result = Session.Run($"New-SocketConnection {server.Address} -StartTls Smtp -ConnectTimeoutSec 0.5 -IdleTimeoutSec 10");
        result.SingleError("ConnectTimeout", ErrorCategory.OperationTimeout);
        Assert.InRange(result.Elapsed.TotalSeconds, 0.45, 25);
    }

    [Fact]
    public void By_hand()
    {
        using ScriptedServer server = Pop3();
        EngineResult result = Run($$"""
            $c = New-SocketConnection {{server.Address}}
            Receive-SocketLine $c
            Send-SocketLine 'STLS' -Connection $c
            Receive-SocketLine $c
            Protect-SocketConnection $c -CertificateAuthority $ca
            Send-SocketLine 'QUIT' -Connection $c
            Receive-SocketLine $c
            Close-SocketConnection $c
            """);
        Assert.Equal(new[] { "+OK ready", "+OK go", "+OK bye" }, result.Texts);
    }

    [Fact]
    public void By_hand_in_one_pipeline()
    {
        using ScriptedServer server = Pop3();
        EngineResult result = Run($$"""
            $c = New-SocketConnection {{server.Address}} | Send-SocketLine 'STLS' -PassThru
            $null = Receive-SocketLine $c -Count 2
            $c | Protect-SocketConnection -CertificateAuthority $ca -PassThru | Send-SocketLine 'QUIT' -PassThru | Receive-SocketLine -All
            """);
        Assert.Equal("+OK bye", Assert.Single(result.Texts));
        Run("$c | Close-SocketConnection");
    }

    [Fact]
    public async Task By_hand_with_something_left_unread_it_is_refused_and_can_still_be_looked_at()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("220 go\r\n250 injected\r\n");
        EngineResult result = Session.Run("Receive-SocketLine $c; Protect-SocketConnection $c -CertificateAuthority $ca");
        Assert.Same(Connection, result.SingleError("PlaintextInjected", ErrorCategory.SecurityError).TargetObject);
        Assert.Equal(ConnectionState.Open, Connection.State);
        Assert.Equal("250 injected", Run("Receive-SocketLine $c").Single<string>());
    }

    [Fact]
    public async Task What_waits_in_the_system_is_refused_too()
    {
        using var server = ScriptedServer.Start();
        ScriptedClient peer = await ConnectAsync(server);
        await peer.SendAsync("250 injected\r\n");

        RunningScript.Until(() => Connection.HasWaiting, "the line");
        Session.Run("Protect-SocketConnection $c -CertificateAuthority $ca").SingleError("PlaintextInjected", ErrorCategory.SecurityError);
    }

    [Fact]
    public async Task A_server_side_upgrade()
    {
        Session["cert"] = Certificates.Good;
        Run("$l = Start-SocketListener");
        int port = ((SocketListener)Session["l"]!).Port;
        using var other = new EngineSession();
        other["ca"] = Certificates.Authority;
        using RunningScript client = other.Begin(
            $"$c = New-SocketConnection 127.0.0.1:{port} -StartTls Smtp -CertificateAuthority $ca; Send-SocketLine 'QUIT' -Connection $c; Receive-SocketLine $c; Close-SocketConnection $c");
        EngineResult served = Run("""
            $c = Wait-SocketConnection $l -TimeoutSec 100
            Send-SocketLine '220 ready' -Connection $c
            Receive-SocketLine $c
            Send-SocketLine '250-mail.test', '250 STARTTLS' -Connection $c
            Receive-SocketLine $c
            Send-SocketLine '220 go' -Connection $c
            Protect-SocketConnection $c -AsServer -Certificate $cert
            Receive-SocketLine $c
            Send-SocketLine '221 bye' -Connection $c
            Close-SocketConnection $c
            """);
        Assert.Matches("^EHLO ", served.Texts[0]);
        Assert.Equal(new[] { "STARTTLS", "QUIT" }, served.Texts.Skip(1));
        Assert.Equal("221 bye", client.End().Single<string>());
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("Protect-SocketConnection $c -AsServer")]
    [InlineData("Protect-SocketConnection $c -AsServer -StartTls Smtp -Certificate $ca")]
    public async Task What_does_not_fit_together_leaves_the_connection_alone(string script)
    {
        using var server = ScriptedServer.Start();
        await ConnectAsync(server);
        Session.Run(script).SingleError("InvalidRequest", ErrorCategory.InvalidArgument);
        Assert.Equal(ConnectionState.Open, Connection.State);
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("bücher.test")]
    public void A_mail_server_is_greeted_in_ASCII_whatever_the_server_is_called(string name)
    {
        string? hello = null;
        using var server = ScriptedServer.Start(async client =>
        {
            await client.SendAsync("220 ready\r\n");
            hello = await client.ReadLineAsync();
            await client.SendAsync("550 no\r\n");
        });
        Session.Run($"New-SocketConnection '{name}' -Port 25 -ConnectTo {server.Address} -StartTls Smtp").SingleError("ReplyRejected", ErrorCategory.InvalidResult);

        // RFC 5321, 4.1.3: an address stands in brackets.
        Assert.Matches(@"^EHLO (\[[!-~]+\]|[A-Za-z0-9.-]+)$", hello);
    }

    private ScriptedServer Pop3() => ScriptedServer.Start(async client =>
    {
        await client.SendAsync("+OK ready\r\n");
        Assert.Equal("STLS", await client.ReadLineAsync());
        await client.SendAsync("+OK go\r\n");
        await client.ProtectAsync(Certificates.Good);
        Assert.Equal("QUIT", await client.ReadLineAsync());
        await client.SendAsync("+OK bye\r\n");
        await client.SendCloseNotifyAsync();
    });
}
