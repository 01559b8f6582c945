using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Which words of a Redis command are secrets.</summary>
internal static class RedisSecrets
{
    /// <summary>Whether a command can have any.</summary>
    internal static bool MayBeIn(string verb) => verb is "AUTH" or "HELLO" or "MIGRATE" or "CONFIG" or "ACL" or "SENTINEL";

    /// <summary>The index of the first; all behind it are taken for secrets too.</summary>
    internal static int First(string verb, IReadOnlyList<string> words)
    {
        // AUTH [user] password; ACL SETUSER user >password; HELLO 3 AUTH user password; MIGRATE … AUTH[2] …; CONFIG SET … requirepass …; SENTINEL SET … auth-pass ….
        switch (verb)
        {
            case "AUTH":
                return 1;
            case "ACL":
                return words.Count > 1 && string.Equals(words[1], "SETUSER", StringComparison.OrdinalIgnoreCase) ? 3 : words.Count;
        }

        for (int i = 1; i < words.Count; i++)
        {
            bool announces = verb is "HELLO" or "MIGRATE"
                ? words[i].StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) && words[i].Length <= 5
                : words[i].EndsWith("pass", StringComparison.OrdinalIgnoreCase) || words[i].EndsWith("auth", StringComparison.OrdinalIgnoreCase);
            if (announces)
            {
                return i + 1;
            }
        }

        return words.Count;
    }
}
