using System;
using System.IO;
using System.Linq;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Transport;

namespace SocketTools.Url;

/// <summary>A URI taken apart as far as every scheme needs it, the rest left as the user wrote it.</summary>
public sealed class UriReference
{
    private static readonly char[] s_endOfScheme = { ':', '/', '?', '#', '@', '[', '\\' };
    private static readonly char[] s_separators = { '/', '\\' };

    private UriReference(string scheme, string text, string rest)
    {
        Scheme = scheme;
        Text = text;
        Rest = rest;
    }

    /// <summary>The schemes that are known.</summary>
    public static string Known => "http, https, ftp, gopher and file";

    /// <summary>Whether a scheme is one of them.</summary>
    public static bool IsKnown(string scheme) => scheme.ToLowerInvariant() is "http" or "https" or "ftp" or "gopher" or "file";

    /// <summary>The scheme, in lower case.</summary>
    public string Scheme { get; }

    /// <summary>The URI without user name and password.</summary>
    public string Text { get; }

    /// <summary>Whether the URI held a user name or password, which were taken out.</summary>
    public bool HadUserInfo { get; private init; }

    /// <summary>Whether it is the path of a file, and no URI.</summary>
    internal bool IsPath { get; private init; }

    /// <summary>The authority without user name and password; empty where there is none.</summary>
    internal string Authority { get; private init; } = "";

    /// <summary>What follows the authority, without the fragment; the path as it is, where that is all there is.</summary>
    internal string Rest { get; }

    /// <summary>Reads a URI, or a path.</summary>
    /// <param name="text">A URI; without a scheme it is http, or a file where it begins like a path: with a slash, a dot and a slash, or a drive.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no URI, or of a scheme that is not known.</exception>
    public static UriReference Parse(string text)
    {
        if (LooksLikePath(text))
        {
            return new UriReference("file", text, text) { IsPath = true };
        }

        HttpTarget.RefuseUnprintable(text);
        string? scheme = SchemeOf(text);
        return scheme switch
        {
            null => Http("http://" + text),
            "http" or "https" => Http(text),
            "file" => File(text),
            "ftp" or "gopher" => WithHost(scheme, text),
            _ => throw FaultFactory.InvalidRequest($"The scheme '{scheme}' is not known here: {Known} are."),
        };
    }

    /// <summary>The host and port to connect to.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: no host, or no port.</exception>
    internal HostEndPoint EndPoint(int defaultPort) => HostEndPoint.Parse(HttpTarget.Ascii(Authority.TrimEnd(':')), null, defaultPort);

    /// <summary>The URI as an object.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: it is none.</exception>
    internal Uri ToUri() => Uri.TryCreate(Text, UriKind.Absolute, out Uri? uri) ? uri : throw FaultFactory.InvalidRequest($"'{FaultFactory.Visible(Text)}' is not a URI: write {Scheme}://host/path.");

    /// <summary>The URI.</summary>
    public override string ToString() => Text;

    // For http, HttpTarget takes it apart; it is the one that knows what that scheme allows.
    private static UriReference Http(string text)
    {
        HttpTarget target = HttpTarget.Parse(text);
        return new UriReference(target.Uri.Scheme, target.HadUserInfo ? target.Uri.OriginalString : text, target.RequestTarget) { HadUserInfo = target.HadUserInfo };
    }

    private static UriReference WithHost(string scheme, string text)
    {
        if (string.CompareOrdinal(text, scheme.Length, "://", 0, 3) != 0)
        {
            throw FaultFactory.InvalidRequest($"'{HttpTarget.Shown(text)}' names no host: write {scheme}://host/path.");
        }

        UriReference uri = WithAuthority(scheme, text);
        HttpTarget.RefuseNoHost(uri.Authority);
        return uri;
    }

    // RFC 8089: file:///path, file://localhost/path and file:/path; and a path that does not begin with a slash, which starts where we stand.
    private static UriReference File(string text) => string.CompareOrdinal(text, "file".Length, "://", 0, 3) == 0
        ? WithAuthority("file", text)
        : new UriReference("file", text, WithoutFragment(text.Substring("file:".Length)));

    private static UriReference WithAuthority(string scheme, string text)
    {
        string authority = HttpTarget.Part(text, out string rest);
        int userInfo = authority.LastIndexOf('@') + 1;
        return new UriReference(scheme, text.Remove(text.IndexOf("://", StringComparison.Ordinal) + 3, userInfo), WithoutFragment(rest))
        {
            Authority = authority.Substring(userInfo),
            HadUserInfo = userInfo > 0,
        };
    }

    private static string WithoutFragment(string rest)
    {
        int fragment = rest.IndexOf('#');
        return fragment < 0 ? rest : rest.Substring(0, fragment);
    }

    private static bool LooksLikePath(string text)
    {
        string first = text.Substring(0, text.IndexOfAny(s_separators) is int end and >= 0 ? end : text.Length);
        return first is "" or "." or ".." or "~" || (Path.DirectorySeparatorChar == '\\' && first.Length == 2 && first[1] == ':');
    }

    // scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) (RFC 3986, 3.1). A name before a number is a host before its port.
    private static string? SchemeOf(string text)
    {
        int end = text.IndexOfAny(s_endOfScheme);
        if (end <= 0 || text[end] != ':' || IsPort(text, end + 1) || !IsSchemeName(text.Substring(0, end)))
        {
            return null;
        }

        return text.Substring(0, end).ToLowerInvariant();
    }

    private static bool IsSchemeName(string name) =>
        IsLetter(name[0]) && name.All(static c => IsLetter(c) || c is (>= '0' and <= '9') or '+' or '-' or '.');

    private static bool IsPort(string text, int start)
    {
        int end = start;
        while (end < text.Length && text[end] is >= '0' and <= '9')
        {
            end++;
        }

        return end > start && (end == text.Length || text[end] is '/' or '?' or '#');
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
