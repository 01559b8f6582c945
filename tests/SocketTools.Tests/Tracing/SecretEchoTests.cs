using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

public class SecretEchoTests
{
    // What the client says, what the server says to that, and what is left of the server's; in base64: bob and hunter22 for PLAIN, hunter22, bob:hunter22.
    public static TheoryData<string, string, string> Echoes() => new()
    {
        { "PASS hunter22", "-ERR bad command: PASS hunter22", "-ERR bad command: PASS ********" },
        { "PASS hunter22", "hunter22hunter22 hunter2", "******** hunter2" },
        { "PASS hunter22", "-ERR aHVudGVyMjI=", "-ERR ********" },
        { "PASS hun er2?", "no hun er2?, hun%20er2%3F or &#39;hun er2?&#39;", "no ********, ******** or &#39;********&#39;" },
        { "AUTH PLAIN AGJvYgBodW50ZXIyMg==", "535 AGJvYgBodW50ZXIyMg== hunter22", "535 ******** ********" },
        { "AUTH LOGIN Ym9i\nC: aHVudGVyMjI=", "535 Ym9i: hunter22", "535 ********: ********" },
        { "AUTH XOAUTH2 dXNlcj1ib2IBYXV0aD1CZWFyZXIgdG9rZW4xAQE=", "535 Bearer token1", "535 Bearer ********" },
        { "a1 LOGIN bob \"hun\\\"er22\"", "a1 NO hun\"er22, \"hun\\\"er22\"", "a1 NO ********, ********" },
        { "a1 LOGIN bob {8}\nC: hunter22", "* 1 FETCH (X {8}\nS: hunter22", "* 1 FETCH (X {8}\nS: ********" },
        { "*3\nC: $4\nC: AUTH\nC: $7\nC: default\nC: $8\nC: hunter22", "-ERR default has not hunter22", "-ERR default has not ********" },
        { "ACL SETUSER bob on >hunter22", "hunter22", "********" },
        { "GET http://bob:hunt%C3%A9r22@h/ HTTP/1.0", "hunt\u00e9r22 is no hunt%C3%A9r22", "******** is no ********" },
        { "Authorization: Basic Ym9iOmh1bnRlcjIy", "Basic Ym9iOmh1bnRlcjIy hunter22 bob", "******** ******** bob" },
        { "Authorization: Digest username=\"alice\", realm=\"a realm\", nonce=\"dcd98b7102dd\", response=\"6629fae49393\"", "alice dcd98b7102dd 6629fae49393", "alice dcd98b7102dd ********" },
        { "Cookie: lang=english; sid=31d4d96e407aad42", "english 31d4d96e407aad42", "english ********" },
        { "PASS abc", "abc", "abc" },
        { "PASS aaaa", "aaaaaaa aaa", "******** aaa" },
        { "PASS hunter22\nC: PASS hunter2233", "hunter2233 hunter22x", "******** ********x" },
        { "USER hunter22", "hunter22", "hunter22" },
        { "PASS p&s/wd?>", "p%26s%2Fwd%3F%3E p%26s%2fwd%3f%3e", "******** ********" },
        { "PASS (p d)*'", "(p%20d)*' %28p+d%29*%27 %28p+d%29*%27", "******** ******** ********" },
        { "PASS p&s/wd?>", "cCZzL3dkPz4= cCZzL3dkPz4 cCZzL3dkPz4", "******** ******** ********" },
        { "PASS p?>~q??", "cD8+fnE/Pw== cD8+fnE/Pw cD8-fnE_Pw", "******** ******** ********" },
        { "PASS p<'\"/\\w", "p\\u003c'\\\"/\\\\w p\\u003C\\u0027\\u0022/\\\\w p<'\\\"\\/\\\\w", "******** ******** ********" },
        { "PASS p<'\"/w", "p&lt;&#x27;&quot;/w p&lt;&#039;&quot;/w p&lt;&#39;&#34;/w", "******** ******** ********" },
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public void What_comes_back_is_stars_however_it_is_cut(string said, string answered, string kept)
    {
        byte[] answer = Bytes(answered, 'S');
        for (int cut = 0; cut < answer.Length; cut++)
        {
            MaskedSpeech server = Server(said);
            var transcript = new SocketTranscript();
            Keep(transcript, server.Mask(new ArraySegment<byte>(answer, 0, cut)));
            Keep(transcript, server.Mask(new ArraySegment<byte>(answer, cut, answer.Length - cut)));
            Assert.False(server.Holds);
            Assert.Equal(kept, Encoding.UTF8.GetString(transcript.BytesOf(TranscriptSide.Server)).TrimEnd().Replace("\r\n", "\nS: "));
            Assert.All(transcript.Entries, static e => Assert.All(e.Masked, m => Assert.Equal("********", Encoding.ASCII.GetString(e.Data, m.Offset, m.Length))));
        }
    }

    [Fact]
    public void A_ticket_and_many_commands_at_once_are_learnt_where_nobody_looks()
    {
        foreach (string said in new[] { "AUTH XOAUTH2 " + new string('x', 5000) + "hunter22\r\n", "PASS hunter22\r\n" + string.Concat(Enumerable.Repeat("NOOP\r\n", 1000)) })
        {
            ArraySegment<byte> data = Segment(said);
            Assert.True(WireTap.MayHoldSecret(data));
            var secrets = new KnownSecrets();
            new WireTap(TranscriptSide.Client, secrets).OnSent(data);
            Assert.Equal("********", secrets.Hide(said.StartsWith('P') ? "hunter22" : said[13..^2]));
        }
    }

    [Theory]
    [InlineData("the hunt", "the ", "********")]
    [InlineData("the hun", "the ", "hun")]
    [InlineData("the hunter22", "the ********", "")]
    public void What_is_held_back_is_given_when_nothing_more_comes(string said, string given, string rest)
    {
        MaskedSpeech server = Server("PASS hunter22");
        Assert.Equal(given, Text(server.Mask(Segment(said))));
        Assert.Equal(rest.Length > 0, server.Holds);
        Assert.Equal(rest, Text(server.Flush()));
        Assert.False(server.Holds);
    }

    [Fact]
    public void What_goes_on_behind_a_pause_is_known()
    {
        MaskedSpeech server = Server("PASS hunter22");
        string told = Text(server.Mask(Segment("hu"))) + Text(server.Flush()) + Text(server.Mask(Segment("nter22 hunter2"))) + Text(server.Flush()) + Text(server.Mask(Segment("2.")));
        Assert.Equal("hu******** ********.", told);
    }

    [Fact]
    public void A_secret_that_is_not_whole_yet_is_known_as_far_as_it_came()
    {
        var secrets = new KnownSecrets();
        var client = new MaskedSpeech(TranscriptSide.Client, secrets, new LoginProgress());
        client.Mask(Segment("PASS hunter22"));
        client.LearnSoFar();
        Assert.Equal("********", Text(new MaskedSpeech(TranscriptSide.Server, secrets, new LoginProgress()).Mask(Segment("hunter22"))));
    }

    [Fact]
    public void Any_cut_gives_what_no_cut_gives()
    {
        var random = new Random(1);
        for (int round = 0; round < 2000; round++)
        {
            var secrets = new KnownSecrets();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                secrets.Learn(Letters(random, random.Next(4, 9)));
            }

            byte[] said = Letters(random, random.Next(1, 200));
            var whole = new SecretEcho(secrets);
            string expected = Given(whole, said, 0, said.Length) + Flushed(whole);
            var cut = new SecretEcho(secrets);
            var given = new StringBuilder();
            for (int at = 0, length; at < said.Length; at += length)
            {
                length = Math.Min(random.Next(1, 12), said.Length - at);
                given.Append(Given(cut, said, at, length));
            }

            given.Append(Flushed(cut));
            Assert.Equal(expected, given.ToString());
        }
    }

