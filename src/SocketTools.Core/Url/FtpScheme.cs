using System;
using System.Globalization;
using System.Net;
using System.Text;
using SocketTools.Bodies;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Http;
using SocketTools.Limits;
using SocketTools.Replies;
using SocketTools.Tls;

namespace SocketTools.Url;

/// <summary>ftp: files and listings (RFC 959, RFC 1738, RFC 3659).</summary>
internal sealed class FtpScheme : IUriScheme
{
    /// <summary>The port where a URI names none.</summary>
    internal const int Port = 21;

    // A file that changed within this time may change again within the same second, and nothing would show it (as RFC 9110, 8.8.2.2).
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(60);

    private const int MostAttempts = 3;

    private readonly ConnectionOpener _opener;
    private readonly UriOptions _options;

    internal FtpScheme(ConnectionOpener opener, UriOptions options)
    {
        _opener = opener;
        _options = options;
    }

    /// <inheritdoc/>
    public UriContent Fetch(UriReference uri, CallClock clock)
    {
        FtpRequest request = FtpRequest.Of(uri);
        Uri asked = uri.ToUri();
        CheckCredential(request);
        UriOptions options = _options;
        for (int attempt = 1; ; attempt++)
        {
            using var store = new ContentStore(_options, clock);
            using FtpSession session = FtpSession.Open(request.EndPoint, _opener, options, clock);
            try
            {
                return Fetch(session, request, asked, store, clock);
            }
            catch (SocketToolsException) when (session.LostTlsSession && attempt < MostAttempts && NameSpelling.Next(_options.Tls.ServerName ?? request.EndPoint.HostName) is string spelled)
            {
                // Another connection to the same name came between; once more, by a name that it does not use.
                options = _options with { Tls = _options.Tls with { ServerName = spelled } };
            }
        }
    }

    private UriContent Fetch(FtpSession session, FtpRequest request, Uri asked, ContentStore store, CallClock clock)
    {
        var timing = new ResponseTiming();
        timing.Add(session.Timing);
        if (request.HasNonAscii)
        {
            // Some servers take names for UTF-8 only where they are told (RFC 2640 would have it from the start); the others say no, and mean it so.
            session.Ask("OPTS UTF8 ON");
        }

        session.Demand(request.IsText ? "TYPE A" : "TYPE I");
        UriContent content = request.IsDirectory || !TryDescribe(session, request, out FtpFile file)
            ? List(session, request, asked, store, timing, clock)
            : Get(session, request, asked, file, store, timing, clock);
        timing.Total = clock.Elapsed;
        return content;
    }

    private void CheckCredential(FtpRequest request)
    {
        if (_options.Credential is not NetworkCredential login)
        {
            return;
        }

        CredentialGuard.Demand(_options.RequireTls, _options.AllowUnencryptedAuthentication, "The name and password", request.EndPoint.ToString(), "ask for TLS");

        if ((LineBreak.NameOfFirst(login.UserName) ?? LineBreak.NameOfFirst(login.Password)) is not null)
        {
            throw FaultFactory.InvalidRequest("The user name or the password has CR, LF or NUL inside, which would make another command of it. Nothing was sent.");
        }
    }

    /// <summary>What is known of the file; false: it is a directory.</summary>
    private static bool TryDescribe(FtpSession session, FtpRequest request, out FtpFile file)
    {
        SocketReply size = request.IsText ? s_none : session.AskAbout("SIZE", request.Path);
        long? length = size.Code is not null && FtpSession.Digit(size) == 2 ? FtpText.LastNumber(size.Text) : null;

        // Where no length is told, it may be a directory: that shows by going there.
        if (length is null && session.AskAbout("CWD", request.Path).IsPositive)
        {
            file = default;
            return false;
        }

        SocketReply modified = session.AskAbout("MDTM", request.Path);
        file = new FtpFile(length, FtpSession.Digit(modified) == 2 ? FtpText.Time(modified.Text) : null);
        return true;
    }

    private static readonly SocketReply s_none = new();

