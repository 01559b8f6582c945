using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Tls;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>Fetches one request after another, over connections that it keeps for the same origin.</summary>
public sealed class HttpFetcher : IDisposable
{
    private readonly Dictionary<string, SocketConnection> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly KnownSecrets _secrets = new();
    private bool _disposed;

    /// <summary>The content codings that can be undone here, for Accept-Encoding.</summary>
    public static string AcceptedCodings => ContentDecoder.Accepted;

    /// <summary>Opens the connections of http.</summary>
    public ConnectionOpener Opener { get; init; } = new();

    /// <summary>Opens the connections of https.</summary>
    public ConnectionOpener SecureOpener { get; init; } = new() { Tls = new TlsSettings() };

    /// <summary>The Unix socket to connect to in place of the URI's host and port, as <see cref="ConnectionOpener.OpenUnix"/> takes it; null: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>How responses are read.</summary>
    public ReceiveOptions Options { get; init; } = new();

    /// <summary>How many redirects are followed.</summary>
    public int MaximumRedirection { get; init; } = Budgets.MaximumRedirection;

    /// <summary>Whether a redirect may lead from https to http.</summary>
    public bool AllowInsecureRedirect { get; init; }

    /// <summary>Whether the connection of each fetch is handed over open with the response, instead of being kept here.</summary>
    public bool HandOverConnection { get; init; }

    /// <summary>What goes on from one request to the next; null: nothing does.</summary>
    public HttpSession? Session { get; init; }

    /// <summary>Sends a request and reads its response whole, following redirects as far as they are allowed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">Ends the waits; connecting included.</param>
    /// <exception cref="SocketToolsException">As <see cref="ConnectionOpener.Open"/> and <see cref="HttpExchange.Run(HttpRequest)"/>;
    /// <see cref="Fault.LimitExceeded"/>: too many redirects; <see cref="Fault.InvalidRequest"/>: a redirect that is not followed.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse Fetch(HttpRequest request, CallClock clock)
    {
        // Opened once, whatever the redirects: nothing is asked for that could not be put away, or is not there to be sent.
        using Download? download = Options.OutFile is not null ? new Download(Options, clock) : null;
        try
        {
            request.Body?.Ready(clock);
            return Follow(request, download, clock);
        }
        finally
        {
            request.Body?.Release();
        }
    }

    /// <summary>Closes the connections that were kept.</summary>
    public void Dispose()
    {
        lock (_kept)
        {
            _disposed = true;
            foreach (SocketConnection connection in _kept.Values)
            {
                connection.Dispose();
            }

            _kept.Clear();
        }
    }

    private RawHttpResponse Follow(HttpRequest request, Download? download, CallClock clock)
    {
        var history = new List<RawHttpResponse>();
        while (true)
        {
            Session?.Equip(request);
            RawHttpResponse response = FetchOnce(request, download, clock);
            Session?.Learn(response);
            response.RedirectHistory = history;
            HttpRequest? next = MaximumRedirection > 0 ? Redirects.Next(request, response, AllowInsecureRedirect) : null;
            if (next is null)
            {
                return response;
            }

            if (history.Count == MaximumRedirection)
            {
                throw HttpFaults.TooManyRedirects(MaximumRedirection, response.Hide(next.Target.Uri.ToString()), response);
            }

            response.Connection?.Dispose();
            response.Connection = null;
            history.Add(response);
            request = next;
        }
    }

    private RawHttpResponse FetchOnce(HttpRequest request, Download? download, CallClock clock)
    {
        string origin = $"{request.Target.Uri.Scheme} {UnixSocket ?? request.Target.EndPoint.ToString()}";
        ConnectionOpener opener = request.Target.IsSecure ? SecureOpener : Opener;
        if (TakeKept(origin) is SocketConnection kept)
        {
            var exchange = new HttpExchange(kept, clock, Options);
            long before = kept.BytesSent;
            try
            {
                if (opener.Settings.Transcript is TranscriptOptions recording)
                {
                    kept.Record(recording);
                    kept.NoteConnected();
                }

                return Run(exchange, kept, opener, request, origin, download);
            }
            catch (SocketToolsException died) when (!exchange.ResponseBegan && died.Fault is Fault.RemoteClosed or Fault.ConnectionReset && (IsIdempotent(request.Method) || kept.BytesSent == before) && request.Body is not { IsSpent: true })
            {
                // RFC 9112, 9.3.1: a kept connection may be closed just as the request goes out; once more, on a new one, where nothing of it
                // went out or the server may have it twice.
            }
        }

        SocketConnection fresh = UnixSocket is null ? opener.OpenSharing(request.Target.EndPoint, clock, _secrets) : opener.OpenUnixSharing(UnixSocket, clock, _secrets);
        RawHttpResponse response = Run(new HttpExchange(fresh, clock, Options), fresh, opener, request, origin, download);
        response.Timing.Add(fresh.Timing);
        return response;
    }

    private RawHttpResponse Run(HttpExchange exchange, SocketConnection connection, ConnectionOpener opener, HttpRequest request, string origin, Download? download)
    {
        bool handedOver = false;
        try
        {
            connection.Observe(opener.Observer);
            RawHttpResponse response = exchange.Run(request, download);
            response.Transcript = connection.Transcript;
            if (HandOverConnection && !request.BodyWasRefused)
            {
                response.Connection = connection;
                handedOver = true;
            }

            return response;
        }
        catch (SocketToolsException fault)
        {
            object? recording = connection.Transcript is SocketTranscript recorded ? new Recording(new[] { recorded }) : null;
            throw FaultFactory.OnClosedConnection(fault, download?.PartPath, download?.CanResume == true).WithRecording(recording);
        }
        finally
        {
            connection.Observe(null);
            if (!handedOver && exchange.CanGoOn)
            {
                Keep(origin, connection);
            }
            else if (!handedOver)
            {
                connection.Dispose();
            }
        }
    }

    // Bytes that wait on an idle connection answer nothing that was asked: such a connection is not used again (RFC 9112, 9.2).
    private SocketConnection? TakeKept(string origin)
    {
        SocketConnection? connection;
        lock (_kept)
        {
            if (!_kept.TryGetValue(origin, out connection))
            {
                return null;
            }

            _kept.Remove(origin);
        }

        if (connection.IsQuiet)
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    private void Keep(string origin, SocketConnection connection)
    {
        lock (_kept)
        {
            if (!_disposed)
            {
                _kept[origin] = connection;
                return;
            }
        }

        // A fetch that ended when nobody waited for it any more.
        connection.Dispose();
    }

    // RFC 9110, 9.2.2.
    private static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";
}
