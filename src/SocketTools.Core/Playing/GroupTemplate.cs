using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SocketTools.Tracing;

namespace SocketTools.Playing;

/// <summary>Text in which <c>{1}</c> or <c>{name}</c> stands for a group of a match.</summary>
internal static class GroupTemplate
{
    private static readonly Regex s_place = new(@"\{(\w+)\}", RegexOptions.CultureInvariant);

    /// <summary>Fills the groups in; an optional one that took no part is there, and empty. Braces that name no group of the match stay as they are.</summary>
    internal static string Fill(string template, Match? match) => match is null ? template : s_place.Replace(template, place => Value(match, place.Groups[1].Value) ?? place.Value);

    /// <summary>The same for bytes.</summary>
    internal static byte[] Fill(byte[] template, Match? match)
    {
        Encoding encoding = LooseText.EncodingOf(template, 0, template.Length);
        return encoding.GetBytes(Fill(encoding.GetString(template), match));
    }

    // .NET gives an unsuccessful group for names that there are not, too; its own replacements leave such a name as it is.
    private static string? Value(Match match, string name)
    {
        if (name[0] is >= '0' and <= '9')
        {
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < match.Groups.Count ? match.Groups[number].Value : null;
        }

        string asked = "${" + name + "}";
        return match.Groups[name] is { Success: true, Value: var value } ? value : match.Result(asked) == asked ? null : "";
    }
}
