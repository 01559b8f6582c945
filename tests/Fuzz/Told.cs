using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Text;
using SocketTools.Dialogues;
using SocketTools.Http;
using SocketTools.Replies;
using SocketTools.Tracing;

namespace SocketTools.Fuzz;

/// <summary>What came of an input, in words that two ways of feeding it can be compared by.</summary>
internal static class Told
{
    internal static string Of(object? value) => value switch
    {
        null => "null",
        string text => "'" + text + "'",
        byte[] bytes => "<" + Encoding.Latin1.GetString(bytes) + ">",
        SocketReply reply => $"{(reply.IsPositive ? "+" : "-")}{(reply.IsIntermediate ? "…" : "")} {reply.Code} {reply.EnhancedCode} {Of(reply.Lines)} {Of(reply.Literals)} {Of(reply.Data)} {Of(reply.Pushed)}",
        RawHttpResponse response => Of(response),
        MemcachedItem item => $"{item.Key}:{item.Flags}:{item.Cas}:{Of(item.Value)}",
        SocketTranscriptEntry entry => $"{entry.Kind} {entry.Offset.Ticks} {Of(entry.Data)} {entry.Text}",
        DictionaryEntry pair => Of(pair.Key) + ":" + Of(pair.Value),
        IDictionary map => "{" + string.Join(',', map.Cast<DictionaryEntry>().Select(static p => Of(p))) + "}",
        IEnumerable list => "(" + string.Join(',', list.Cast<object?>().Select(Of)) + ")",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Of(RawHttpResponse response) =>
        $"{response.HttpVersion} {response.StatusCode} {response.ReasonPhrase} {Of(response.Informational.Select(static i => i.StatusCode))} "
        + $"{Of(response.Headers.Select(static f => f.Name + ":" + f.Value))} {Of(response.RawHeader)} {Of(response.Body)} "
        + $"{Of(response.Trailers.Select(static f => f.Name + ":" + f.Value))} {response.Content}";
}
