using System;
using System.Collections.Generic;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Limits;
using SocketTools.Transport;

namespace SocketTools.Http;

/// <summary>Fetches one request after another, over connections that it keeps for the same host and port.</summary>
public sealed class HttpFetcher : IDisposable
{
    private readonly Dictionary<string, SocketConnection> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens the connections of http.</summary>
    public ConnectionOpener Opener { get; init; } = new();

    /// <summary>Opens the connections of https.</summary>
    public ConnectionOpener SecureOpener { get; init; } = new() { Tls = new TlsSettings() };

    /// <summary>Whether a body until close is whole without a TLS close_notify behind it (RFC 9112, 9.8).</summary>
    public bool AllowTruncatedTls { get; init; }

    /// <summary>The Unix socket to connect to in place of the URI's host and port, as <see cref="ConnectionOpener.OpenUnix"/> takes it; null: none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The largest header block, in bytes; trailers and chunk lines alike.</summary>
    public int MaxHeaderBytes { get; init; } = Budgets.MaxHeaderBytes;

    /// <summary>The largest body, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = Budgets.MaxBodyBytes;

    /// <summary>Sends a request and reads its response whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">Ends the waits; connecting included.</param>
    /// <exception cref="SocketToolsException">As <see cref="ConnectionOpener.Open"/> and <see cref="HttpExchange.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the call.</exception>
    public RawHttpResponse Fetch(HttpRequest request, CallClock clock)
    {
        string origin = $"{request.Target.Uri.Scheme} {UnixSocket ?? request.Target.EndPoint.ToString()}";
        if (TakeKept(origin) is SocketConnection kept)
        {
            HttpExchange exchange = NewExchange(kept, clock);
            try
            {
                return Run(exchange, kept, request, origin);
            }
            catch (SocketToolsException died) when (!exchange.ResponseBegan && died.Fault is Fault.RemoteClosed or Fault.ConnectionReset && IsIdempotent(request.Method))
            {
                // RFC 9112, 9.3.1: a kept connection may be closed just as the request goes out; once more, on a new one.
            }
        }

        ConnectionOpener opener = request.Target.IsSecure ? SecureOpener : Opener;
        SocketConnection fresh = UnixSocket is null ? opener.Open(request.Target.EndPoint, clock) : opener.OpenUnix(UnixSocket, clock);
        RawHttpResponse response = Run(NewExchange(fresh, clock), fresh, request, origin);
        response.Timing.Add(fresh.Timing);
        return response;
    }

    /// <summary>Closes the connections that were kept.</summary>
    public void Dispose()
    {
        foreach (SocketConnection connection in _kept.Values)
        {
            connection.Dispose();
        }

        _kept.Clear();
    }

    private HttpExchange NewExchange(SocketConnection connection, CallClock clock) =>
        new(connection, clock) { MaxHeaderBytes = MaxHeaderBytes, MaxBodyBytes = MaxBodyBytes, AllowTruncatedTls = AllowTruncatedTls };

    private RawHttpResponse Run(HttpExchange exchange, SocketConnection connection, HttpRequest request, string origin)
    {
        try
        {
            return exchange.Run(request);
        }
        catch (SocketToolsException fault)
        {
            throw FaultFactory.OnClosedConnection(fault, null);
        }
        finally
        {
            if (exchange.CanGoOn)
            {
                _kept[origin] = connection;
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    // Bytes that wait on an idle connection answer nothing that was asked: such a connection is not used again (RFC 9112, 9.2).
    private SocketConnection? TakeKept(string origin)
    {
        if (!_kept.TryGetValue(origin, out SocketConnection? connection))
        {
            return null;
        }

        _kept.Remove(origin);
        if (connection.IsQuiet)
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    // RFC 9110, 9.2.2.
    private static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";
}
