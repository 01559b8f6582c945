using System.Collections.Generic;
#if NET8_0_OR_GREATER
using System;
using System.Linq;
using System.Net.Security;
#endif

namespace SocketTools.Compat;

/// <summary>The cipher suites that a program may choose: where OpenSSL or Apple's library does TLS. Windows has them for the whole machine.</summary>
internal static class CipherSuites
{
    /// <summary>Their names, as IANA has them; none where the platform lets nobody choose.</summary>
    internal static IReadOnlyList<string> Names { get; } =
#if NET8_0_OR_GREATER
        OperatingSystem.IsWindows() ? Array.Empty<string>() : Enum.GetNames<TlsCipherSuite>();
#else
        System.Array.Empty<string>();
#endif

#if NET8_0_OR_GREATER
    /// <summary>What .NET wants to be told; null: the system's choice.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform lets nobody choose.</exception>
    internal static CipherSuitesPolicy? Policy(IReadOnlyList<string> names) => names.Count == 0
        ? null
        : OperatingSystem.IsWindows()
            ? throw new PlatformNotSupportedException()
            : new CipherSuitesPolicy(names.Select(static n => Enum.Parse<TlsCipherSuite>(n, ignoreCase: true)));
#endif
}
