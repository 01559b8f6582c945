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

    /// <summary>Refuses a request whose response would come behind others that nobody has received.</summary>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>.</exception>
    public void ThrowIfDue()
    {
        if (_queue.Count is int due and > 0)
        {
            throw Faults.FaultFactory.InvalidRequest($"{(due == 1 ? "A response is" : $"{due} responses are")} still due on the connection, and would be taken for this one: receive first what is due. Nothing was sent.");
        }
    }

    /// <summary>A request was sent.</summary>
    public void Enqueue(HttpRequest request) => _queue.Enqueue(request);

    /// <summary>The oldest was answered.</summary>
    public void Dequeue() => _queue.TryDequeue(out _);
}
