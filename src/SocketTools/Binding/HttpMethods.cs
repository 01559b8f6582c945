using System;
using System.Linq;

namespace SocketTools.Binding;

/// <summary>The methods of HTTP that have a name everywhere (RFC 9110, 9.3; RFC 5789).</summary>
internal static class HttpMethods
{
    /// <summary>Their names.</summary>
    internal static readonly string[] Known = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT" };

    /// <summary>What to warn of, where a method is one of these but for its case, which counts (RFC 9110, 9.1); null: nothing.</summary>
    internal static string? Misspelt(string method) =>
        Known.FirstOrDefault(m => string.Equals(m, method, StringComparison.OrdinalIgnoreCase) && m != method) is string meant
            ? $"The method goes out as it is written, '{method}', and few servers take that for {meant}: its case counts (RFC 9110, 9.1)."
            : null;
}
