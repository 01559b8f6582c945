using SocketTools.Faults;
using SocketTools.Http;

namespace SocketTools.Tests.Http;

/// <summary>What came of a response, in the words of <see cref="ResponseTable"/>, an item a line.</summary>
internal static class Outcome
{
    /// <summary>A response that was read.</summary>
    /// <param name="response">The response.</param>
    /// <param name="canGoOn">Whether its connection can carry another exchange; null where that is not asked.</param>
    /// <param name="left">The bytes behind it.</param>
    internal static string Of(RawHttpResponse response, bool? canGoOn, byte[] left)
    {
        var items = new List<string> { $"{response.StatusCode} {response.ReasonPhrase}".TrimEnd(response.ReasonPhrase.Length == 0 ? ' ' : '\0') };
        items.AddRange(response.Headers.Where(static f => !Frames(f.Name)).Select(static f => Text(f, "")));
        Add(items, "version", response.HttpVersion == new Version(1, 1) ? "" : response.HttpVersion.ToString());
        Add(items, "interim", string.Join(' ', response.Informational.Select(static i => i.StatusCode)));
        Add(items, "body", Encoding.Latin1.GetString(response.Body));
        items.AddRange(response.Trailers.Select(static f => Text(f, "trailer ")));
        Add(items, "left", Encoding.Latin1.GetString(left));
        if (canGoOn == false)
        {
            items.Add("spent");
        }

        return string.Join('\n', items);
    }

    /// <summary>A response that was refused, with what came of its body.</summary>
    internal static string Of(SocketToolsException fault)
    {
        var items = new List<string> { fault.Fault.ToString() };
        Add(items, "body", fault.Partial is RawHttpResponse partial ? Encoding.Latin1.GetString(partial.Body) : "");
        return string.Join('\n', items);
    }

    private static bool Frames(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);

    private static string Text(HttpField field, string what) => what + field.Name + (field.Value.Length == 0 ? ":" : ": " + field.Value);

    private static void Add(List<string> items, string what, string value)
    {
        if (value.Length > 0)
        {
            items.Add(what + " " + value);
        }
    }
}
