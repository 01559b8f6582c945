using System.Net;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>Written, read and written again: the same bytes, of each side and of the file, whatever was said.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly string[] s_http =
    {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\u00FF\r\n0\r\nX: y\r\n\r\n",
        "GET /\u00E9?\u00FF= HTTP/1.1\r\nHost: h\r\nX: \u0080\r\nx:\r\n folded\r\n\r\n",
    };

    private static readonly Dictionary<string, Action<SocketTranscript>> s_sessions = new()
    {
        ["nothing at all"] = static _ => { },
        ["no bytes"] = static t => Note(t, null, "connected", TranscriptSide.Client, "close", TranscriptSide.Server, "close"),
        ["no line ends"] = static t => Say(t, "220 ", "C", "r\r", "\n", "\n\r", "x"),
        ["NULs"] = static t => Say(t, "\0", "\0\0\r\n", "a\0b\r\n", "\0"),
        ["every byte"] = static t => Say(t, string.Concat(Enumerable.Range(0, 256).Select(static i => (char)i)), string.Concat(Enumerable.Range(0, 256).Reverse().Select(static i => (char)i)) + "\r\n"),
        ["each byte alone"] = static t => Say(t, Enumerable.Range(0, 256).Select(static i => ((char)i).ToString()).ToArray()),
        ["each byte in a line"] = static t => Say(t, Enumerable.Range(0, 256).Select(static i => (char)i + "\r\n").ToArray()),
        ["lone surrogates"] = static t => Say(t, "\u00ED\u00A0\u0080\r\n", "x\u00ED\u00BF\u00BFy", "\u00ED\u00A0\u00BD\u00ED\u00B8\u0080\r\n"),
        ["halves of characters"] = static t => Say(t, "Gr\u00C3", "\u00BC", "\u00C3\r\n", "\u00F0\u009F\u0098", "\u0080\r\n", "\u00C0\u0080\r\n", "\u00F4\u0090\u0080\u0080\r\n"),
        ["strange characters"] = static t => Say(t, Utf8("\u2028\u2029\u0085\uFEFF\r\n"), Utf8("\uFEFFa\r\n"), Utf8("\u202Eabc\r\n"), Utf8("\U000E0001\r\n"), Utf8("e\u0301\r\n")),
        ["a line of a megabyte"] = static t => Say(t, new string('x', 1_000_000) + "\r\n", new string('\u00E9', 300_000) + "\r\n"),
        ["lines that look like the notation"] = static t => Say(t, "C: x\r\n", "# x\r\n", "@ 1\r\n", "* close\r\n", " \r\n", "\r\n", "\"x\"\r\n", "\\x41\r\n", "x  \r\n", "\tx\r\n", "S% {1}\r\n"),
        ["stars that are none"] = static t => Say(t, "********\r\n", "*********\r\n", "\\********\r\n", "********"),
        ["secrets"] = static t =>
        {
            t.Add(default, TranscriptSide.Client, Bytes("PASS ********\r\n"), new[] { new MaskedStretch(5, 8) });
            t.Add(default, TranscriptSide.Client, Bytes("******** ********, ********"), new[] { new MaskedStretch(0, 8), new MaskedStretch(19, 8) });
        },
        ["reset in the middle"] = static t =>
        {
            Note(t, null, "connected tls=1.3");
            Say(t, "220 hi\r\n", "DATA\r\n", "354 g");
            Note(t, TranscriptSide.Server, "reset");
        },
        ["ends of each kind"] = static t =>
        {
            Note(t, null, "connected");
            Say(t, "a");
            Note(t, TranscriptSide.Client, "half-close");
            Say(t, "b");
            Note(t, TranscriptSide.Server, "urgent \"\\xFF\"", TranscriptSide.Server, "close", TranscriptSide.Client, "close");
        },
        ["bytes that are missing"] = static t =>
        {
            Say(t, "ab", "cd");
            t.Add(SocketTranscriptEntry.Missing(default, TranscriptSide.Client, 5));
            t.Add(SocketTranscriptEntry.Missing(default, TranscriptSide.Server, 1L << 33));
            Say(t, "e");
        },
        ["pauses"] = static t =>
        {
            foreach (double seconds in new[] { 0, 0.001, 0.0101, 1, 1.9999999, 86_400, 1e6 })
            {
                t.Add(TimeSpan.FromSeconds(seconds), TranscriptSide.Server, Bytes("x\r\n"));
            }
        },
        ["HTTP"] = static t =>
        {
            Note(t, null, "connected");
            Say(t, s_http);
            Note(t, TranscriptSide.Server, "close");
        },
        ["HTTP without an end"] = static t => Say(t, s_http[..1].Append("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na").ToArray()),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Sessions()
    {
        var sessions = new TheoryData<string, string>();
        foreach (string form in new[] { "txt", "jsonl", "pcapng", "har" })
        {
            foreach (string name in s_sessions.Keys)
            {
                // A HAR holds HTTP, and what stands behind its messages it does not.
                if (form != "har" || name.StartsWith("HTTP", StringComparison.Ordinal))
                {
                    sessions.Add(form, name);
                }
            }
        }

        return sessions;
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void The_file_read_and_written_again_is_the_same(string form, string name)
    {
        foreach ((DateTimeOffset started, bool isSix) in new[] { (s_start, false), (default, true) })
        {
            var said = new SocketTranscript("server.test:25", started)
            {
                ClientEndPoint = new IPEndPoint(isSix ? IPAddress.IPv6Loopback : IPAddress.Loopback, 40_000),
                ServerEndPoint = new IPEndPoint(isSix ? IPAddress.IPv6Loopback : IPAddress.Loopback, 25),
            };
            s_sessions[name](said);
            IsTheSame(form, said);
        }

        // Written by hand, nothing is known of who spoke.
        var known = new SocketTranscript();
        s_sessions[name](known);
        IsTheSame(form, known);
    }

    public void Dispose() => _folder.Dispose();

    private void IsTheSame(string form, SocketTranscript said)
    {
        TranscriptFile.Write(_folder["a." + form], new[] { said });
        if (form == "pcapng" && said.Entries.Count == 0)
        {
            // No packet: no stream either.
            Assert.Contains("no TCP stream", Assert.Throws<Faults.SocketToolsException>(() => TranscriptFile.Read(_folder["a." + form], null, static _ => { }).ToList()).Message, StringComparison.Ordinal);
            return;
        }

        SocketTranscript read = Assert.Single(TranscriptFile.Read(_folder["a." + form], null, static _ => { }));
        Assert.True(said.BytesOf(TranscriptSide.Client).AsSpan().SequenceEqual(read.BytesOf(TranscriptSide.Client)));
        Assert.True(said.BytesOf(TranscriptSide.Server).AsSpan().SequenceEqual(read.BytesOf(TranscriptSide.Server)));
        Assert.Equal(said.MissingBytes, read.MissingBytes);
        Assert.Equal(said.Entries.Any(static e => e.IsEvent("reset")), read.Entries.Any(static e => e.IsEvent("reset")));
        TranscriptFile.Write(_folder["b." + form], new[] { read });
        Assert.True(File.ReadAllBytes(_folder["a." + form]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["b." + form])), "The files differ.");
    }

    // The server and the client in turn, the server first.
    private static void Say(SocketTranscript transcript, params string[] said)
    {
        for (int i = 0; i < said.Length; i++)
        {
            transcript.Add(default, i % 2 == 0 ? TranscriptSide.Server : TranscriptSide.Client, Bytes(said[i]));
        }
    }

    private static void Note(SocketTranscript transcript, params object?[] pairs)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            transcript.Add(SocketTranscriptEntry.Event(default, (TranscriptSide?)pairs[i], (string)pairs[i + 1]!));
        }
    }

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static ArraySegment<byte> Bytes(string latin1) => new(Encoding.Latin1.GetBytes(latin1));
}
