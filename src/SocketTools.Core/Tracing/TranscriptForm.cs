namespace SocketTools.Tracing;

/// <summary>How the bytes of an entry are meant; all but the first only where somebody wrote them for a replay.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum TranscriptForm : long
{
    /// <summary>These bytes.</summary>
    Exact,

    /// <summary>Any line that matches: the data are a regular expression in UTF-8 (<c>C~</c>).</summary>
    Pattern,

    /// <summary>A line in which the groups of the last pattern are filled in for <c>{0}</c>, <c>{1}</c> or <c>{name}</c> (<c>S%</c>).</summary>
    Template,
}
