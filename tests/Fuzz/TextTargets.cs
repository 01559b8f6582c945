using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Probing;
using SocketTools.Transport;
using SocketTools.Url;

namespace SocketTools.Fuzz;

/// <summary>What is read once it is whole: listings, menus, addresses.</summary>
internal static class TextTargets
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static IEnumerable<Target> All { get; } = new[]
    {
        new Target("listings", Listing, Splits: false),
        new Target("menus", Menu, Splits: false),
        new Target("ftpwords", FtpWords, Splits: false),
        new Target("uris", Uris, Splits: false),
    };

    private static string Listing(Feed feed) => Told.Of(
        new FtpListing("ftp://host/a/", Encoding.UTF8, s_now).Parse(feed.Bytes, feed.Context == "MLSD")
            .Select(static i => $"{i.Name} {i.Length} {i.LastModified:s} {i.IsDirectory} {i.Uri} {i.Line}"));

    private static string Menu(Feed feed)
    {
        IReadOnlyList<GopherItem> items = GopherMenu.Parse(feed.Bytes, Encoding.UTF8);
        return Told.Of(items.Select(static i => $"{i.Type} {i.Title} {i.Selector} {i.HostName} {i.Port} {i.Uri}")) + GopherMenu.IsMenu(items) + GopherMenu.ErrorOf(items);
    }

    private static string FtpWords(Feed feed)
    {
        string text = FtpText.OfBytes(feed.Bytes);
        return string.Join(' ', FtpText.FindPort(text), FtpText.Time(text), FtpText.Length(text), FtpText.LastNumber(text), Guarded(() => FtpText.ExtendedPort(text)), Guarded(() => FtpText.PassivePort(text)));
    }

    private static string Uris(Feed feed)
    {
        string text = Encoding.UTF8.GetString(feed.Bytes);
        return string.Join(
            '\n',
            Guarded(() => UriReference.Parse(text)),
            Guarded(() => UriReference.Parse(text).EndPoint(80)),
            Guarded(() => HttpTarget.Parse(text).HostField),
            Guarded(() => HttpTarget.Shown(text)),
            Guarded(() => HostEndPoint.Parse(text, null)),
            Guarded(() => HostEndPoint.ParseLoosely(text)),
            Guarded(() => HostEndPoint.ParseWithoutPort(text, null)),
            Guarded(() => ProxySettings.Parse(text, null).EndPoint),
            Guarded(() => PortList.Parse([text]).Ports().Take(1000).Count()),
            Guarded(() => PercentCoding.DecodeText(text)),
            Guarded(() => ContentRange.Parse([text])?.Last),
            Guarded(() => MediaTypes.OfName(text)));
    }

    private static object? Guarded(Func<object?> work)
    {
        try
        {
            return work();
        }
        catch (SocketToolsException fault)
        {
            return fault.Fault;
        }
    }
}
