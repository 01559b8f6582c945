using System.Globalization;
using System.Text.RegularExpressions;
using SocketTools.Reading;

namespace SocketTools.Binding;

/// <summary>A pattern to wait for: a regular expression as text, or a Regex with options of its own.</summary>
public sealed class TextPattern
{
    private readonly string _text;
    private readonly Regex? _regex;

    /// <summary>A regular expression.</summary>
    public TextPattern(string text) => _text = text;

    /// <summary>A regular expression with options of its own.</summary>
    public TextPattern(Regex regex) => (_text, _regex) = (regex.ToString(), regex);

    /// <summary>A number is a pattern where it is no connection's id.</summary>
    public static implicit operator TextPattern(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The regular expression.</summary>
    /// <param name="caseSensitive">Whether case counts in one that is text.</param>
    /// <exception cref="Faults.SocketToolsException"><see cref="Faults.Fault.InvalidRequest"/>: not a regular expression, or empty.</exception>
    internal Regex ToRegex(bool caseSensitive) => _regex ?? PatternWaiter.Compile(_text, caseSensitive);

    /// <inheritdoc/>
    public override string ToString() => _text;
}
