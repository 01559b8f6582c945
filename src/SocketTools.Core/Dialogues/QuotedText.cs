using System.Text;

namespace SocketTools.Dialogues;

/// <summary>A quoted string (RFC 9051, 4.3; RFC 5804, 1.2).</summary>
internal sealed class QuotedText
{
    private readonly string _text;

    /// <summary>Text without control characters.</summary>
    internal QuotedText(string text) => _text = text;

    /// <summary>The text between quotation marks, those inside and backslashes escaped.</summary>
    public override string ToString()
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in _text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
