using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Authentication;

namespace SocketTools.Compat;

/// <summary>What the TLS libraries below .NET say when they fail: OpenSSL in words, Windows and macOS in numbers.</summary>
internal static class PlatformTls
{
    // winerror.h: what SChannel says for alerts of the peer's that came after the handshake (RFC 8446, 6).
    private static readonly Dictionary<int, byte> s_windowsAlerts = new()
    {
        [unchecked((int)0x80090326)] = 47, // SEC_E_ILLEGAL_MESSAGE
        [unchecked((int)0x80090331)] = 40, // SEC_E_ALGORITHM_MISMATCH
        [unchecked((int)0x80090330)] = 51, // SEC_E_DECRYPT_FAILURE
        [unchecked((int)0x80090325)] = 48, // SEC_E_UNTRUSTED_ROOT
        [unchecked((int)0x80090327)] = 46, // SEC_E_CERT_UNKNOWN
        [unchecked((int)0x80090328)] = 45, // SEC_E_CERT_EXPIRED
        [unchecked((int)0x80092010)] = 44, // CRYPT_E_REVOKED
        [unchecked((int)0x80090349)] = 43, // SEC_E_CERT_WRONG_USAGE
        [unchecked((int)0x80090304)] = 80, // SEC_E_INTERNAL_ERROR
        [unchecked((int)0x80090367)] = 120, // SEC_E_APPLICATION_PROTOCOL_MISMATCH
        [5] = 49, // ERROR_ACCESS_DENIED
    };

    // SecureTransport.h: errSSLPeer…, from -9819 downwards.
    private static readonly byte[] s_appleAlerts = { 10, 20, 21, 22, 30, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 90, 100 };
    private const int FirstAppleAlert = -9819;

    /// <summary>Whether an exception is the platform's way to say that TLS failed.</summary>
    internal static bool IsFailure(Exception exception) => exception is AuthenticationException or IOException or Win32Exception or InvalidOperationException or NotSupportedException or ArgumentException;

    /// <summary>The alert of the peer's that an exception tells of; null: none.</summary>
    internal static byte? AlertOf(Exception failure)
    {
        Exception deepest = Deepest(failure);
        if (deepest is Win32Exception windows and not SocketException)
        {
            return s_windowsAlerts.TryGetValue(windows.NativeErrorCode, out byte alert) ? alert : null;
        }

        int apple = FirstAppleAlert - deepest.HResult;
        return apple >= 0 && apple < s_appleAlerts.Length ? s_appleAlerts[apple] : OpenSslAlert(deepest.Message);
    }

    /// <summary>The platform's own words, without what only its makers understand.</summary>
    internal static string Words(Exception failure)
    {
        string words = Deepest(failure).Message.TrimEnd('.');
        int reason = words.StartsWith("error:", StringComparison.Ordinal) ? words.LastIndexOf(':') + 1 : 0;
        return words.Substring(reason).Trim();
    }

    /// <summary>Versions of TLS as the world writes them.</summary>
    internal static string Names(SslProtocols protocols) => string.Join(", ", protocols.ToString().Split(',').Select(static p => p.Trim() switch
    {
        "Tls" => "TLS 1.0",
        "Tls11" => "TLS 1.1",
        "Tls12" => "TLS 1.2",
        "Tls13" or "12288" => "TLS 1.3",
        string other => other,
    }));

    /// <summary>Whether the platform's words say that it does not offer the version of TLS that was asked for.</summary>
    internal static bool LacksVersion(string words) => words is "no ciphers available" or "no protocols available" or "unsupported protocol";

    /// <summary>Whether the platform's words say that it has none of the cipher suites that were asked for: .NET takes them for a wish to go unencrypted.</summary>
    internal static bool LacksSuites(string words) => words.IndexOf("encryption policy", StringComparison.Ordinal) >= 0 || words is "no cipher match" or "no ciphers available";

    // An alert in an encrypted record is known to OpenSSL alone, which tells its number, 1000 added, as the reason of its error.
    private static byte? OpenSslAlert(string words)
    {
        const string Mark = "error:0A";
        const int ReasonDigits = 6;
        int at = words.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return at >= Mark.Length && at + ReasonDigits <= words.Length
            && int.TryParse(words.Substring(at, ReasonDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int reason)
            && reason is >= 1000 and <= 1000 + byte.MaxValue ? (byte)(reason - 1000) : null;
    }

    private static Exception Deepest(Exception exception)
    {
        while (exception.InnerException is not null)
        {
            exception = exception.InnerException;
        }

        return exception;
    }
}
