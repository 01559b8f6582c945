using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Commands with secrets in their lines: those of mail, FTP, news and IRC. The one list, for whoever records them and whoever shows them.</summary>
internal static class SecretVerbs
{
    /// <summary>What stands behind the words of a command.</summary>
    internal enum Rest
    {
        /// <summary>No secret that is known of.</summary>
        Open,

        /// <summary>A secret, to the line's end.</summary>
        Secret,

        /// <summary>The name of a login's mechanism (RFC 4422), and a secret behind it.</summary>
        Mechanism,
    }

    /// <summary>What stands behind a command's first words.</summary>
    internal static Rest Behind(IReadOnlyList<string> words) => words[0].ToUpperInvariant() switch
    {
        "PASS" or "ACCT" or "ADAT" or "LOGIN" or "OPER" => Rest.Secret,
        "APOP" when words.Count == 2 => Rest.Secret,
        "AUTH" or "AUTHENTICATE" => Rest.Mechanism,
        "AUTHINFO" when words.Count == 2 => words[1].ToUpperInvariant() switch
        {
            "USER" => Rest.Open,
            "SASL" => Rest.Mechanism,
            _ => Rest.Secret,
        },
        _ => Rest.Open,
    };
}