    private UriContent Get(FtpSession session, FtpRequest request, Uri uri, FtpFile file, ContentStore store, ResponseTiming timing, CallClock clock)
    {
        string? validator = file.Length is long length && file.Modified is DateTimeOffset modified && DateTimeOffset.UtcNow - modified >= s_settled
            ? $"ftp {uri.OriginalString} {length.ToString(CultureInfo.InvariantCulture)} {modified.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)}"
            : null;
        var content = new UriContent(uri, UriContent.Fields(MediaTypes.OfName(request.Path), file.Length, file.Modified)) { Encoding = _options.Encoding, Timing = timing };
        long offset = OffsetToContinueAt(session, file, store.LeftOf(validator));
        store.Begin(offset, validator);
        try
        {
            if (offset != file.Length || offset == 0)
            {
                Receive(session, request, file, offset, store, timing, clock);
            }

            store.Complete(content);
        }
        catch (SocketToolsException fault)
        {
            throw store.WithWhatCame(fault, content);
        }

        return content;
    }

    // Only what is known to be the same file is continued, and only where the server goes to that place.
    private static long OffsetToContinueAt(FtpSession session, FtpFile file, long left) =>
        left > 0 && (left == file.Length || (left < file.Length && session.Ask(FtpSession.RestartAt(left)).IsPositive)) ? left : 0;

    private void Receive(FtpSession session, FtpRequest request, FtpFile file, long offset, ContentStore store, ResponseTiming timing, CallClock clock)
    {
        var counted = new CountingBody(store.Sink(file.Length), offset);
        timing.RequestSent = clock.Elapsed;
        FtpTransfer transfer = session.Transfer("RETR " + session.OnTheWire(request.Path), offset, counted, () => timing.FirstByte = clock.Elapsed);
        if (transfer.Reply is SocketReply no)
        {
            throw session.Refused(no);
        }

        if (counted.Count < file.Length)
        {
            throw FaultFactory.Truncated(session.Peer, $"{counted.Count.ToString("N0", CultureInfo.InvariantCulture)} of {file.Length.Value.ToString("N0", CultureInfo.InvariantCulture)} bytes came.");
        }

        if (!transfer.EndedCleanly && file.Length is null && !_options.AllowTruncatedTls)
        {
            throw FaultFactory.TlsCutOff(session.Peer, "the data");
        }

        if (offset > 0 && (counted.Count != file.Length || !TryDescribe(session, request, out FtpFile now) || now != file))
        {
            store.Forget();
            throw UrlFaults.ChangedMeanwhile(session.Peer);
        }
    }

    private UriContent List(FtpSession session, FtpRequest request, Uri uri, ContentStore store, ResponseTiming timing, CallClock clock)
    {
        if (request.IsDirectory && request.Path.Length > 0)
        {
            string path = request.Path.Length > 1 ? request.Path.TrimEnd('/') : request.Path;
            session.Positive(session.AskAbout("CWD", path.Length == 0 ? "/" : path));
        }

        bool isFacts = KnowsFacts(session);
        var listing = new ListingBody(_options);
        timing.RequestSent = clock.Elapsed;
        try
        {
            FtpTransfer transfer = Transfer(isFacts ? "MLSD" : "LIST");
            if (isFacts && transfer.Reply is { IsPositive: false })
            {
                // It was promised, and is refused all the same.
                isFacts = false;
                transfer = Transfer("LIST");
            }

            if (transfer.Reply is { IsPositive: false } no && !FtpText.SaysNothingThere((int)no.Code!, no.Text))
            {
                throw session.Refused(no);
            }

            if (!transfer.EndedCleanly && !_options.AllowTruncatedTls)
            {
                throw FaultFactory.TlsCutOff(session.Peer, "the listing");
            }
        }
        catch (SocketToolsException fault)
        {
            throw FaultFactory.OnClosedConnection(fault, null).WithPartial(Listed(request, uri, timing, listing.ToArray(), isFacts));
        }

        UriContent content = Listed(request, uri, timing, listing.ToArray(), isFacts);
        store.Put(content.Bytes, content);
        return content;

        FtpTransfer Transfer(string command) => session.Transfer(command, 0, listing, () => timing.FirstByte = clock.Elapsed);
    }

    private UriContent Listed(FtpRequest request, Uri uri, ResponseTiming timing, byte[] bytes, bool isFacts) =>
        new(uri, UriContent.Fields(MediaTypes.Directory, bytes.Length, null))
        {
            Bytes = bytes,
            Items = new FtpListing(request.DirectoryUri, _options.Encoding ?? Encoding.UTF8, DateTimeOffset.UtcNow).Parse(bytes, isFacts),
            Encoding = _options.Encoding,
            Timing = timing,
        };

    // RFC 3659, 7.8: a server that has MLSD says so.
    private static bool KnowsFacts(FtpSession session)
    {
        foreach (string feature in session.Ask("FEAT").Lines)
        {
            if (feature.TrimStart().StartsWith("MLST", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
