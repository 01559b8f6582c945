using System;
using SocketTools.Replies;
using SocketTools.Tracing;

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
        string[] words = { CommandLine.Verb(text), CommandLine.Word(text, 1) };
        for (int count = 1; count <= words.Length; count++)
        {
            switch (SecretVerbs.Behind(new ArraySegment<string>(words, 0, count)))
            {
                case SecretVerbs.Rest.Secret:
                    return count;
                case SecretVerbs.Rest.Mechanism:
                    return count + 1;
            }
        }

        return null;
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
