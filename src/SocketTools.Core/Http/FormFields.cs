using System.Collections.Generic;
using System.Text;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Names and values as a form sends them: application/x-www-form-urlencoded (WHATWG URL, 5.2).</summary>
public static class FormFields
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/x-www-form-urlencoded";

    /// <summary>The text of some fields; one with several values is repeated, and one with none has an empty value.</summary>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: half a surrogate pair.</exception>
    public static string Encode(IEnumerable<KeyValuePair<string, string[]>> fields)
    {
        var text = new StringBuilder();
        foreach (KeyValuePair<string, string[]> field in fields)
        {
            foreach (string value in field.Value.Length == 0 ? new[] { "" } : field.Value)
            {
                text.Append(text.Length == 0 ? "" : "&").Append(Escape(field.Key)).Append('=').Append(Escape(value));
            }
        }

        return text.ToString();
    }

    private static string Escape(string part) =>
        PercentCoding.Encode(StrictText.Encode(Encoding.UTF8, part), static b => b == ' ' || IsPlain((char)b)).Replace(' ', '+');

    private static bool IsPlain(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '*' or '-' or '.' or '_';
}
