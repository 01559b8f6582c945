using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SocketTools.Dialogues;

/// <summary>Values of Redis as lines of text.</summary>
internal static class RespText
{
    /// <summary>One line for each value of an array or a map, the lines of a text, or the one value.</summary>
    internal static string[] Lines(object? value)
    {
        switch (value)
        {
            case null:
                return Array.Empty<string>();
            case string text:
                return text.IndexOf('\n') < 0 ? new[] { text } : text.Replace("\r\n", "\n").TrimEnd('\n').Split('\n');
            case IDictionary map:
                var pairs = new List<string>(map.Count);
                foreach (DictionaryEntry pair in map)
                {
                    pairs.Add($"{Of(pair.Key)}: {Of(pair.Value)}");
                }

                return pairs.ToArray();
            case object?[] items:
                return Array.ConvertAll(items, Of);
            default:
                return new[] { Of(value) };
        }
    }

    /// <summary>A value that is a word; null: it is none.</summary>
    internal static string? Word(object? value) => value as string ?? (value is byte[] bytes ? RespKey.OneByOne.GetString(bytes) : null);

    /// <summary>A value on one line.</summary>
    internal static string Of(object? value)
    {
        switch (value)
        {
            case null:
                return "(null)";
            case byte[] bytes:
                return $"({bytes.Length.ToString(CultureInfo.InvariantCulture)} bytes)";
            case IDictionary or object?[]:
                var text = new StringBuilder("[");
                text.Append(string.Join(", ", Lines(value)));
                return text.Append(']').ToString();
            default:
                return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }
}