    [Fact]
    public void The_oldest_are_forgotten_and_no_secret_takes_all_room()
    {
        var secrets = new KnownSecrets();
        for (int i = 0; i < 1000; i++)
        {
            secrets.Learn(Encoding.ASCII.GetBytes($"secret{i:0000}"));
        }

        secrets.Learn(new byte[KnownSecrets.LongestSecret]);
        Assert.InRange(secrets.Forms.Length, 100, 512);
        Assert.InRange(secrets.Forms.Sum(static f => f.Length), 1, 256 * 1024);
        Assert.Equal("secret0000 ********", secrets.Hide("secret0000 secret0999"));
    }

    [Theory]
    [InlineData("it said 'PASS hunter22'", "it said 'PASS ********'")]
    [InlineData("it said 'PASS hunt…' at last", "it said 'PASS ********…' at last")]
    [InlineData("unread: '…er22'", "unread: '…********'")]
    [InlineData("unread: '…22'", "unread: '…22'")]
    [InlineData("…nter2", "…********")]
    [InlineData("a …nter… b", "a …********… b")]
    [InlineData("…nte…", "…nte…")]
    [InlineData("hunter2", "********")]
    public void Errors_quote_without_them(string text, string shown)
    {
        var secrets = new KnownSecrets();
        secrets.Learn("hunter22"u8.ToArray());
        Assert.Equal(shown, secrets.Hide(text));
        var fault = new SocketToolsException(Fault.Truncated, "outside", new SocketToolsException(Fault.RemoteClosed, text, new IOException(text))) { BytesSent = 1, Partial = this, Limit = Limit.Bytes, Advice = Advice.CallAgain };
        SocketToolsException? hidden = secrets.Hide(fault);
        if (text == shown)
        {
            Assert.Null(hidden);
            return;
        }

        Assert.Equal((Fault.Truncated, "outside", 1, this, Limit.Bytes, Advice.CallAgain), (hidden!.Fault, hidden.Message, hidden.BytesSent, hidden.Partial, hidden.Limit, hidden.Advice));
        Assert.Equal((shown, null), (hidden.InnerException!.Message, hidden.InnerException.InnerException));
    }

