using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SocketTools.Connections;
using SocketTools.Dialogues;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Replies;
using SocketTools.Tracing;
using SocketTools.Transport;

namespace SocketTools.Fuzz;

/// <summary>The formats of replies, and what is said before TLS and to proxies.</summary>
internal static class ReplyTargets
{
    internal static IEnumerable<Target> All { get; } = Enum.GetValues<ReplyFormat>().Where(static f => f != ReplyFormat.Http)
        .Select(static format => new Target(format.ToString().ToLowerInvariant(), feed => Replies(format, feed)))
        .Append(new Target("starttls", BeforeTls))
        .Append(new Target("proxies", Proxy));

    // The context is the command, with (M) behind it where it is said to bring a dot block, and | before an argument; none: a greeting.
    private static string Replies(ReplyFormat format, Feed feed)
    {
        ParsedProtocol protocol = ReplyProtocols.New(format);
        PreparedCommand? command = feed.Context.Length == 0 ? null : protocol.Prepare(Command(feed.Context), Encoding.UTF8);
        var told = new StringBuilder();
        for (int at = 0; at < feed.Bytes.Length;)
        {
            ReplyParser parser = protocol.NewParser(command, new ReplyOptions { MaxLineLength = 500, MaxBytes = 10_000 });
            try
            {
                ScanResult found = feed.Scan(parser, at);
                if (!found.Found)
                {
                    return told + "cut " + Told.Of(parser.Reply);
                }

                told.Append(Told.Of(parser.Reply)).Append('\n');
                at += found.Consumed;
            }
            catch (SocketToolsException fault)
            {
                // What came of a reply that is none may be shown: it has to be there too.
                return told.Append(fault.Fault).Append(fault.Limit).Append(Told.Of(parser.Reply)).ToString();
            }
        }

        return told.ToString();
    }

    private static SocketCommand Command(string text)
    {
        bool multiLine = text.EndsWith("(M)", StringComparison.Ordinal);
        string[] parts = (multiLine ? text[..^3] : text).Split('|');
        return new SocketCommand(parts[0]) { MultiLine = multiLine, Arguments = parts.Skip(1).ToArray<object>() };
    }

    private static string BeforeTls(Feed feed)
    {
        using SocketConnection connection = feed.Connect();
        StartTls.Run(Enum.Parse<StartTlsProtocol>(feed.Context), connection, "server.test", Feed.Clock);
        return "consent, left " + Told.Of(connection.ReceiveToEnd(10_000, peek: false, Feed.Clock));
    }

    private static string Proxy(Feed feed)
    {
        using var transport = new Feed.PieceTransport(feed);
        new ProxyDialogue(transport, ProxySettings.Parse(feed.Context, null), Feed.Clock, new KnownSecrets()).Connect(HostEndPoint.Create("target.test", 80), null);
        return $"open behind {transport.Position} bytes";
    }
}
