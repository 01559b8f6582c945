using System;

namespace SocketTools.Tracing;

/// <summary>Names of SASL mechanisms (RFC 4422): what stands behind AUTH and is no secret.</summary>
internal static class SaslMechanisms
{
    private static readonly string[] s_names =
    {
        "ANONYMOUS", "CRAM-MD5", "DIGEST-MD5", "EAP-AES128", "EAP-AES128-PLUS", "ECDH-X25519-CHALLENGE", "ECDSA-NIST256P-CHALLENGE", "EXTERNAL", "GS2-KRB5", "GS2-KRB5-PLUS",
        "GSS-SPNEGO", "GSSAPI", "KERBEROS_V4", "KERBEROS_V5", "LOGIN", "MSN", "NTLM", "OAUTHBEARER", "OTP", "PLAIN", "PLAIN-CLIENTTOKEN", "SKEY", "SRP", "TLS",
        "X-OAUTH", "XOAUTH", "XOAUTH2", "XTOKEN",
    };

    /// <summary>Whether a word, in quotes or not, is the name of one.</summary>
    internal static bool Contains(string word)
    {
        string name = word.Trim('"').ToUpperInvariant();
        return Array.BinarySearch(s_names, name, StringComparer.Ordinal) >= 0 || name.StartsWith("SCRAM-SHA-", StringComparison.Ordinal);
    }

    /// <summary>Whether the client's first message is all that it says, so that more follows only where the server asks.</summary>
    internal static bool EndsWithItsFirst(string word) => word.Trim('"').ToUpperInvariant() is "PLAIN" or "XOAUTH2" or "OAUTHBEARER" or "EXTERNAL" or "ANONYMOUS" or "XTOKEN";
}
