using System.Text.RegularExpressions;

namespace SocketTools.Reading;

/// <summary>What a wait for patterns found.</summary>
public sealed class PatternMatch
{
    internal PatternMatch(string pattern, string match, string before, GroupCollection? groups)
    {
        Pattern = pattern;
        Match = match;
        Before = before;
        Groups = groups;
    }

    /// <summary>The pattern that matched, as it was given.</summary>
    public string Pattern { get; }

    /// <summary>The text that matched.</summary>
    public string Match { get; }

    /// <summary>The regular expression's groups, by number and name; null for simple text.</summary>
    public GroupCollection? Groups { get; }

    /// <summary>The text before the match.</summary>
    public string Before { get; }

    /// <summary>The text that matched.</summary>
    public override string ToString() => Match;
}
