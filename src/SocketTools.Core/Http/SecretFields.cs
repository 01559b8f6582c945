using System;
using System.Collections.Generic;
using System.Text;

namespace SocketTools.Http;

/// <summary>The fields whose values are secrets, shown as a row of stars.</summary>
internal static class SecretFields
{
    private const string Redacted = "********";

    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token",
    };

    /// <summary>Whether a field's value must not be shown, nor sent to another origin.</summary>
    internal static bool Contains(string name) => s_names.Contains(name);

    /// <summary>A request that somebody wrote by hand, as it may be shown: the values of lines that begin with such a name as stars.</summary>
    internal static byte[] Redact(byte[] request)
    {
        string text = HttpText.Latin1.GetString(request);
        var shown = new StringBuilder(text.Length);
        bool secret = false;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            string line = text.Substring(start, end - start);
            string content = line.TrimEnd('\r', '\n');
            int colon = content.IndexOf(':');

            // A folded line goes on with the value before it.
            bool folded = secret && content.Length > 0 && content[0] is ' ' or '\t';
            secret = folded || (colon > 0 && Contains(content.Substring(0, colon).Trim()));
            shown.Append(secret ? content.Substring(0, folded ? 1 : colon + 1) + Redacted : content).Append(line, content.Length, line.Length - content.Length);
        }

        return HttpText.Latin1.GetBytes(shown.ToString());
    }

    /// <summary>A field's value as it may be shown.</summary>
    internal static string Shown(string name, string value) => s_names.Contains(name) ? Redacted : value;
}
