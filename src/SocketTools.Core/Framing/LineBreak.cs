namespace SocketTools.Framing;

/// <summary>The characters that end a line or a text at some peer or other, and would make two of what is to be one.</summary>
internal static class LineBreak
{
    private static readonly char[] s_all = { '\r', '\n', '\0' };

    /// <summary>The name of the first that a text has inside; null: it has none.</summary>
    internal static string? NameOfFirst(string text)
    {
        int at = text.IndexOfAny(s_all);
        return at < 0 ? null : NameOf(text[at]);
    }

    /// <summary>The name of a character; null: it is no line break.</summary>
    internal static string? NameOf(char c) => c switch { '\r' => "CR", '\n' => "LF", '\0' => "NUL", _ => null };
}
