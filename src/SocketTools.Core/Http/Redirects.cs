using System;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Where a redirect leads, and with which request (RFC 9110, 15.4).</summary>
internal static class Redirects
{
    /// <summary>The request to go on with; null where the response is no redirect that can be followed.</summary>
    /// <param name="request">The request that was answered.</param>
    /// <param name="response">Its answer.</param>
    /// <param name="allowInsecure">Whether https may lead to http.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it leads to something that is not followed.</exception>
    internal static HttpRequest? Next(HttpRequest request, RawHttpResponse response, bool allowInsecure)
    {
        if (response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers["Location"] is not string[] locations)
        {
            return null;
        }

        if (locations.Length > 1)
        {
            throw HttpFaults.RedirectRefused("The redirect names several locations (RFC 9110, 10.2.2): none is followed.", response);
        }

        HttpTarget target = Target(request, response, locations[0]);
        if (request.Target.IsSecure && !target.IsSecure && !allowInsecure)
        {
            throw HttpFaults.RedirectRefused(response.Hide($"The redirect leads from https to {target.Uri}, where everybody can listen."), response, Advice.FollowInsecurely);
        }

        // 303 asks for GET; 301 and 302 make GET of POST, as every client has come to do; 307 and 308 change nothing (15.4.2 to 15.4.9).
        bool toGet = (response.StatusCode == 303 && request.Method != "HEAD") || (response.StatusCode is 301 or 302 && request.Method == "POST");
        if (!toGet && request.Body is { IsSpent: true })
        {
            throw HttpFaults.RedirectRefused("The redirect asks for the body once more, and it came out of a pipe, which is read once: send it from a file.", response);
        }

        return request.Redirected(target, toGet ? "GET" : request.Method, keepBody: !toGet);
    }

    // A colon before any slash ends a scheme (RFC 3986, 4.2).
    private static bool HasScheme(string place)
    {
        int end = place.IndexOfAny(s_endOfScheme);
        return end >= 0 && place[end] == ':';
    }

    private static readonly char[] s_endOfScheme = { ':', '/', '?', '#' };

    // Bytes that no URI has, percent-encoded one by one: servers that send them mean these bytes, as curl, Go and .NET take it. Spaces too,
    // as browsers, Node and .NET do everywhere, and curl in the path.
    private static string Ascii(string location)
    {
        byte[] bytes = HttpText.Latin1.GetBytes(location);
        int start = location.IndexOf("//", StringComparison.Ordinal) + 2;
        if (start < 2 || location.IndexOfAny(s_endOfAuthority) is >= 0 and int first && first < start - 2)
        {
            return Encoded(bytes, 0, bytes.Length);
        }

        // A host's own characters are not percent-encoded: an internationalized name is looked up by its ASCII form.
        int end = location.IndexOfAny(s_endOfAuthority, start);
        end = end < 0 ? location.Length : end;
        return location.Substring(0, start) + HostOf(bytes, start, end - start) + Encoded(bytes, end, bytes.Length - end);
    }

    private static string HostOf(byte[] bytes, int start, int count)
    {
        try
        {
            return s_utf8.GetString(bytes, start, count);
        }
        catch (ArgumentException)
        {
            return Encoded(bytes, start, count);
        }
    }

    private static string Encoded(byte[] bytes, int start, int count)
    {
        var part = new byte[count];
        Buffer.BlockCopy(bytes, start, part, 0, count);
        return PercentCoding.Encode(part, static b => b < 0x80 && b != ' ');
    }

    private static readonly char[] s_endOfAuthority = { '/', '?', '#' };

    private static readonly Encoding s_utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static HttpTarget Target(HttpRequest request, RawHttpResponse response, string location)
    {
        try
        {
            string place = Ascii(location);
            if (!HasScheme(place))
            {
                return HttpTarget.Parse(new Uri(request.Target.Uri, place).OriginalString);
            }

            return place.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                ? HttpTarget.Parse(place)
                : throw FaultFactory.InvalidRequest("only http and https are.");
        }
        catch (Exception unusable) when (unusable is UriFormatException or SocketToolsException)
        {
            throw HttpFaults.RedirectRefused(response.Hide($"The redirect leads to '{FaultFactory.Visible(SecretFields.WithoutUserInfo(location))}', which is not followed: {unusable.Message}"), response);
        }
    }
}
