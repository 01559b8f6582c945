using System.Globalization;
using System.Text;

namespace SocketTools.Faults;

/// <summary>Text on one line, in which a terminal finds nothing to obey: control characters as PowerShell would write them.</summary>
/// <remarks>Every message of a fault and every event in words goes through here, whoever made it and of what: so no peer's control character
/// reaches a terminal by an error or by -Verbose. What has none stays as it is, and what went through once too.</remarks>
public static class VisibleText
{
    /// <summary>The text.</summary>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && !IsCommand(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var shown = new StringBuilder(text, 0, first, text.Length + 8);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            _ = c switch
            {
                '\r' => shown.Append("`r"),
                '\n' => shown.Append("`n"),
                '\t' => shown.Append("`t"),
                '\0' => shown.Append("`0"),
                _ when IsCommand(c) => shown.Append("`u{").Append(((int)c).ToString("X", CultureInfo.InvariantCulture)).Append('}'),
                _ => shown.Append(c),
            };
        }

        return shown.ToString();
    }

    /// <summary>Whether a terminal does something else with it than show it: C0 and C1; line and paragraph separators; what turns the direction of
    /// writing round, and so hides what a text says.</summary>
    public static bool IsCommand(char c) => c is < ' ' or (>= '\x7F' and < '\xA0') or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
