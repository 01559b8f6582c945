using System;
using System.Net;

namespace SocketTools.Http;

/// <summary>What goes on from one request to the next: the cookies that servers have set (RFC 6265).</summary>
public sealed class HttpSession
{
    /// <summary>The cookies. They can be looked at, added and removed.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>How many there are.</summary>
    public override string ToString() => Cookies.Count == 1 ? "1 cookie" : $"{Cookies.Count} cookies";

    /// <summary>Gives a request the cookies that are for its target, where it has none of its own.</summary>
    public void Equip(HttpRequest request)
    {
        if (!request.Has("Cookie") && request.ExactBytes is null && Cookies.GetCookieHeader(request.Target.Uri) is { Length: > 0 } cookies)
        {
            request.Put("Cookie", cookies);
        }
    }

    /// <summary>Takes the cookies that a response sets.</summary>
    public void Learn(RawHttpResponse response)
    {
        foreach (string cookie in (response.RequestUri is null ? null : response.Headers["Set-Cookie"]) ?? Array.Empty<string>())
        {
            try
            {
                Cookies.SetCookies(response.RequestUri!, cookie);
            }
            catch (CookieException)
            {
                // Not for this host, or no cookie: browsers ignore it too (RFC 6265, 5.3).
            }
        }
    }
}
