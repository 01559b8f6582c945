using System;
using System.Collections.Generic;

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

    /// <summary>A field's value as it may be shown.</summary>
    internal static string Shown(string name, string value) => s_names.Contains(name) ? Redacted : value;
}
