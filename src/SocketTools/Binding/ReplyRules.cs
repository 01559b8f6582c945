using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Playing;

namespace SocketTools.Binding;

/// <summary>What the user gave as -Reply: patterns and answers, made into the rules of a mock.</summary>
internal static class ReplyRules
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Rules in the dictionary's order.</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a key that is no pattern, or a value that is no answer.</exception>
    internal static IReadOnlyList<LineRule> From(IDictionary replies, Encoding encoding) =>
        replies.Cast<DictionaryEntry>().Select(entry => new LineRule(Pattern(entry.Key), Bytes(entry.Value, encoding), IsBytes(entry.Value))).ToArray();

    /// <summary>The answer to lines that no pattern matches.</summary>
    internal static LineRule Otherwise(object value, Encoding encoding) => new(new Regex(""), Bytes(value, encoding), IsBytes(value));

    /// <summary>Text as lines that end with CR LF, several joined; bytes as they are.</summary>
    internal static byte[] Bytes(object? value, Encoding encoding) => Bare.Of(value) switch
    {
        null => Array.Empty<byte>(),
        byte[] bytes => bytes,
        string text => StrictText.Encode(encoding, LineResponder.WithLineEnds(text)),
        ScriptBlock => throw FaultFactory.InvalidRequest("A reply is text or bytes: no script block runs on a socket's thread."),
        IEnumerable lines => StrictText.Encode(encoding, string.Concat(lines.Cast<object?>().Select(line => LineResponder.WithLineEnds(Bare.Of(line)?.ToString() ?? "")))),
        object other => StrictText.Encode(encoding, LineResponder.WithLineEnds(other.ToString() ?? "")),
    };

    private static bool IsBytes(object? value) => Bare.Of(value) is byte[];

    private static Regex Pattern(object key)
    {
        if (Bare.Of(key) is Regex pattern)
        {
            return pattern;
        }

        try
        {
            return new Regex(key.ToString() ?? "", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_patience);
        }
        catch (ArgumentException invalid)
        {
            throw FaultFactory.InvalidRequest($"'{key}' is not a regular expression: {invalid.Message}");
        }
    }
}
