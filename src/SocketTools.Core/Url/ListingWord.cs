using System.Collections.Generic;

namespace SocketTools.Url;

/// <summary>A word of a line, and where it begins.</summary>
internal readonly record struct ListingWord(int Start, string Text)
{
    // More stand in no line in front of a name, owners of several words included.
    private const int Most = 20;

    /// <summary>The words of a line, as far as they may stand in front of a name.</summary>
    internal static IReadOnlyList<ListingWord> Split(string line)
    {
        var words = new List<ListingWord>(10);
        for (int at = 0; at < line.Length && words.Count < Most;)
        {
            if (line[at] == ' ')
            {
                at++;
                continue;
            }

            int end = line.IndexOf(' ', at);
            end = end < 0 ? line.Length : end;
            words.Add(new ListingWord(at, line.Substring(at, end - at)));
            at = end;
        }

        return words;
    }
}
