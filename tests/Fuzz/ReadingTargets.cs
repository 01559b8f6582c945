using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Reading;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Fuzz;

/// <summary>What reads lines, blocks and patterns, and what looks at bytes while they pass.</summary>
internal static class ReadingTargets
{
    private const int MaxLine = 200;

    internal static IEnumerable<Target> All { get; } = new[]
    {
        new Target("lines", Lines),
        new Target("dotblocks", DotBlock),
        new Target("patterns", Pattern),
        new Target("telnet", Telnet),
        new Target("secrets", Secrets),
        new Target("echoes", Echoes),
        new Target("tlsrecords", TlsRecords),
    };

    // One by one where it is whole, many at once where it comes in pieces: the same lines.
    private static string Lines(Feed feed)
    {
        using SocketConnection connection = feed.Connect();
        string[] form = feed.Context.Split(' ');
        var format = new LineFormat(Encoding.GetEncoding(form[0]), form.Length > 1 ? form[1] : null);
        var reader = new LineReader(connection, format, MaxLine) { ToEnd = true };
        var lines = new List<string>();
        IReadOnlyList<string> some = [];
        try
        {
            if (feed.Ends().Count() == 1)
            {
                while (reader.TryReadLine(Feed.Clock, out string? line))
                {
                    lines.Add(line!);
                }
            }
            else
            {
                bool goesOn = true;
                while (goesOn)
                {
                    goesOn = reader.TryReadLines(3, Feed.Clock, out some);
                    lines.AddRange(some);
                    some = [];
                }
            }
        }
        catch (SocketToolsException fault)
        {
            // Those before it are handed over with it.
            lines.AddRange(some);
            return Told.Of(lines) + fault.Fault + Told.Of(connection.ReceiveToEnd(10_000, peek: false, Feed.Clock));
        }

        return Told.Of(lines) + reader.HasNoEnd;
    }

    private static string DotBlock(Feed feed)
    {
        using SocketConnection connection = feed.Connect();
        var reader = new DotBlockReader(connection, MaxLine);
        var block = new MemoryStream();
        string end = "whole";
        try
        {
            reader.ReadTo(block, Feed.Clock, null);
        }
        catch (SocketToolsException fault)
        {
            end = fault.Fault.ToString();
        }

        return Told.Of(block.ToArray()) + end + Told.Of(connection.ReceiveToEnd(10_000, peek: false, Feed.Clock));
    }

    private static string Pattern(Feed feed)
    {
        using SocketConnection connection = feed.Connect();
        PatternWaiter waiter = PatternWaiter.ForText(feed.Context.Split(' '), caseSensitive: false, Encoding.UTF8, 100_000);
        PatternMatch match = waiter.Wait(connection, Feed.Clock);
        return Told.Of(match.Pattern) + Told.Of(match.Match) + Told.Of(match.Before) + Told.Of(connection.ReceiveToEnd(10_000, peek: false, Feed.Clock));
    }

    private static string Telnet(Feed feed)
    {
        var decoder = new TelnetDecoder();
        var data = new List<byte>();
        var answers = new List<byte>();
        int start = 0;
        foreach (int end in feed.Ends())
        {
            byte[] piece = feed.Bytes[start..end];
            int kept = decoder.Decode(piece);
            data.AddRange(piece[..kept]);
            answers.AddRange(decoder.TakeAnswers());
            start = end;
        }

        return Told.Of(data.ToArray()) + Told.Of(answers.ToArray());
    }

    private static string Secrets(Feed feed)
    {
        TranscriptSide side = feed.Context == "S" ? TranscriptSide.Server : TranscriptSide.Client;
        var masker = new SecretMasker(side, new LoginProgress());
        var shown = new List<byte>();
        int start = 0;
        foreach (int end in feed.Ends())
        {
            shown.AddRange(masker.Mask(new ArraySegment<byte>(feed.Bytes, start, end - start)).Data);
            start = end;
        }

        shown.AddRange(masker.Flush().Data);
        return Told.Of(shown.ToArray());
    }

    // The first byte says how much of the rest the client said before in secret.
    private static string Echoes(Feed feed)
    {
        var secrets = new KnownSecrets();
        int length = feed.Bytes.Length == 0 ? 0 : Math.Min((int)feed.Bytes[0], feed.Bytes.Length - 1);
        secrets.Learn(feed.Bytes.Skip(1).Take(length).ToArray());
        var server = new MaskedSpeech(TranscriptSide.Server, secrets, new LoginProgress());
        var shown = new List<byte>();
        int start = 0;
        foreach (int end in feed.Ends())
        {
            shown.AddRange(server.Mask(new ArraySegment<byte>(feed.Bytes, start, end - start)).Data);
            start = end;
        }

        MaskedBytes held = server.Flush();
        shown.AddRange(held.Data.Count == 0 ? Array.Empty<byte>() : held.Data.ToArray());
        return Told.Of(shown.ToArray());
    }

    private static string TlsRecords(Feed feed)
    {
        var watcher = new TlsAlertWatcher();
        var edge = new TlsRecordEdge();
        int passed = 0;
        int start = 0;
        foreach (int end in feed.Ends())
        {
            watcher.Watch(feed.Bytes, start, end - start);
            while (passed < end)
            {
                int count = edge.Pass(feed.Bytes, passed, end - passed);
                if (count <= 0 || count > end - passed)
                {
                    throw new InvalidOperationException($"The edge passed {count} of {end - passed} bytes.");
                }

                passed += count;
            }

            start = end;
        }

        return $"{watcher.Description} {watcher.IsForeign} {watcher.Words}";
    }
}
