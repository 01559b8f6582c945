using System;
using System.Net;
using System.Text;
using SocketTools.Connections;
using SocketTools.Http;

namespace SocketTools.Playing;

/// <summary>What one client has sent, taken apart where it is an HTTP request (RFC 9112, 2).</summary>
public sealed class PlayedRequest : ListenerRequest
{
    private static readonly HttpFieldCollection s_noFields = new();

    internal PlayedRequest(EndPoint? remote, Func<int, int> room)
        : base(remote, room)
    {
    }

    /// <summary>The method of the first request; null: it is none of HTTP, or has not come whole.</summary>
    public string? Method => Http?.Method;

    /// <summary>The target of the first request; null likewise.</summary>
    public string? Target => Http?.Target;

    /// <summary>The fields of the first request, in order; none where there are none.</summary>
    public HttpFieldCollection Headers => Http?.Fields ?? s_noFields;

    /// <summary>The body of the first request, its transfer coding undone, as far as it came; null: there is no request.</summary>
    public byte[]? Body => Http?.Body;

    /// <summary>The same as text, by UTF-8.</summary>
    public string? Content => Http is HttpMessage message ? Encoding.UTF8.GetString(message.Body) : null;

    private HttpMessage? Http
    {
        get
        {
            byte[] data = Data;
            return HttpMessage.TryRead(data, 0, data.Length);
        }
    }
}
