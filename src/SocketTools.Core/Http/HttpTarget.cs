using System;
using System.Globalization;
using System.Net;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Transport;

namespace SocketTools.Http;

/// <summary>An http URI taken apart for a request, its percent-encoding and its dots left as the user wrote them.</summary>
public sealed class HttpTarget
{
    private HttpTarget(Uri uri, HostEndPoint endPoint, string requestTarget)
    {
        Uri = uri;
        EndPoint = endPoint;
        RequestTarget = requestTarget;
    }

    /// <summary>The URI.</summary>
    public Uri Uri { get; }

    /// <summary>Whether the URI held a user name or password, which were taken out.</summary>
    public bool HadUserInfo { get; private init; }

    /// <summary>Whether the exchange is to be protected by TLS (https).</summary>
    public bool IsSecure => Uri.Scheme == "https";

    /// <summary>The host and port to connect to.</summary>
    public HostEndPoint EndPoint { get; }

    /// <summary>Path and query in origin form (RFC 9112, 3.2.1); never a fragment.</summary>
    public string RequestTarget { get; }

    /// <summary>The value of the Host field: never userinfo, the port only where it is not the scheme's own (RFC 9110, 7.2).</summary>
    public string HostField
    {
        get
        {
            string host = EndPoint.HostName.IndexOf(':') >= 0 ? "[" + WithoutZone(EndPoint.HostName) + "]" : EndPoint.HostName;
            return EndPoint.Port == DefaultPort(Uri) ? host : host + ":" + EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether scheme, host and port are the same (RFC 6454, 5), however the host is spelled.</summary>
    public bool IsSameOrigin(HttpTarget other) => Uri.Scheme == other.Uri.Scheme && EndPoint.Port == other.EndPoint.Port
        && string.Equals(Canonical(EndPoint.HostName), Canonical(other.EndPoint.HostName), StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a URI apart.</summary>
    /// <param name="uri">An absolute http or https URI; text without a scheme is taken as http.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: not such a URI, or characters that no URI has.</exception>
    public static HttpTarget Parse(string uri)
    {
        RefuseUnprintable(uri);
        if (HasSchemeWithoutHost(uri))
        {
            throw FaultFactory.InvalidRequest($"The scheme '{uri.Substring(0, uri.IndexOf(':')).ToLowerInvariant()}' is not spoken here: write http://host/path or https://host/path.");
        }

        if (LacksSlashes(uri))
        {
            throw FaultFactory.InvalidRequest("The URI names no host: write http://host/path or https://host/path, with two slashes.");
        }

        string text = HasScheme(uri) ? uri : "http://" + uri;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed))
        {
            if (uri.IndexOf('@') < 0)
            {
                // Where it is the host or the port that is wrong, this says so.
                HostEndPoint.ParseLoosely(Part(text, out _));
            }

            throw FaultFactory.InvalidRequest($"'{Shown(uri)}' is not a URI: write http://host/path.");
        }

        if (parsed.Scheme is not ("http" or "https"))
        {
            throw FaultFactory.InvalidRequest($"The scheme '{parsed.Scheme}' is not spoken here: write http://host/path or https://host/path.");
        }

        string authority = Part(text, out string rest);
        int userInfo = authority.LastIndexOf('@') + 1;
        RefuseNoHost(authority.Substring(userInfo));
        if (userInfo > 0)
        {
            // Never sent, and never shown: what identifies the exchange is the URI without it (RFC 9110, 4.2.4).
            int at = text.IndexOf(authority, StringComparison.Ordinal);
            text = text.Remove(at, userInfo);
            authority = authority.Substring(userInfo);
            if (!Uri.TryCreate(text, UriKind.Absolute, out parsed))
            {
                throw FaultFactory.InvalidRequest($"'{Shown(uri)}' is not a URI: write http://host/path.");
            }
        }

        return new HttpTarget(parsed, HostEndPoint.Parse(PlainZone(Ascii(authority)), null, DefaultPort(parsed)), OriginForm(rest)) { HadUserInfo = userInfo > 0 };
    }

    /// <summary>The text of a URI, good or bad, as it may be shown: without a user name and password.</summary>
    /// <remarks>Where it is no URI, all up to the last @ may be one: rather too much is left out than a password shown.</remarks>
    public static string Shown(string uri)
    {
        int at = uri.LastIndexOf('@');
        if (at < 0 || (HasSchemeWithoutHost(uri) && !HasScheme(uri)) || (!LacksSlashes(uri) && Uri.TryCreate(HasScheme(uri) ? uri : "http://" + uri, UriKind.Absolute, out Uri? parsed) && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0))
        {
            return uri;
        }

        int start = HasScheme(uri) ? uri.IndexOf("://", StringComparison.Ordinal) + 3 : 0;
        return uri.Remove(start, at + 1 - start);
    }

    /// <summary>Refuses what no URI has inside (RFC 3986, 2).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a space or a control character.</exception>
    internal static void RefuseUnprintable(string uri)
    {
        foreach (char c in uri)
        {
            if (c <= ' ' || c == '\x7F')
            {
                throw FaultFactory.InvalidRequest($"The URI has {(c == ' ' ? "a space" : "a control character")} inside: write it percent-encoded (%{(int)c:X2}).");
            }
        }
    }

    /// <summary>Refuses what no host has inside; a percent sign may stand before the zone of an address (RFC 6874, 2).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a backslash, or a percent sign in a name.</exception>
    internal static void RefuseNoHost(string host)
    {
        if (host.IndexOf('\\') >= 0 || (host.IndexOf('%') >= 0 && host.IndexOf('[') < 0))
        {
            throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(host)}' is not a host: it has a backslash or a percent sign inside.");
        }
    }

