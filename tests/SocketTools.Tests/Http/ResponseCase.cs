using System.Globalization;

namespace SocketTools.Tests.Http;

/// <summary>One case of <see cref="ResponseTable"/>.</summary>
/// <param name="Section">The section that decides it, and whether that leaves a choice.</param>
/// <param name="Name">What is special about it.</param>
/// <param name="Method">The method of the request that is answered.</param>
/// <param name="Wire">The bytes.</param>
/// <param name="Expected">What comes of them, in the order and the words of <see cref="Outcome"/>.</param>
internal sealed record ResponseCase(string Section, string Name, string Method, byte[] Wire, string Expected)
{
    private static readonly string[] s_words = { "version", "interim", "body", "trailer", "left", "spent" };

    internal static IReadOnlyDictionary<string, ResponseCase> All { get; } = Read(ResponseTable.Text);

    /// <summary>The same where there is no connection: what lies behind a response is the next one's beginning, and nothing is spent.</summary>
    internal string ExpectedFromMemory => string.Join('\n', Expected.Split('\n').TakeWhile(static l => l != "spent" && !l.StartsWith("left ", StringComparison.Ordinal)));

    /// <summary>Bytes as the table writes them.</summary>
    internal static byte[] Bytes(string written) => Encoding.Latin1.GetBytes(Unescape(written));

    private static Dictionary<string, ResponseCase> Read(string table)
    {
        var cases = new Dictionary<string, ResponseCase>();
        string[] lines = table.Split('\n').Select(static l => l.TrimEnd('\r')).Where(static l => l.Length > 0 && l[0] != '#').ToArray();
        Assert.Equal(0, lines.Length % 3);
        for (int i = 0; i < lines.Length; i += 3)
        {
            string[] title = lines[i].Split(" · ");
            Assert.True(title.Length == 2 && title[0].StartsWith("§ ", StringComparison.Ordinal), "Not a title: " + lines[i]);
            Assert.StartsWith("= ", lines[i + 2], StringComparison.Ordinal);
            string method = lines[i + 1].Split(' ')[0];
            string wire = lines[i + 1].Length > method.Length ? lines[i + 1][(method.Length + 1)..] : "";
            cases.Add($"{title[1]} ({title[0][2..]})", new ResponseCase(title[0], title[1], method, Bytes(wire), Normal(lines[i + 2][2..])));
        }

        return cases;
    }

    // The same items, in one order, so that the table may tell them in any.
    private static string Normal(string expected)
    {
        string[] items = expected.Replace("\\;", "\\x3b", StringComparison.Ordinal).Split("; ").Select(Unescape).ToArray();
        return string.Join('\n', items.Skip(1).OrderBy(Rank).Prepend(items[0]));
    }

    private static int Rank(string item) => Array.IndexOf(s_words, item.Split(' ')[0]) is var rank and >= 0 ? rank : -1;

    private static string Unescape(string written)
    {
        var text = new StringBuilder();
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] == '{')
            {
                int end = Closing(written, i);
                int star = written.LastIndexOf('*', end);
                int times = int.Parse(written.AsSpan(star + 1, end - star - 1), CultureInfo.InvariantCulture);
                text.Insert(text.Length, Unescape(written[(i + 1)..star]), times);
                i = end;
            }
            else if (written[i] == '\\')
            {
                i++;
                text.Append(written[i] switch
                {
                    'r' => '\r',
                    'n' => '\n',
                    't' => '\t',
                    '0' => '\0',
                    '\\' => '\\',
                    'x' => (char)byte.Parse(written.AsSpan((i += 2) - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    _ => throw new FormatException("No such escape: " + written),
                });
            }
            else
            {
                text.Append(written[i]);
            }
        }

        return text.ToString();
    }

    private static int Closing(string written, int open)
    {
        int depth = 0;
        for (int i = open; ; i++)
        {
            depth += written[i] == '{' ? 1 : written[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }
    }
}
