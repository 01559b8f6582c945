using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SocketTools.Connections;

namespace SocketTools.Http;

/// <summary>The requests that were sent on a connection and not answered yet, oldest first (RFC 9112, 9.3.2).</summary>
public sealed class PendingRequests
{
    private static readonly ConditionalWeakTable<SocketConnection, PendingRequests> s_all = new();

    private readonly ConcurrentQueue<HttpRequest> _queue = new();

    /// <summary>Those of a connection.</summary>
    public static PendingRequests Of(SocketConnection connection) => s_all.GetOrCreateValue(connection);

    /// <summary>The request that the next response answers; null where it was not sent as one.</summary>
    public HttpRequest? Next => _queue.TryPeek(out HttpRequest? next) ? next : null;

    /// <summary>A request was sent.</summary>
    public void Enqueue(HttpRequest request) => _queue.Enqueue(request);

    /// <summary>The oldest was answered.</summary>
    public void Dequeue() => _queue.TryDequeue(out _);
}