    /// <summary>The authority: what lies between "://" and the next of / ? # (RFC 3986, 3.2).</summary>
    internal static string Part(string text, out string rest)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = text.IndexOfAny(s_endOfAuthority, start);
        end = end < 0 ? text.Length : end;
        rest = text.Substring(end);
        return text.Substring(start, end - start).TrimEnd(':');
    }

    private static readonly char[] s_endOfAuthority = { '/', '?', '#' };

    // scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) (RFC 3986, 3.1); a "://" further on belongs to the query.
    private static bool HasScheme(string uri)
    {
        int end = uri.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && uri.IndexOfAny(s_notInAScheme, 0, end) < 0;
    }

    private static readonly char[] s_notInAScheme = { '/', '?', '#', ':', '@', '[' };

    // mailto:me@host is no host "mailto": a scheme without "//" behind it (RFC 3986, 3). But host:80 is a host and its port, and me:secret@host
    // has a user; so only the schemes are taken for such that people paste.
    private static bool HasSchemeWithoutHost(string uri)
    {
        int colon = uri.IndexOf(':');
        return colon > 0 && Array.IndexOf(s_schemesWithoutHost, uri.Substring(0, colon).ToLowerInvariant()) >= 0
            && (colon + 1 == uri.Length || uri[colon + 1] is < '0' or > '9');
    }

    // http:/host is a slip, and no host "http" without a port.
    private static bool LacksSlashes(string uri) => !HasScheme(uri)
        && (uri.StartsWith("http:/", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("https:/", StringComparison.OrdinalIgnoreCase));

    private static readonly string[] s_schemesWithoutHost = { "mailto", "data", "javascript", "urn", "tel", "sms", "news", "about", "blob", "file", "view-source", "magnet", "geo", "xmpp", "sip", "sips" };

    private static int DefaultPort(Uri uri) => uri.Scheme == "https" ? 443 : 80;

    // The root's dot may be written or left out (RFC 3986, 3.2.2), and the zeros of an IPv6 address too (RFC 5952). The endpoint's name is in
    // its ASCII form already.
    private static string Canonical(string host) => host.IndexOf(':') >= 0
        ? IPAddress.TryParse(host, out IPAddress? address) ? address.ToString() : host
        : host.EndsWith(".", StringComparison.Ordinal) ? host.Substring(0, host.Length - 1) : host;

    private static bool HasPort(string host) => host.LastIndexOf(':') > host.LastIndexOf(']');

    // RFC 6874, 2: in a URI the percent sign before the zone of an address is %25.
    private static string PlainZone(string host)
    {
        int zone = host.StartsWith("[", StringComparison.Ordinal) ? host.IndexOf("%25", StringComparison.Ordinal) : -1;
        return zone < 0 ? host : host.Remove(zone + 1, 2);
    }

    private static string WithoutZone(string address)
    {
        int zone = address.IndexOf('%');
        return zone < 0 ? address : address.Substring(0, zone);
    }

    /// <summary>A host, with its port where it has one, as it is asked for: internationalized names in their ASCII form (RFC 5891).</summary>
    internal static string Ascii(string host)
    {
        int port = HasPort(host) ? host.LastIndexOf(':') : host.Length;
        return AddressResolver.ToAscii(host.Substring(0, port)) + host.Substring(port);
    }

    private static string OriginForm(string rest)
    {
        int fragment = rest.IndexOf('#');
        string target = fragment < 0 ? rest : rest.Substring(0, fragment);
        target = target.Length == 0 || target[0] != '/' ? "/" + target : target;
        return PercentCoding.Encode(StrictText.Encode(Encoding.UTF8, target), static b => b < 0x80);
    }
}
