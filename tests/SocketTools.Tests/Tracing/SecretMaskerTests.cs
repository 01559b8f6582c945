using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

public class SecretMaskerTests
{
    // What crosses the wire, C and S in turn as the notation has it, and what is left of it.
    public static TheoryData<string, string> Dialogues() => new()
    {
        { "C: PASS hunter2", "C: PASS ********" },
        { "C. \"PASS\\thunter2\\r\\n\"\nC: NOOP", "C. \"PASS\\t********\\r\\n\"\nC: NOOP" },
        { "C. \"authinfo \\t pass\\t hunter2\\r\\n\"", "C. \"authinfo \\t pass\\t ********\\r\\n\"" },
        { "C. \"AUTH\\tPLAIN\\tAGJvYgBodW50ZXIy\\r\\n\"\nS: 535 no", "C. \"AUTH\\tPLAIN\\t********\\r\\n\"\nS: 535 no" },
        { "S: * OK ready\nC. \"a1\\tLOGIN\\tbob hunter2\\r\\n\"", "S: * OK ready\nC. \"a1\\tLOGIN\\t******** ********\\r\\n\"" },
        { "C: USER bob\nC: pass hunter2", "C: USER bob\nC: pass ********" },
        { "C: AUTH PLAIN AGJvYgBodW50ZXIy\nS: 235 ok\nC: MAIL FROM:<a@b>", "C: AUTH PLAIN ********\nS: 235 ok\nC: MAIL FROM:<a@b>" },
        { "C: AUTH PLAIN\nS: 334\nC: AGJvYgBodW50ZXIy\nS: 235 ok\nC: NOOP", "C: AUTH PLAIN\nS: 334\nC: ********\nS: 235 ok\nC: NOOP" },
        { "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: Ym9i\nS: 334 UGFzc3dvcmQ6\nC: aHVudGVyMg==\nS: 535 no\nC: QUIT",
          "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ********\nS: 334 UGFzc3dvcmQ6\nC: ********\nS: 535 no\nC: QUIT" },
        { "C: AUTH LOGIN\nC: Ym9i\nC: aHVudGVyMg==\nS: 334 VXNlcm5hbWU6\nS: 334 UGFzc3dvcmQ6\nS: 235 ok\nC: QUIT",
          "C: AUTH LOGIN\nC: ********\nC: ********\nS: 334 VXNlcm5hbWU6\nS: 334 UGFzc3dvcmQ6\nS: 235 ok\nC: QUIT" },
        { "C: AUTH CRAM-MD5\nS: + PDE4OTY+\nC: Ym9iIGI5MTNh\nS: +OK\nC: STAT", "C: AUTH CRAM-MD5\nS: + PDE4OTY+\nC: ********\nS: +OK\nC: STAT" },
        { "C: AUTH hunter2\nS: +OK\nC: GET x", "C: AUTH ********\nS: +OK\nC: GET x" },
        { "C: APOP bob c4c9334bac560ecc979e58001b3e22fb", "C: APOP bob ********" },
        { "S: * OK ready\nC: a1 LOGIN bob hunter2\nS: a1 OK\nC: a2 NOOP", "S: * OK ready\nC: a1 LOGIN ******** ********\nS: a1 OK\nC: a2 NOOP" },
        { "C: a1 LOGIN \"b \\\" ob\" hun ter 2", "C: a1 LOGIN ******** ********" },
        { "C: a1 LOGIN bob {7}\nS: + go\nC: hunter2", "C: a1 LOGIN ******** ********\nS: + go\nC: ********" },
        { "C: a1 LOGIN {3}\nS: + go\nC: bob {7}\nS: + go\nC: hunter2\nS: * CAPABILITY\nS: a1 OK\nC: a2 NOOP",
          "C: a1 LOGIN ********\nS: + go\nC: ********\nS: + go\nC: ********\nS: * CAPABILITY\nS: a1 OK\nC: a2 NOOP" },
        { "C: a1 AUTHENTICATE PLAIN\nS: +\nC: AGJvYgBodW50ZXIy\nS: a1 OK\nC: a2 NOOP", "C: a1 AUTHENTICATE PLAIN\nS: +\nC: ********\nS: a1 OK\nC: a2 NOOP" },
        { "C: AUTHENTICATE \"PLAIN\" \"AGJvYgBodW50ZXIy\"\nS: OK", "C: AUTHENTICATE \"PLAIN\" ********\nS: OK" },
        { "C: AUTHENTICATE \"PLAIN\" {16+}\nC: AGJvYgBodW50ZXIy\nS: OK\nC: LISTSCRIPTS", "C: AUTHENTICATE \"PLAIN\" ********\nC: ********\nS: OK\nC: LISTSCRIPTS" },
        { "C: AUTHINFO USER bob\nS: 381\nC: AUTHINFO PASS hunter2", "C: AUTHINFO USER bob\nS: 381\nC: AUTHINFO PASS ********" },
        { "C: AUTHINFO SASL PLAIN AGJvYgBodW50ZXIy", "C: AUTHINFO SASL PLAIN ********" },
        { "C: *2\nC: $4\nC: AUTH\nC: $7\nC: hunter2\nS: +OK\nC: *2\nC: $3\nC: GET\nC: $1\nC: x", "C: *2\nC: $4\nC: AUTH\nC: $********\nC: ********\nS: +OK\nC: *2\nC: $3\nC: GET\nC: $1\nC: x" },
        { "C: *3\nC: $4\nC: auth\nC: $3\nC: bob\nC: $7\nC: hunter2", "C: *3\nC: $4\nC: auth\nC: $********\nC: ********\nC: $********\nC: ********" },
        { "C: *5\nC: $5\nC: HELLO\nC: $1\nC: 3\nC: $4\nC: AUTH\nC: $3\nC: bob\nC: $7\nC: hunter2", "C: *5\nC: $5\nC: HELLO\nC: $1\nC: 3\nC: $4\nC: AUTH\nC: $********\nC: ********\nC: $********\nC: ********" },
        { "C: *3\nC: $3\nC: SET\nC: $1\nC: k\nC: $11\nC: PASS hidden", "C: *3\nC: $3\nC: SET\nC: $1\nC: k\nC: $11\nC: PASS hidden" },
        { "C: *8\nC: $7\nC: MIGRATE\nC: $1\nC: h\nC: $1\nC: p\nC: $1\nC: k\nC: $1\nC: 0\nC: $1\nC: 9\nC: $4\nC: AUTH\nC: $7\nC: hunter2",
          "C: *8\nC: $7\nC: MIGRATE\nC: $1\nC: h\nC: $1\nC: p\nC: $1\nC: k\nC: $1\nC: 0\nC: $1\nC: 9\nC: $4\nC: AUTH\nC: $********\nC: ********" },
        { "C: AUTH ahunter2hunter2hunter2hunter2hunter2hunter2", "C: AUTH ********" },
        { "C: HELLO 3 AUTH bob hunter2", "C: HELLO 3 AUTH ********" },
        { "C: CONFIG SET requirepass hunter2", "C: CONFIG SET requirepass ********" },
        { "C: GET / HTTP/1.1\nC: authorization: Basic Ym9iOmh1bnRlcjI=\nC: Cookie:  a=b\nC: Host: x\nC:", "C: GET / HTTP/1.1\nC: authorization: ********\nC: Cookie:  ********\nC: Host: x\nC:" },
        { "S: HTTP/1.1 200 OK\nS: Set-Cookie: sid=1;\nS:  path=/\nS: X: y\nS:", "S: HTTP/1.1 200 OK\nS: Set-Cookie: ********\nS:  ********\nS: X: y\nS:" },
        { "C: X-Vault-Token: s.abc\nC: PRIVATE-TOKEN: x\nC: Api-Key: y\nC: Accept: z", "C: X-Vault-Token: ********\nC: PRIVATE-TOKEN: ********\nC: Api-Key: ********\nC: Accept: z" },
        { "C: GET http://bob:hunter2@host:80/a@b HTTP/1.1", "C: GET http://********@host:80/a@b HTTP/1.1" },
        { "S: Location: https://bob:hun@ter2@host/", "S: Location: https://********@********@host/" },
        { "S: see http://host:80/x, or ftp://host", "S: see http://host:80/x, or ftp://host" },
        { "C: DATA\nS: 354 go\nC: PASS me the salt\nC: AUTH x\nC: .\nS: 250 ok\nC: PASS word", "C: DATA\nS: 354 go\nC: PASS me the salt\nC: AUTH x\nC: .\nS: 250 ok\nC: PASS ********" },
        { "C: PASS", "C: PASS" },
        { "C: please login here", "C: please login here" },
        { "C: PASSWORD x\nC: AUTHORS y", "C: PASSWORD x\nC: AUTHORS y" },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void Secrets_are_stars_however_they_are_cut(string said, string kept)
    {
        foreach (int size in new[] { int.MaxValue, 1, 2, 3, 7 })
        {
            Assert.Equal(kept + "\n", Mask(said, size));
        }
    }

    [Fact]
    public void Whoever_sends_may_know_of_secrets()
    {
        var masker = new SecretMasker(TranscriptSide.Client, new LoginProgress());
        MaskedBytes masked = masker.Mask(new ArraySegment<byte>("*2\r\n$3\r\nGET\r\n$6\r\nsecret\r\n*1\r\n$4\r\nPING\r\n"u8.ToArray()), new[] { new MaskedStretch(17, 6) });
        Assert.Equal("*2\r\n$3\r\nGET\r\n$6\r\n********\r\n*1\r\n$4\r\nPING\r\n", Encoding.ASCII.GetString(masked.Data));
        Assert.Equal(new[] { new MaskedStretch(17, 8) }, masked.Masked);
    }

    [Theory]
    [InlineData("AUTH hun", "AUTH ********")]
    [InlineData("AUTH PLAIN", "AUTH PLAIN")]
    [InlineData("http://bob:hun", "http://********")]
    [InlineData("http://host", "http://host")]
    [InlineData("http://host:80", "http://host:80")]
    public void What_is_held_back_is_told_when_the_other_side_speaks(string said, string kept)
    {
        var masker = new SecretMasker(TranscriptSide.Client, new LoginProgress());
        string told = Encoding.ASCII.GetString(masker.Mask(new ArraySegment<byte>(Encoding.ASCII.GetBytes(said))).Data);
        Assert.True(masker.Holds);
        Assert.Equal(kept, told + Encoding.ASCII.GetString(masker.Flush().Data));
    }

    [Theory]
    [InlineData("AUTH ")]
    [InlineData("a1 AUTHENTICATE ")]
    public void A_word_without_end_is_not_held_back(string said)
    {
        var masker = new SecretMasker(TranscriptSide.Client, new LoginProgress());
        MaskedBytes masked = masker.Mask(new ArraySegment<byte>(Encoding.ASCII.GetBytes(said + new string('a', 10_000))));
        Assert.False(masker.Holds);
        Assert.Equal(said + "********", Encoding.ASCII.GetString(masked.Data));
    }

    [Theory]
    [InlineData("AUTH")]
    [InlineData("HELLO")]
    [InlineData("MIGRATE")]
    public void An_array_of_many_words_costs_what_it_holds(string verb)
    {
        byte[] said = Encoding.ASCII.GetBytes($"*30000\r\n${verb.Length}\r\n{verb}\r\n" + string.Concat(Enumerable.Repeat("$1\r\na\r\n", 20_000)));
        var masker = new SecretMasker(TranscriptSide.Client, new LoginProgress());
        long before = GC.GetAllocatedBytesForCurrentThread();
        masker.Mask(new ArraySegment<byte>(said));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    private static string Mask(string dialogue, int size)
    {
        var login = new LoginProgress();
        SecretMasker[] maskers = { new(TranscriptSide.Client, login), new(TranscriptSide.Server, login) };
        var kept = new SocketTranscript();
        foreach (SocketTranscriptEntry entry in SocketTranscript.Parse(dialogue).Entries)
        {
            for (int at = 0; at < entry.Data.Length; at += Math.Min(size, entry.Data.Length - at))
            {
                var piece = new ArraySegment<byte>(entry.Data, at, Math.Min(size, entry.Data.Length - at));
                MaskedBytes masked = maskers[(int)entry.Side!.Value].Mask(piece);
                kept.Add(default, entry.Side.Value, masked.Data, masked.Masked);
            }
        }

        return kept.ToNotation();
    }
}
