using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Playing;

namespace SocketTools.Fuzz;

/// <summary>Responses, their framings and codings.</summary>
internal static class HttpTargets
{
    private const int MaxBody = 100_000;

    internal static IEnumerable<Target> All { get; } = new[]
    {
        new Target("responses", Responses),
        new Target("chunks", Chunks),
        new Target("codings", Codings) { MemoryFactor = 20_000 },
        new Target("charsets", Charset, Splits: false),
        new Target("requests", Request, Splits: false),
    };

    private static string Responses(Feed feed)
    {
        using SocketConnection connection = feed.Connect();
        var options = new ReceiveOptions { MaxHeaderBytes = 2000, MaxBodyBytes = MaxBody };
        var told = new StringBuilder();
        try
        {
            do
            {
                var exchange = new HttpExchange(connection, Feed.Clock, options);
                told.Append(Told.Of(exchange.Receive(null, feed.Context))).Append(exchange.CanGoOn).Append('\n');
            }
            while (connection.HasMore(Feed.Clock));
        }
        catch (SocketToolsException fault)
        {
            // What is told of a head that is none is as much as had come.
            told.Append(fault.Fault).Append(fault.Limit).Append(fault.Fault == Fault.Truncated ? Told.Of(fault.Partial) : "");
        }

        return told.ToString();
    }

    private static string Chunks(Feed feed)
    {
        var framing = new ChunkedFraming(500);
        var body = new MemoryBody(MaxBody);
        int at = 0;
        string end = "";
        try
        {
            foreach (int stop in feed.Ends())
            {
                int taken;
                while (!framing.IsComplete && (taken = framing.Take(feed.Bytes, at, stop - at, body)) > 0)
                {
                    at += taken;
                }
            }

            end = framing.EndOfStream() is null ? "whole" : "cut";
        }
        catch (SocketToolsException fault)
        {
            end = fault.Fault.ToString();
        }

        return Told.Of(body.ToArray()) + end + (end == "whole" ? at : "") + framing.Trailers.Count;
    }

    // A body until the end of the connection, coded as the context says.
    private static string Codings(Feed feed)
    {
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Encoding: {feed.Context}\r\n\r\n");
        using SocketConnection connection = new Feed("", [.. head, .. feed.Bytes], [.. Shifted(feed, head.Length)]).Connect();
        var options = new ReceiveOptions { Decompress = true, MaxBodyBytes = MaxBody };
        try
        {
            return Told.Of(new HttpExchange(connection, Feed.Clock, options).Receive(null, "GET").Body);
        }
        catch (SocketToolsException fault)
        {
            // How much of a broken body came out depends on how it came.
            return fault.Fault.ToString() + fault.Limit;
        }
    }

    private static IEnumerable<int> Shifted(Feed feed, int by)
    {
        foreach (int end in feed.Ends())
        {
            if (end < feed.Bytes.Length)
            {
                yield return end + by;
            }
        }
    }

    private static string Charset(Feed feed) => BodyText.Decode(feed.Bytes, feed.Context.Length == 0 ? null : [feed.Context]) + BodyText.Charset(Encoding.Latin1.GetString(feed.Bytes))?.WebName;

    private static string Request(Feed feed)
    {
        HttpMessage? message = HttpMessage.TryRead(feed.Bytes, 0, feed.Bytes.Length);
        byte[] shown = SecretFields.Redact(feed.Bytes);
        return message is null ? Told.Of(shown) : $"{message.Method} {message.Target} {Told.Of(message.Body)} {message.Length} {message.IsWhole}";
    }
}
