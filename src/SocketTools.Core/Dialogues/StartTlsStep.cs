using System.Text.RegularExpressions;

namespace SocketTools.Dialogues;

/// <summary>One step of a chat-style upgrade: something is said, and an answer is read.</summary>
/// <param name="Say">The line to send; null: only listen. <c>{0}</c> is our own name.</param>
/// <param name="Last">The line that ends the answer.</param>
/// <param name="Good">What that line has to match, or the server has said no.</param>
/// <param name="Reply">What the first line of an answer has to look like in this protocol, and every line where <paramref name="EachLine"/> says so.</param>
/// <param name="EachLine">Whether all lines have to.</param>
internal sealed record StartTlsStep(string? Say, Regex Last, Regex Good, Regex Reply, bool EachLine)
{
    /// <summary>A step in patterns.</summary>
    internal static StartTlsStep Of(string? say, string last, string good, string reply, bool eachLine = false) =>
        new(say, Pattern(last), Pattern(good), Pattern(reply), eachLine);

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
