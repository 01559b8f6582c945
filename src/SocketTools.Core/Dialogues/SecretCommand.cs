using System;
using SocketTools.Replies;

namespace SocketTools.Dialogues;

/// <summary>Shows commands without the secrets in them.</summary>
internal static class SecretCommand
{
    internal const string Stars = "***";

    /// <summary>The command as it may be shown.</summary>
    /// <param name="command">As the user gave it.</param>
    /// <param name="isLoginLine">Whether it is a line of a login that is under way.</param>
    internal static string Shown(SocketCommand command, bool isLoginLine)
    {
        if (isLoginLine && command.Text.Length > 0)
        {
            return Stars;
        }

        string shown = Shown(command.Text);
        return command.Secret is null || shown.EndsWith(Stars, StringComparison.Ordinal) ? shown
            : shown.Length == 0 ? Stars
            : shown + " " + Stars;
    }

    /// <summary>How many words from the start are no secret; null: all of them.</summary>
    private static int? WordsShown(string text)
    {
        switch (CommandLine.Verb(text))
        {
            case "PASS" or "ACCT" or "ADAT" or "LOGIN":
                return 1;
            case "AUTH" or "AUTHENTICATE" or "APOP":
                return 2;
            case "AUTHINFO":
                return string.Equals(CommandLine.Word(text, 1), "USER", StringComparison.OrdinalIgnoreCase) ? null
                    : string.Equals(CommandLine.Word(text, 1), "SASL", StringComparison.OrdinalIgnoreCase) ? 3 : 2;
            default:
                return null;
        }
    }

    private static string Shown(string text)
    {
        if (WordsShown(text) is not int words)
        {
            return text;
        }

        int at = CommandLine.EndOfWords(text, words);
        return text.Substring(at).Trim().Length == 0 ? text : text.Substring(0, at) + " " + Stars;
    }
}
