using System;

namespace SocketTools.Tracing;

/// <summary>Names of header fields that speak of secrets, wherever they are seen on a wire.</summary>
internal static class SecretFieldNames
{
    private static readonly string[] s_speaking = { "auth", "cookie", "token", "secret", "passw", "credential", "api-key", "apikey", "session", "signature" };

    /// <summary>Whether a field of that name has a secret for its value.</summary>
    internal static bool Contains(string name) =>
        Array.Exists(s_speaking, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) && !IsChallenge(name);

    // What a server asks for is public: a realm, an algorithm.
    private static bool IsChallenge(string name) =>
        name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase) || name.Equals("Proxy-Authenticate", StringComparison.OrdinalIgnoreCase);
}
