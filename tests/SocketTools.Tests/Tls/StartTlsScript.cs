using SocketTools.Dialogues;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>The server's side of an upgrade to TLS, for each protocol.</summary>
internal sealed class StartTlsScript
{
    private readonly object[] _steps;

    private StartTlsScript(object[] steps, string consent, string refusal, string refusalShown)
    {
        _steps = steps;
        Consent = Encoding.Latin1.GetBytes(consent);
        Refusal = Encoding.Latin1.GetBytes(refusal);
        RefusalShown = refusalShown;
    }

    /// <summary>What the server says yes with.</summary>
    internal byte[] Consent { get; }

    /// <summary>What the server says no with.</summary>
    internal byte[] Refusal { get; }

    /// <summary>What of it a message has to tell.</summary>
    internal string RefusalShown { get; }

    /// <summary>Says and hears what comes before the answer.</summary>
    internal async Task BeginAsync(ScriptedClient client)
    {
        foreach (object step in _steps)
        {
            switch (step)
            {
                case Hear heard:
                    Assert.Matches(heard.Line, await client.ReadLineAsync());
                    break;
                case HearBytes heard:
                    Assert.Equal(heard.Expected, Encoding.Latin1.GetString(await client.ReadAsync(heard.Expected.Length)));
                    break;
                case string said:
                    await client.SendAsync(Encoding.Latin1.GetBytes(said));
                    break;
            }
        }
    }

    internal static StartTlsScript Of(StartTlsProtocol protocol) => protocol switch
    {
        StartTlsProtocol.Smtp => Mail("EHLO"),
        StartTlsProtocol.Lmtp => Mail("LHLO"),
        StartTlsProtocol.Pop3 => new(new object[] { "+OK ready\r\n", new Hear("^STLS$") }, "+OK go\r\n", "-ERR not today\r\n", "-ERR not today"),
        StartTlsProtocol.Imap => new(
            new object[] { "* OK ready\r\n", new Hear("^a1 STARTTLS$"), "* CAPABILITY IMAP4rev2\r\n" }, "a1 OK go\r\n", "a1 NO not today\r\n", "a1 NO not today"),
        StartTlsProtocol.Ftp => new(new object[] { "220-Welcome\r\n220 ready\r\n", new Hear("^AUTH TLS$") }, "234 go\r\n", "534 not today\r\n", "534 not today"),
        StartTlsProtocol.Nntp => new(new object[] { "200 ready\r\n", new Hear("^STARTTLS$") }, "382 go\r\n", "580 not today\r\n", "580 not today"),
        StartTlsProtocol.Sieve => new(
            new object[] { "\"IMPLEMENTATION\" \"OK it is\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n", new Hear("^STARTTLS$") },
            "OK \"go\"\r\n", "NO \"not today\"\r\n", "NO \"not today\""),
        StartTlsProtocol.Xmpp => new(
            new object[]
            {
                new HearBytes("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='127.0.0.1' version='1.0'>"),
                "<?xml version='1.0'?><stream:stream from='127.0.0.1' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
                + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>",
                new HearBytes("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            },
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>", "<failure"),
        StartTlsProtocol.Irc => new(
            new object[] { ":irc.test NOTICE * :hello\r\n", new Hear("^STARTTLS$") }, ":irc.test 670 * :go\r\n", ":irc.test 691 * :not today\r\n", "691 * :not today"),
        StartTlsProtocol.Ldap => new(
            new object[] { new HearBytes("0\x1D\x02\x01\x01\x77\x18\x80\x16" + "1.3.6.1.4.1.1466.20037") },
            "0\x0C\x02\x01\x01\x78\x07\x0A\x01\x00\x04\x00\x04\x00", "0\x0C\x02\x01\x01\x78\x07\x0A\x01\x34\x04\x00\x04\x00", "result code 52"),
        StartTlsProtocol.Postgres => new(new object[] { new HearBytes("\0\0\0\x08\x04\xD2\x16\x2F") }, "S", "N", "N"),
        StartTlsProtocol.MySql => new(Array.Empty<object>(), MySqlGreeting(0x08), MySqlGreeting(0), "does not offer TLS"),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>Hears what a client says behind the server's consent, and not a byte of the TLS that follows at once.</summary>
    internal static async Task HearLastAsync(ScriptedClient client, StartTlsProtocol protocol)
    {
        if (protocol == StartTlsProtocol.MySql)
        {
            await client.Stream.ReadExactlyAsync(new byte[36]);
        }
    }

    private static StartTlsScript Mail(string hello) => new(
        new object[] { "220-mail.test\r\n220 ready\r\n", new Hear($"^{hello} \\S+$"), "250-mail.test\r\n250-STARTTLS\r\n250 HELP\r\n", new Hear("^STARTTLS$") },
        "220 go\r\n", "454 4.7.0 not today\r\n", "454 4.7.0 not today");

    // Protocol 10: version, thread, salt, NUL, capabilities (the second byte as given), character set, status, more capabilities.
    private static string MySqlGreeting(int capabilities)
    {
        string packet = "\x0A" + "8.0.36\0" + "\x01\0\0\0" + "12345678" + "\0" + "\xFF" + (char)(0xF0 | capabilities) + "\x2D" + "\x02\0" + new string('\0', 15);
        return (char)packet.Length + "\0\0\0" + packet;
    }

    private sealed record Hear(string Line);

    private sealed record HearBytes(string Expected);
}
