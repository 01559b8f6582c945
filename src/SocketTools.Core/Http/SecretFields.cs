using System;
using System.Collections.Generic;

namespace SocketTools.Http;

/// <summary>The fields whose values are secrets, shown as a row of stars.</summary>
internal static class SecretFields
{
    internal const string Redacted = "********";

    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token",
    };

    /// <summary>Whether a field's value must not be shown.</summary>
    internal static bool Contains(string name) => s_names.Contains(name);
}
