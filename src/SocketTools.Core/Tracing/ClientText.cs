using System;
using System.Text;

namespace SocketTools.Tracing;

/// <summary>What a client said, as it may be shown to people, where nobody kept what it was answered.</summary>
public static class ClientText
{
    /// <summary>The text, its secrets as stars.</summary>
    /// <param name="said">What was said from the dialogue's beginning on, or a line of it.</param>
    public static string Of(string said)
    {
        var login = new LoginProgress();
        var masker = new SecretMasker(TranscriptSide.Client, login);
        var shown = new StringBuilder(said.Length);
        bool isLiteral = false;
        for (int at = 0, end; at < said.Length; at = end)
        {
            end = said.IndexOf('\n', at) + 1;
            end = end == 0 ? said.Length : end;
            string line = said.Substring(at, end - at);
            string words = line.TrimEnd('\r', '\n');

            // Only the server ends a login: here what cannot belong to one does.
            if (login.IsSecretDue && !isLiteral && !MayBelongToLogin(words))
            {
                login.IsSecretDue = false;
                login.IsUnderWay = false;
            }

            isLiteral = words.EndsWith("}", StringComparison.Ordinal);
            MaskedBytes masked = masker.Mask(new ArraySegment<byte>(Encoding.UTF8.GetBytes(line)));
            shown.Append(Text(masked));
        }

        return shown.Append(Text(masker.Flush())).ToString();
    }

    // Base64, in quotes or not, the announcement of a literal, or the star that gives up (RFC 4954, 4).
    private static bool MayBelongToLogin(string line) =>
        Array.TrueForAll(line.ToCharArray(), static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '+' or '/' or '=' or '-' or '_' or '"' or '{' or '}' or '*');

    private static string Text(MaskedBytes masked) => masked.Data.Count == 0 ? "" : Encoding.UTF8.GetString(masked.Data.Array!, masked.Data.Offset, masked.Data.Count);
}
