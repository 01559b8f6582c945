using System;
using System.Collections.Generic;
using System.Text;
using SocketTools.Tracing;

namespace SocketTools.Http;

/// <summary>Which values may be shown, and how: what may be a secret is a row of stars.</summary>
/// <remarks>
/// <para>Of a request, the values of fields that are known to be harmless are shown, and no others: names for credentials are invented
/// every day, and a list of them would lack the next one. A single character is no secret, and is shown too.</para>
/// <para>Of a response, which is what the user wants to see, those are hidden whose names speak of secrets.</para>
/// <para>A user name and password inside a URI are shown nowhere, in whichever field they stand.</para>
/// </remarks>
internal static class SecretFields
{
    private const string Hidden = "********";

    // What they say is about the message, what is wanted, or the connection; never who asks.
    private static readonly HashSet<string> s_harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers", "Access-Control-Request-Method", "Cache-Control",
        "Connection", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Range", "Content-Type", "Date", "DNT", "Expect",
        "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Origin", "Pragma", "Prefer",
        "Priority", "Range", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Via",
    };

    private static readonly char[] s_lineEnds = { '\r', '\n' };

    private static readonly char[] s_endOfAuthority = { '/', '?', '#', '<', '>', '"' };

    /// <summary>The value of a request's field, as it may be shown.</summary>
    internal static string ShownInRequest(string name, string value) => s_harmless.Contains(name) || value.Length <= 1 ? WithoutUserInfo(value) : Hidden;

    /// <summary>Text as it may be shown: stars for what stands before the host in a URI. Rather too much is hidden than a password shown.</summary>
    internal static string WithoutUserInfo(string text)
    {
        for (int at = text.IndexOf("//", StringComparison.Ordinal); at >= 0; at = text.IndexOf("//", at + 2, StringComparison.Ordinal))
        {
            int start = at + 2;
            int end = text.IndexOfAny(s_endOfAuthority, start);
            int sign = text.LastIndexOf('@', (end < 0 ? text.Length : end) - 1, (end < 0 ? text.Length : end) - start);
            if (sign >= 0)
            {
                text = text.Substring(0, start) + Hidden + text.Substring(sign);
            }
        }

        return text;
    }

    /// <summary>Where the values stand in a request's header that <see cref="ShownInRequest"/> hides, for whoever records it.</summary>
    internal static IReadOnlyList<MaskedStretch> In(byte[] request)
    {
        var found = new List<MaskedStretch>();
        bool hidden = false;
        bool isSecret = false;
        for (int start = 0, end; start < request.Length; start = end + 1)
        {
            end = Array.IndexOf(request, (byte)'\n', start);
            end = end < 0 ? request.Length : end;
            string line = HttpText.Latin1.GetString(request, start, end - start).TrimEnd('\r');
            if (line.Length == 0)
            {
                break;
            }

            int colon = line.IndexOf(':');
            bool folds = hidden && line[0] is ' ' or '\t';
            hidden = folds || (start > 0 && colon > 0 && ShownInRequest(line.Substring(0, colon).Trim(), line.Substring(colon + 1).Trim(' ', '\t')) == Hidden);
            isSecret = folds ? isSecret : hidden && SecretFieldNames.Contains(line.Substring(0, colon));
            string value = folds ? line : line.Substring(colon + 1);
            string bare = value.Trim(' ', '\t');
            if (hidden && bare.Length > 0)
            {
                found.Add(new MaskedStretch(start + (line.Length - value.Length) + value.IndexOf(bare, StringComparison.Ordinal), bare.Length) { IsPrecaution = !isSecret });
            }
        }

        return found;
    }

    /// <summary>A request that somebody wrote by hand, as it may be shown.</summary>
    internal static byte[] Redact(byte[] request)
    {
        string text = HttpText.Latin1.GetString(request);
        var shown = new StringBuilder(text.Length);
        bool hidden = false;
        for (int start = 0, end; start < text.Length; start = end)
        {
            // A bare CR ends a line for some who read it.
            int length = text.IndexOfAny(s_lineEnds, start) - start;
            length = length < 0 ? text.Length - start : length;
            end = Math.Min(text.Length, start + length + 1);
            string line = text.Substring(start, length);
            hidden = shown.Length > 0 ? AppendLine(shown, line, hidden) : AppendFirst(shown, line);
            shown.Append(text, start + length, end - start - length);
        }

        return HttpText.Latin1.GetBytes(shown.ToString());
    }

    private static bool AppendFirst(StringBuilder shown, string line)
    {
        shown.Append(WithoutUserInfo(line));
        return false;
    }

    // A folded line goes on with the value before it; between the two halves of CR LF there is an empty one.
    private static bool AppendLine(StringBuilder shown, string line, bool hidden)
    {
        if (line.Length == 0)
        {
            return hidden && shown[shown.Length - 1] == '\r';
        }

        if (hidden && line[0] is ' ' or '\t')
        {
            shown.Append(line[0]).Append(Hidden);
            return true;
        }

        int colon = line.IndexOf(':');
        if (colon <= 0)
        {
            shown.Append(WithoutUserInfo(line));
            return false;
        }

        string value = line.Substring(colon + 1);
        string bare = value.Trim(' ', '\t');
        string seen = ShownInRequest(line.Substring(0, colon).Trim(), bare);
        shown.Append(line, 0, colon + 1);
        if (seen == Hidden && bare != Hidden)
        {
            shown.Append(Hidden);
            return true;
        }

        shown.Append(WithoutUserInfo(value));
        return false;
    }
}
