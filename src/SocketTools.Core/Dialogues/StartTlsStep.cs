using System.Text.RegularExpressions;

namespace SocketTools.Dialogues;

/// <summary>One step of a chat-style upgrade: something is said, and an answer is read.</summary>
/// <param name="Say">The line to send; null: only listen. <c>{0}</c> is our own name.</param>
/// <param name="Last">The line that ends the answer.</param>
/// <param name="Good">What that line has to match, or the server has said no.</param>
internal sealed record StartTlsStep(string? Say, Regex Last, Regex Good)
{
    /// <summary>A step in patterns.</summary>
    internal static StartTlsStep Of(string? say, string last, string good) =>
        new(say, new Regex(last, RegexOptions.CultureInvariant), new Regex(good, RegexOptions.CultureInvariant));
}
