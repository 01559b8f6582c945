using System.Globalization;
using System.Text;

namespace SocketTools.Formatting;

/// <summary>What a peer sends, piece by piece, as text that a terminal shows and does not obey: control characters are written as
/// PowerShell writes them (<c>`u{1B}</c>), and so are those that turn the direction of writing. Tabs and line ends stay.</summary>
public sealed class TerminalText
{
    private bool _cr;

    /// <summary>Whether the last thing shown was a line end.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>The next piece. A CR at its end is shown once it is known what follows.</summary>
    public string Next(string piece)
    {
        var shown = new StringBuilder(piece.Length + 8);
        foreach (char c in piece)
        {
            if (_cr && c != '\n')
            {
                shown.Append("`r");
            }

            _cr = c == '\r';
            if (!_cr)
            {
                Append(shown, c);
                AtLineStart = c == '\n';
            }
        }

        return shown.ToString();
    }

    private static void Append(StringBuilder shown, char c)
    {
        if (c is '\n' or '\t' || !(char.IsControl(c) || c is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
        {
            shown.Append(c);
            return;
        }

        shown.Append("`u{").Append(((int)c).ToString("X", CultureInfo.InvariantCulture)).Append('}');
    }
}
