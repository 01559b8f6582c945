using System;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;

namespace SocketTools.Url;

/// <summary>gopher: one selector sent, and everything until the server closes (RFC 1436).</summary>
internal sealed class GopherScheme : IUriScheme
{
    /// <summary>The port where a URI names none.</summary>
    internal const int Port = 70;

    /// <summary>The media type of a menu.</summary>
    internal const string MenuMedia = "application/gopher-menu";

    private const int ReadSize = 128 * 1024;

    // How long a server may take to close behind a dot line: what comes instead says that the dot was part of the text.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly ConnectionOpener _opener;
    private readonly UriOptions _options;

    internal GopherScheme(ConnectionOpener opener, UriOptions options)
    {
        _opener = opener;
        _options = options;
    }

    /// <inheritdoc/>
    public UriContent Fetch(UriReference uri, CallClock clock)
    {
        if (_options.Credential is not null)
        {
            throw FaultFactory.InvalidRequest("gopher asks for no name and password: leave out the credential. Nothing was sent.");
        }

        if (_options.RequireTls)
        {
            throw FaultFactory.InvalidRequest("TLS was asked for, and gopher has none. Nothing was sent.");
        }

        GopherRequest request = GopherRequest.Of(uri);
        var content = new UriContent(uri.ToUri(), UriContent.Fields(GopherTypes.MediaTypeOf(request.Character, request.Shown), null, null)) { Encoding = _options.Encoding };
        using var store = new ContentStore(_options, clock);
        using SocketConnection connection = _opener.Open(request.EndPoint, clock);
        content.Timing.Add(connection.Timing);
        connection.Observe(_opener.Observer);
        connection.Send(new ArraySegment<byte>(Ended(request.Line)), clock);
        content.Timing.RequestSent = clock.Elapsed;
        Receive(connection, request, content, store, clock);
        content.Timing.Total = clock.Elapsed;
        return content;
    }

    private static byte[] Ended(byte[] line)
    {
        var ended = new byte[line.Length + 2];
        line.CopyTo(ended, 0);
        ended[line.Length] = (byte)'\r';
        ended[line.Length + 1] = (byte)'\n';
        return ended;
    }

    private void Receive(SocketConnection connection, GopherRequest request, UriContent content, ContentStore store, CallClock clock)
    {
        if (GopherTypes.IsMenu(request.Type))
        {
            ReceiveMenu(connection, request, content, store, clock);
            return;
        }

        bool isText = GopherTypes.IsText(request.Type);
        store.Begin();
        try
        {
            var tracker = new DotTracker(store.Sink(null));
            ReadAll(connection, tracker, isText, content, clock);
            ThrowIfError(connection, request, tracker);
            if (isText && tracker.EndsAt is long end)
            {
                store.Rework(bytes => tracker.HasStuffing ? DotTracker.Unstuff(bytes, end) : end);
            }

            store.Complete(content);
        }
        catch (SocketToolsException fault)
        {
            throw store.WithWhatCame(fault, content);
        }
    }

    private void ReceiveMenu(SocketConnection connection, GopherRequest request, UriContent content, ContentStore store, CallClock clock)
    {
        var menu = new ListingBody(_options);
        var tracker = new DotTracker(menu);
        try
        {
            ReadAll(connection, tracker, mayEndWithDot: true, content, clock);
            if (tracker.Count == 0)
            {
                throw FaultFactory.RemoteClosed(connection.Peer, "a menu");
            }

            content.Bytes = menu.ToArray();
            int length = (int)(tracker.EndsAt ?? tracker.Count);
            var items = GopherMenu.Parse(new ArraySegment<byte>(content.Bytes, 0, length), _options.Encoding ?? Encoding.UTF8);
            content.Items = items;
            if (tracker.EndsAt is null && tracker.EndsInLine)
            {
                throw FaultFactory.Truncated(connection.Peer, "the menu's last line has no end.");
            }

            if (!GopherMenu.IsMenu(items))
            {
                throw FaultFactory.ProtocolViolation($"What {connection.Peer} sent is no gopher menu: no line of it has a tab (RFC 1436, 3.5). If it is text, ask for type 0: gopher://host/0selector.");
            }

            if (GopherMenu.ErrorOf(items) is string words)
            {
                throw FaultFactory.ReplyRejected(connection.Peer, $"'{FaultFactory.Visible(request.Shown)}'", words);
            }
        }
        catch (SocketToolsException fault)
        {
            content.Bytes = menu.ToArray();
            throw FaultFactory.OnClosedConnection(fault, null).WithPartial(content);
        }

        store.Put(content.Bytes, content);
    }

    private static void ReadAll(SocketConnection connection, DotTracker tracker, bool mayEndWithDot, UriContent content, CallClock clock)
    {
        while (Read(connection, tracker, clock))
        {
            if (content.Timing.FirstByte == TimeSpan.Zero)
            {
                content.Timing.FirstByte = clock.Elapsed;
            }

            if (mayEndWithDot && tracker.EndsAt is not null && !tracker.EndsInLine && !connection.WaitForData(s_patience, clock))
            {
                return;
            }
        }
    }

    private static bool Read(SocketConnection connection, IBodySink sink, CallClock clock)
    {
        using Receiving receiving = connection.Receive(clock);
        if (!receiving.HasMore(ReadSize))
        {
            return false;
        }

        ArraySegment<byte> window = receiving.Window;
        sink.Write(window.Array!, window.Offset, window.Count);
        receiving.Consume(window.Count, keepMemory: true);
        return true;
    }

    // What was asked for may be anything, but hardly a file of one line that reads like a menu's line for an error.
    private static void ThrowIfError(SocketConnection connection, GopherRequest request, DotTracker tracker)
    {
        ArraySegment<byte> head = tracker.Head;
        if (head.Count == 0 || tracker.Count > head.Count || head.Array![0] != '3')
        {
            return;
        }

        int length = (int)(tracker.EndsAt ?? tracker.Count);
        var items = GopherMenu.Parse(new ArraySegment<byte>(head.Array, 0, length), Encoding.UTF8);
        if (GopherMenu.ErrorOf(items) is string words && items[0].Line.Split('\t').Length >= 4)
        {
            throw FaultFactory.ReplyRejected(connection.Peer, $"'{FaultFactory.Visible(request.Shown)}'", words);
        }
    }
}
