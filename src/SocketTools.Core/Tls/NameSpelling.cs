using System.Linq;
using System.Threading;

namespace SocketTools.Tls;

/// <summary>Spellings of a server's name that no other connection of this process uses at the moment.</summary>
/// <remarks>A session of TLS that is to be resumed is kept by the platform, one for each name as it is spelled, and the newest alone. Where two
/// connections to one name have to resume each its own, they can only if they spell it in different ways: names are the same in capitals and
/// small letters (RFC 4343, 3; RFC 6066, 3).</remarks>
internal static class NameSpelling
{
    // Where a name is longer, its first letters make spellings enough.
    private const int MostLetters = 16;

    private static int s_number;

    /// <summary>The next spelling of a name; null: it has no letters, as an address has none.</summary>
    internal static string? Next(string name)
    {
        int letters = System.Math.Min(MostLetters, name.Count(IsLetter));
        if (letters == 0 || name.IndexOf(':') >= 0)
        {
            return null;
        }

        // Never small letters alone: most spell it so.
        int capitals = 1 + (int)((uint)Interlocked.Increment(ref s_number) % ((1u << letters) - 1));
        char[] spelled = name.ToCharArray();
        for (int i = 0; i < spelled.Length; i++)
        {
            if (IsLetter(spelled[i]))
            {
                spelled[i] = (capitals & 1) == 1 ? char.ToUpperInvariant(spelled[i]) : char.ToLowerInvariant(spelled[i]);
                capitals >>= 1;
            }
        }

        return new string(spelled);
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
