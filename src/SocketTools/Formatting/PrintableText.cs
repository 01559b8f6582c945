using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text;
using SocketTools.Faults;

namespace SocketTools.Formatting;

/// <summary>Text from the wire, safe to show: what a terminal could take for a command becomes a dot.</summary>
public static class PrintableText
{
    private const int StartLength = 200;

    /// <summary>The text, line ends and tabs kept. A CR alone ends no line: it would have the rest written over what stands there.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isKept = text[i] is '\n' or '\t' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
            shown.Append(!isKept && VisibleText.IsCommand(text[i]) ? '.' : text[i]);
        }

        return shown.ToString();
    }

    /// <summary>What a server said, as text or as values with text inside: the same with all text safe to show.</summary>
    public static object? OfValue(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null or byte[] or ValueType => value,
        string text => Of(text),
        IDictionary map => map.Cast<DictionaryEntry>().Select(static entry => Of($"[{entry.Key}, {entry.Value}]")).ToArray(),
        IEnumerable list => list.Cast<object?>().Select(OfValue).ToArray(),
        object other => Of(other.ToString() ?? ""),
    };

    /// <summary>The start of some bytes as text on one line.</summary>
    public static string Start(byte[] bytes)
    {
        var shown = new StringBuilder(StartLength);
        foreach (char c in Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, StartLength)))
        {
            shown.Append(VisibleText.IsCommand(c) || c == '\xFFFD' ? '.' : c);
        }

        return shown.ToString();
    }
}