    private static MaskedSpeech Server(string said)
    {
        var secrets = new KnownSecrets();
        var login = new LoginProgress();
        var client = new MaskedSpeech(TranscriptSide.Client, secrets, login);
        client.Mask(new ArraySegment<byte>(Bytes(said, 'C')));
        return new MaskedSpeech(TranscriptSide.Server, secrets, new LoginProgress());
    }

    private static byte[] Bytes(string said, char side) =>
        SocketTranscript.Parse($"{side}: {said}").BytesOf(side == 'C' ? TranscriptSide.Client : TranscriptSide.Server);

    private static void Keep(SocketTranscript transcript, MaskedBytes said) => transcript.Add(default, TranscriptSide.Server, said.Data, said.Masked);

    private static ArraySegment<byte> Segment(string text) => new(Encoding.ASCII.GetBytes(text));

    private static string Text(MaskedBytes masked) => masked.Data.Count == 0 ? "" : Encoding.UTF8.GetString(masked.Data);

    private static byte[] Letters(Random random, int count) => Enumerable.Range(0, count).Select(_ => (byte)random.Next('a', 'c')).ToArray();

    // Each byte of a secret as a star.
    private static string Given(SecretEcho echo, byte[] said, int from, int count)
    {
        ArraySegment<byte> given = echo.Take(new ArraySegment<byte>(said, from, count), null, out IReadOnlyList<MaskedStretch>? found);
        char[] text = Encoding.ASCII.GetString(given).ToCharArray();
        foreach (MaskedStretch secret in found ?? Array.Empty<MaskedStretch>())
        {
            text.AsSpan(secret.Offset, secret.Length).Fill('*');
        }

        return new string(text);
    }

    private static string Flushed(SecretEcho echo)
    {
        ArraySegment<byte> held = echo.Flush(out bool isSecret);
        return isSecret ? new string('*', held.Count) : Encoding.ASCII.GetString(held);
    }
}
