using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Tests.Framing;

public class DelimiterScannerTests
{
    public static TheoryData<string, string, string?, string, int, string> Lines()
    {
        // encoding, what comes, delimiter, the line, bytes consumed
        (string Encoding, string Input, string? Delimiter, string Line, int Consumed)[] cases =
        {
            ("utf-8", "one\r\ntwo\r\n", null, "one", 5),
            ("utf-8", "one\ntwo\n", null, "one", 4),
            ("utf-8", "\r\n", null, "", 2),
            ("utf-8", "\n", null, "", 1),
            ("utf-8", "\r\r\n", null, "\r", 3),
            ("utf-8", "a\rb\r\nc", null, "a\rb", 5),
            ("utf-8", "\n\r\n", null, "", 1),
            ("utf-8", "one\r\ntwo\nthree\n", "\n", "one\r", 5),
            ("utf-8", "one\ntwo\r\n", "\r\n", "one\ntwo", 9),
            ("utf-8", "one\r\r\n", "\r\n", "one\r", 6),
            ("utf-8", "aaab", "aab", "a", 4),
            ("utf-8", "ababac!", "abac", "ab", 6),
            ("utf-8", "a|b||c", "||", "a|b", 5),
            ("utf-8", "x-END", "-END", "x", 5),
            ("utf-8", "-END", "-END", "", 4),
            ("utf-8", "Grüße\nx", null, "Grüße", 8),
            ("utf-8", "preis€10", "€", "preis", 8),
            ("utf-8", "\0", "\0", "", 1),
            ("utf-16", "a\r\nb", null, "a", 6),
            ("utf-16", "Ċ਀a\n", null, "Ċ਀a", 8),
            ("utf-16BE", "\u0A00\u000A", null, "\u0A00", 4),
            ("utf-16BE", "x\u0A00\u0D0A\n", null, "x\u0A00\u0D0A", 8),
            ("utf-16", "\u0D0D\u0A0D\n", null, "\u0D0D\u0A0D", 6),
            ("utf-32", "a\r\n", null, "a", 12),
            ("iso-8859-1", "\u00ff\u0080\r\n", null, "\u00ff\u0080", 4),
        };
        var data = new TheoryData<string, string, string?, string, int, string>();
        foreach (var c in cases)
        {
            foreach (string way in Arrival.Ways)
            {
                data.Add(c.Encoding, c.Input, c.Delimiter, c.Line, c.Consumed, way);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_ends_at_its_delimiter_however_it_arrives(string encoding, string input, string? delimiter, string line, int consumed, string way)
    {
        Encoding text = Encoding.GetEncoding(encoding);
        byte[] bytes = text.GetBytes(input);
        DelimiterScanner scanner = new LineFormat(text, delimiter).NewScanner(1000);

        (ScanResult result, _) = Arrival.Scan(scanner, bytes, way);

        Assert.True(result.Found);
        Assert.Equal(line, text.GetString(bytes, 0, result.Length));
        Assert.Equal(consumed, result.Consumed);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("no end", null)]
    [InlineData("no end\r", null)]
    [InlineData("\r", null)]
    [InlineData("aa", "aab")]
    [InlineData("one\ntwo", "\r\n")]
    public void Without_a_delimiter_more_is_needed(string input, string? delimiter)
    {
        foreach (string way in Arrival.Ways)
        {
            DelimiterScanner scanner = new LineFormat(Encoding.UTF8, delimiter).NewScanner(1000);
            Assert.False(Arrival.Scan(scanner, Encoding.UTF8.GetBytes(input), way).Result.Found);
        }
    }

    [Theory]
    [InlineData("utf-16", new byte[] { 0x61, 0x0A, 0x00, 0x62, 0x0A, 0x00 }, 4)]
    [InlineData("utf-32", new byte[] { 0x00, 0x0A, 0x00, 0x00, 0x0A, 0x00, 0x00, 0x00 }, 4)]
    public void A_delimiter_counts_only_where_a_character_can_begin(string encoding, byte[] bytes, int length)
    {
        foreach (string way in Arrival.Ways)
        {
            DelimiterScanner scanner = new LineFormat(Encoding.GetEncoding(encoding), "\n").NewScanner(1000);
            Assert.Equal(new ScanResult(true, length, bytes.Length), Arrival.Scan(scanner, bytes, way).Result);
        }
    }

    [Theory]
    [InlineData(10, 10, "\r\n")]
    [InlineData(10, 10, "\n")]
    [InlineData(0, 1, "\r\n")]
    public void A_line_as_long_as_its_budget_is_fine(int length, int budget, string end)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', length) + end);
        foreach (string way in Arrival.Ways)
        {
            DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(budget);
            Assert.Equal(new ScanResult(true, length, bytes.Length), Arrival.Scan(scanner, bytes, way).Result);
        }
    }

    [Theory]
    [InlineData("xxxxxxxxxxx\n", null)]
    [InlineData("xxxxxxxxxxx\r\n", null)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxx", null)]
    [InlineData("xxxxxxxxxxx-END", "-END")]
    [InlineData("\r\r\r\r\r\r\r\r\r\r\r\r", null)]
    public void A_line_over_its_budget_is_a_fault_that_names_the_parameter(string input, string? delimiter)
    {
        foreach (string way in Arrival.Ways)
        {
            DelimiterScanner scanner = new LineFormat(Encoding.UTF8, delimiter).NewScanner(10);
            SocketToolsException fault = Faulty.Throws(Fault.LimitExceeded, () => Arrival.Scan(scanner, Encoding.UTF8.GetBytes(input), way));
            Assert.Equal(Limit.LineLength, fault.Limit);
        }
    }

    [Fact]
    public void An_endless_line_is_refused_soon_after_its_budget()
    {
        DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(10);
        var endless = new byte[100];
        int count = 0;
        Faulty.Throws(Fault.LimitExceeded, () =>
        {
            for (; count <= endless.Length; count++)
            {
                scanner.Scan(endless, 0, count);
            }
        });
        Assert.InRange(count, 11, 12);
    }

    [Fact]
    public void An_empty_delimiter_is_refused() =>
        Faulty.Throws(Fault.InvalidRequest, () => new LineFormat(Encoding.UTF8, "").NewScanner(10));

    [Fact]
    public void Restarted_it_finds_line_after_line_split_at_random()
    {
        var random = new Random(4711);
        for (int round = 0; round < 200; round++)
        {
            string[] lines = Enumerable.Range(0, 20).Select(_ => RandomLine(random)).ToArray();
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + (random.Next(2) == 0 ? "\n" : "\r\n"))));
            DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(1000);
            var found = new List<string>();
            int start = 0, seen = 0;
            while (start < bytes.Length)
            {
                ScanResult result = scanner.Scan(bytes, start, seen - start);
                if (!result.Found)
                {
                    Assert.True(seen < bytes.Length);
                    seen = Math.Min(bytes.Length, seen + random.Next(1, 9));
                    continue;
                }

                found.Add(Encoding.UTF8.GetString(bytes, start, result.Length));
                start += result.Consumed;
                scanner.Restart();
            }

            Assert.Equal(lines, found);
        }
    }

    [Fact]
    public void A_scan_that_goes_on_does_not_look_back()
    {
        // What was looked at is overwritten with line ends: a scanner that began again from its start would find them.
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', 1000) + "\n");
        DelimiterScanner scanner = new LineFormat(Encoding.UTF8, null).NewScanner(2000);
        for (int count = 1; count <= 1000; count++)
        {
            Assert.False(scanner.Scan(bytes, 0, count).Found);
            bytes[count - 1] = (byte)'\n';
        }

        Assert.Equal(1001, scanner.Scan(bytes, 0, 1001).Consumed);
    }

    private static string RandomLine(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => "abcé€ \t"[random.Next(7)]));
}
